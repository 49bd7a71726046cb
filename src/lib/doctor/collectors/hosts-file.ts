import { isIP } from 'node:net';
import { win32 } from 'node:path';
import { systemCode } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { systemRoot } from '../../host/variables.js';

/** The table of names that the system looks at before it asks a name server. */
export interface HostsFile {
  readonly path: string;
  readonly state: 'read' | 'missing' | 'unreadable';
  readonly entries: readonly HostsEntry[];
}

export interface HostsEntry {
  readonly address: string;
  /** In lower case, without a dot at the end. */
  readonly names: readonly string[];
  /** From 1. */
  readonly line: number;
}

export async function readHostsFile(host: Host): Promise<HostsFile> {
  const path =
    host.platform.os === 'win32'
      ? win32.join(systemRoot(host), 'System32', 'drivers', 'etc', 'hosts')
      : '/etc/hosts';
  try {
    return { path, state: 'read', entries: parseHosts(await host.files.readText(path)) };
  } catch (error) {
    const code = systemCode(error);
    return { path, state: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable', entries: [] };
  }
}

/** Lines `address name…`, `#` begins a comment (hosts(5)); any other line says nothing. */
export function parseHosts(text: string): HostsEntry[] {
  return text.split(/\r\n|\n|\r/).flatMap((content, index) => {
    const [address = '', ...names] = (content.split('#', 1)[0] ?? '').trim().split(/\s+/);
    if (isIP(address.split('%', 1)[0] ?? '') === 0 || names.length === 0) return [];
    return [{ address, names: names.map((name) => name.toLowerCase().replace(/\.$/, '')), line: index + 1 }];
  });
}
