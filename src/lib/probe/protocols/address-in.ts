import { isIP } from 'node:net';

/** The first IP address in a server's words: the one that it saw us come from. Its port, if any, is left out. */
export function addressIn(text: string): string | null {
  for (const [word] of text.matchAll(/(?<![\w.:])[\da-f]*[.:][\da-f.:]*(?!\w)/gi)) {
    const bare = word.replace(/[.:]$/, '');
    const address = bare.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
    if (isIP(address) !== 0) return address;
  }
  return null;
}
