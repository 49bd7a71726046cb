import { isIP } from 'node:net';
import { systemCode } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { gatherClientWorld } from '../../proxy/client-world.js';
import type { ClientWorld, ExplainTarget } from '../../proxy/clients/client.js';
import { explain } from '../../proxy/explain/explain.js';
import { parseExplainTarget } from '../../proxy/explain/explain-target.js';
import { goProxyFor } from '../../proxy/go-rules.js';
import { Redactor } from '../../redact.js';
import type { TargetName, TargetsEvidence } from '../evidence/targets.js';
import { type HostsFile, readHostsFile } from './hosts-file.js';
import { describeNode } from './node-proxies.js';
import type { Gathered, Sources } from './sources.js';

/** For the lookup of one name. */
const lookupMs = 4_000;
/** Of the section's own limit: a lookup that ends by itself can still be told. */
const share = 0.8;
/** The same for a client's program, which needs a while to be ended. */
const clientShare = 0.3;

/** Who would reach the targets how, and what their names and the API's lead to. Nobody is connected to. */
export async function collectTargets(sources: Sources): Promise<Gathered<TargetsEvidence>> {
  const { host, request, signal } = sources;
  const asked = targetsOf(request.targets);
  const secrets = new Redactor();
  const api = targetsOf([request.apiEndpoint]);
  const reading = readHostsFile(host);
  const [world, file, names] = await Promise.all([
    asked.length === 0 ? null : gatherClientWorld(hurried(sources), { signal, secrets }),
    reading,
    Promise.all(namesOf(asked, api).map(async (name) => describeName(name, await reading, sources))),
  ]);
  const installed = world ? installedOf(world) : [];
  const explained = asked.flatMap((target) =>
    world
      ? [
          {
            explanation: explain(target, world),
            ofInstalled: explain(target, world, { clients: ['go', ...installed] }).difference,
          },
        ]
      : [],
  );
  // A client that misreads a value may take a part of the password for the proxy's host.
  const urls = secrets.value(explained);
  return {
    source: 'network',
    value: {
      installed,
      urls,
      names,
      hostsFile: { path: file.path, state: file.state },
      node: describeNode(host),
    },
  };
}

/** A client that hangs tells nothing, and shall not take what is known otherwise with it. */
function hurried({ host, limitMs }: Sources): Host {
  const { processes } = host;
  const mostMs = limitMs * clientShare;
  return {
    ...host,
    processes: {
      ...processes,
      run: (request) => processes.run({ ...request, timeoutMs: Math.min(request.timeoutMs, mostMs) }),
    },
  };
}

function targetsOf(texts: readonly string[]): ExplainTarget[] {
  return texts.flatMap((text) => {
    const result = parseExplainTarget(text);
    return result.ok ? [result.target] : [];
  });
}

function installedOf({ versions }: ClientWorld): TargetsEvidence['installed'] {
  return Object.keys(versions) as (keyof ClientWorld['versions'])[];
}

interface Name extends Pick<TargetName, 'role'> {
  readonly target: ExplainTarget;
}

/** Each name once; addresses and this machine's own name need no looking up. */
function namesOf(targets: readonly ExplainTarget[], api: readonly ExplainTarget[]): Name[] {
  const names = new Map<string, Name>();
  const add = (role: Name['role'], target: ExplainTarget) => {
    const key = target.host.toLowerCase();
    if (isIP(target.host) === 0 && key !== 'localhost' && !names.has(key)) names.set(key, { role, target });
  };
  for (const target of targets) add('target', target);
  for (const target of api) add('api', target);
  return [...names.values()];
}

async function describeName({ role, target }: Name, file: HostsFile, sources: Sources): Promise<TargetName> {
  const { host, request } = sources;
  const name = target.host.toLowerCase().replace(/\.$/, '');
  return {
    host: target.host,
    role,
    direct: goProxyFor(target, host.env, host.platform.os).proxy === null,
    lookup: request.offline ? null : await lookup(target.host, sources),
    entries: file.entries
      .filter(({ names }) => names.includes(name))
      .map(({ address, line }) => ({ address, line })),
  };
}

async function lookup(
  name: string,
  { host: { network, clock }, signal, limitMs }: Sources,
): Promise<NonNullable<TargetName['lookup']>> {
  const began = clock.monotonic();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), Math.min(lookupMs, limitMs * share));
  const found = (addresses: readonly string[], code: string | null) => ({
    addresses,
    code,
    durationMs: Math.round(clock.monotonic() - began),
  });
  try {
    const addresses = await network.resolve(name, AbortSignal.any([signal, limit.signal]));
    const unique = [...new Set(addresses.map(({ address }) => address))];
    return found(unique, unique.length === 0 ? 'ENOTFOUND' : null);
  } catch (error) {
    signal.throwIfAborted();
    return found([], limit.signal.aborted ? 'TIMEOUT' : (systemCode(error) ?? 'UNKNOWN'));
  } finally {
    clearTimeout(timer);
  }
}
