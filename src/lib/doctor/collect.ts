import type { Host } from '../host/host.js';
import { readIfThere } from '../host/read-if-there.js';
import { collectors } from './collectors/list.js';
import {
  type CollectRequest,
  type Gathered,
  type SharedSources,
  shareSources,
} from './collectors/sources.js';
import { isWsl } from './collectors/system-wsl.js';
import type { Platform } from './evidence/platform.js';
import type { Section } from './evidence/section.js';
import { type Evidence, type SectionName, sectionNames, type ValueOf } from './evidence.js';

/**
 * Gathers evidence: all sections at once, each with its own limit; one that crashes or hangs takes no other down.
 * Rejects only with the signal's reason.
 */
export async function collect(request: CollectRequest, host: Host): Promise<Evidence> {
  const over = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, over.signal]) : over.signal;
  const run = {
    host,
    request,
    shared: shareSources(host, request, signal),
    waiting: new Map<SectionName, string>(),
  };
  try {
    const [platform, ...gathered] = await Promise.all([
      describePlatform(host),
      ...sectionNames.map(async (name) => [name, await gather(name, run)] as const),
    ]);
    const collectedAt = new Date(host.clock.now()).toISOString();
    const sections = Object.fromEntries(gathered) as Evidence['sections'];
    return { origin: 'recorded', collectedAt, platform, sections };
  } finally {
    over.abort(new Error('over'));
  }
}

interface Run {
  readonly host: Host;
  readonly request: CollectRequest;
  readonly shared: SharedSources;
  /** Labels of the sections still on their way. */
  readonly waiting: Map<SectionName, string>;
}

async function gather<Name extends SectionName>(
  name: Name,
  { host, request, shared, waiting }: Run,
): Promise<Section<ValueOf<Name>>> {
  const collector = collectors[name];
  if (!collector || !request.sections.has(name)) return { state: 'absent', reason: 'not-selected' };
  const { label, platforms } = collector;
  if (platforms && !platforms.includes(host.platform.os)) return { state: 'absent', reason: 'platform' };
  if (collector.network && request.offline) return { state: 'absent', reason: 'offline' };
  const tell = () => request.onProgress?.([...new Set(waiting.values())]);
  waiting.set(name, label);
  tell();
  const limitMs = Math.min(collector.limitMs, request.timeoutMs);
  try {
    return await guarded({ host, source: label, limitMs, signal: request.signal }, (signal) =>
      collector.collect({ ...shared, host, request, limitMs, signal }),
    );
  } finally {
    waiting.delete(name);
    tell();
  }
}

interface Guard {
  readonly host: Host;
  readonly source: string;
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
}

async function guarded<T>(
  { host, source, limitMs, signal }: Guard,
  run: (signal: AbortSignal) => Promise<Gathered<T>>,
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
    const gathered = await Promise.race([run(either), ended]);
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
    wsl: await isWsl(host),
    name: linux ? await readPrettyName(host) : null,
  };
}

async function readPrettyName(host: Host): Promise<string | null> {
  const text = await readIfThere(host, '/etc/os-release');
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text ?? '')?.[1] || null;
}
