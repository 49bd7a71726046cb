import { win32 } from 'node:path';
import { systemCode } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { systemRoot } from '../../host/variables.js';
import type { PortsEvidence } from '../evidence/ports.js';
import type { Gathered, Sources } from './sources.js';

const limitMs = 4_000;

/** Binds the port for a moment, and on Windows asks which ranges are reserved. */
export async function collectPorts({ host, request, signal }: Sources): Promise<Gathered<PortsEvidence>> {
  const port = request.listenPort;
  const [code, excluded] = await Promise.all([tryBind(host, port), readExcludedRanges(host, signal)]);
  return { source: 'network', value: { port, bound: code === null, code, excluded } };
}

/** Null where it works, else the system's error code. */
function tryBind({ network }: Host, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = network.createServer({}, (socket) => socket.destroy());
    server.once('error', (error) => resolve(systemCode(error) ?? 'UNKNOWN'));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

async function readExcludedRanges(host: Host, signal: AbortSignal): Promise<PortsEvidence['excluded']> {
  if (host.platform.os !== 'win32') return null;
  const result = await host.processes.run({
    file: win32.join(systemRoot(host), 'System32', 'netsh.exe'),
    args: ['interface', 'ipv4', 'show', 'excludedportrange', 'protocol=tcp'],
    timeoutMs: limitMs,
    signal,
    encoding: 'latin1',
  });
  return result.exitCode === 0 ? parseExcludedRanges(result.stdout) : null;
}

/** The rows of numbers in netsh's table; its words are in the language of the system. `*`: set by an administrator. */
export function parseExcludedRanges(stdout: string): NonNullable<PortsEvidence['excluded']> {
  return stdout.split(/\r?\n/).flatMap((line) => {
    const [, start, end, star] = /^\s*(\d{1,5})\s+(\d{1,5})\s*(\*)?\s*$/.exec(line) ?? [];
    return start === undefined || end === undefined
      ? []
      : [{ start: Number(start), end: Number(end), administered: star !== undefined }];
  });
}
