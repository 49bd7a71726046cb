import type { Host } from '../host/host.js';
import { collectGo } from './collectors/go.js';
import { pathsOf } from './collectors/paths.js';
import { collectPorts } from './collectors/ports.js';
import { describeProxyVariables } from './collectors/proxy.js';
import { tryProxies } from './collectors/reachability.js';
import { collectWindows } from './collectors/windows.js';
import type { Evidence, Platform, Section, SectionName } from './evidence.js';

export interface CollectRequest {
  /** Nothing else is gathered. */
  readonly sections: ReadonlySet<SectionName>;
  /** Nobody is connected to. */
  readonly offline: boolean;
  /** For every section; each also has a limit of its own. */
  readonly timeoutMs: number;
  /** The port the tunnel would listen on. */
  readonly listenPort: number;
  readonly signal?: AbortSignal;
  /** Called with the names of the sections still on their way, whenever that changes. */
  readonly onProgress?: (waiting: readonly string[]) => void;
}

/** The longest each may take, whatever `--timeout` says. */
const limitsMs: Readonly<Record<SectionName, number>> = {
  windows: 25_000,
  go: 12_000,
  proxy: 1_000,
  reachability: 6_000,
  ports: 6_000,
};

/** What people know the sections by, while they wait. */
const labels: Readonly<Record<SectionName, string>> = {
  windows: 'powershell',
  go: 'go',
  proxy: 'environment',
  reachability: 'proxy',
  ports: 'ports',
};

type Gathered<T> = { readonly source: string; readonly value: T };
type Sections = Evidence['sections'];

/**
 * Gathers evidence: all sections at once, each with its own limit; one that crashes or hangs takes no other down.
 * Rejects only with the signal's reason.
 */
export async function collect(request: CollectRequest, host: Host): Promise<Evidence> {
  const waiting = new Set<string>();
  const tell = () => request.onProgress?.([...waiting]);
  const gather = async <T>(
    name: SectionName,
    run: (signal: AbortSignal, limitMs: number) => Promise<Gathered<T>>,
  ): Promise<Section<T>> => {
    if (!request.sections.has(name)) return { state: 'absent', reason: 'not-selected' };
    if (name === 'windows' && host.platform.os !== 'win32') return { state: 'absent', reason: 'platform' };
    if (name === 'reachability' && request.offline) return { state: 'absent', reason: 'offline' };
    waiting.add(labels[name]);
    tell();
    const limitMs = Math.min(limitsMs[name], request.timeoutMs);
    try {
      return await guarded({ host, source: labels[name], limitMs, signal: request.signal }, run);
    } finally {
      waiting.delete(labels[name]);
      tell();
    }
  };
  const { env, platform } = host;
  const variables = describeProxyVariables(env, platform.os);
  const [described, windows, go, proxy, reachability, ports] = await Promise.all([
    describePlatform(host),
    gather('windows', (signal, limitMs) => collectWindows(host, limitMs, signal)),
    gather('go', (signal) => collectGo(host, signal)),
    gather('proxy', async () => ({ source: 'environment', value: variables })),
    gather('reachability', async (signal) => ({
      source: 'network',
      value: await tryProxies(host, variables, signal),
    })),
    gather('ports', (signal) => collectPorts(host, request.listenPort, signal)),
  ]);
  const sections: Sections = { windows, go, proxy, reachability, ports };
  const collectedAt = new Date(host.clock.now()).toISOString();
  return { origin: 'recorded', collectedAt, platform: described, sections };
}

interface Guard {
  readonly host: Host;
  readonly source: string;
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
}

async function guarded<T>(
  { host, source, limitMs, signal }: Guard,
  run: (signal: AbortSignal, limitMs: number) => Promise<Gathered<T>>,
): Promise<Section<T>> {
  signal?.throwIfAborted();
  const started = host.clock.monotonic();
  const elapsed = () => Math.round(host.clock.monotonic() - started);
  const limit = new AbortController();
  const either = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
  const ended = new Promise<never>((_resolve, reject) => {
    either.addEventListener('abort', () => reject(either.reason), { once: true });
  });
  const timer = setTimeout(() => limit.abort(new Error('time limit')), limitMs);
  try {
    const gathered = await Promise.race([run(either, limitMs), ended]);
    return { state: 'ok', durationMs: elapsed(), ...gathered };
  } catch (error) {
    signal?.throwIfAborted();
    const reason = limit.signal.aborted ? 'timeout' : 'crash';
    const detail = error instanceof Error ? error.message : String(error);
    return { state: 'failed', reason, detail, source, durationMs: elapsed() };
  } finally {
    clearTimeout(timer);
    // Whatever is still running for this section ends with it, and the promise above gets its answer.
    ended.catch(() => {});
    limit.abort(new Error('over'));
  }
}

async function describePlatform(host: Host): Promise<Platform> {
  const { os, release, version, arch, machine, nodeVersion } = host.platform;
  const linux = os === 'linux';
  return {
    os,
    release,
    version,
    arch,
    machine,
    node: nodeVersion,
    wsl: linux && /microsoft/i.test(release) && !(await isContainer(host)),
    name: linux ? await readPrettyName(host) : null,
  };
}

/** A container on a Windows machine has WSL's kernel, too, and is none. */
async function isContainer({ files }: Host): Promise<boolean> {
  return (await files.exists('/.dockerenv')) || (await files.exists('/run/.containerenv'));
}

async function readPrettyName(host: Host): Promise<string | null> {
  try {
    const text = await host.files.readText(pathsOf(host).join('/etc', 'os-release'));
    return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text)?.[1] || null;
  } catch {
    return null;
  }
}
