import { cleanLine } from '../../proxy/clean-line.js';
import { protocolOf } from '../diagnosis/protocol-of.js';

/** What an SSH server says first. */
export type SshIdentification =
  | { readonly kind: 'ssh'; readonly protocolVersion: string; readonly serverVersion: string }
  /** OpenSSH's refusals, a line in place of the identification. */
  | { readonly kind: 'overloaded'; readonly line: string };

/** Lines that may come before the identification (RFC 4253 section 4.2 sets no limit; OpenSSH's own is 1024 lines). */
export const longestPreludeBytes = 16 * 1024;

/** With CR and LF (RFC 4253 section 4.2). */
const longestLineBytes = 255;

/** MaxStartups is reached; since OpenSSH 9.8, PerSourcePenalties hold this address off. */
const refusals = /^(?:Exceeded MaxStartups|Not allowed at this time)$/;

/** Our own, so that the server need not log a client that says nothing. */
export const ownIdentification = Buffer.from('SSH-2.0-aliproxy\r\n');

/** Judges complete lines until one is `SSH-protoversion-softwareversion`; what is another protocol's is foreign. */
export function judgeSshIdentification(bytes: Buffer): SshIdentification | 'more' | 'foreign' {
  const protocol = protocolOf(bytes);
  if (protocol !== 'unknown' && protocol !== 'ssh') return 'foreign';
  const lines = bytes.toString('latin1').split('\n');
  const begun = lines.pop() ?? '';
  let readBytes = 0;
  for (const line of lines) {
    readBytes += line.length + 1;
    if (readBytes > longestPreludeBytes) return 'foreign';
    const text = line.replace(/\r$/, '');
    if (text.startsWith('SSH-')) return identify(text);
    if (refusals.test(text)) return { kind: 'overloaded', line: text };
    if (!isText(text)) return 'foreign';
  }
  const tooLong = begun.startsWith('SSH-') && begun.length > longestLineBytes;
  return tooLong || !isText(begun.replace(/\r$/, '')) ? 'foreign' : 'more';
}

function identify(text: string): SshIdentification | 'foreign' {
  const [, protocolVersion, serverVersion] = /^SSH-([\d.]+)-(.+)$/.exec(text) ?? [];
  if (protocolVersion === undefined || serverVersion === undefined) return 'foreign';
  if (text.length + 2 > longestLineBytes) return 'foreign';
  return { kind: 'ssh', protocolVersion, serverVersion: cleanLine(serverVersion) };
}

/** Printable, in any encoding. */
function isText(line: string): boolean {
  return !/[\u0000-\u0008\u000e-\u001f]/.test(line);
}
