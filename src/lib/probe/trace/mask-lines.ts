import { mask } from '../../redact.js';

/** `Authorization`, `Set-Cookie`, `X-Api-Key`, `x-csrf-token` …; the key of a WebSocket handshake is no secret. */
const secretName =
  /^(?!sec-websocket-)[\w-]*?(?:authorization|authentication-info|cookie2?|token|key|secret|password|passwd|credentials?|signature)$/i;

/** Takes secrets out of the lines of one direction by where they stand, also those too short to be searched for. */
export class LineMasker {
  /** What the next line is: in a Redis AUTH the length of an argument, or the argument. */
  #expects: 'anything' | 'length' | 'argument' = 'anything';
  /** The line began before, and its beginning said that the rest is secret. */
  #goesOn = false;

  /** `ended`: the line is complete. */
  mask(line: string, ended: boolean): string {
    const clean = this.#goesOn ? mask : this.#maskWhole(line);
    this.#goesOn = !ended && clean !== line;
    return clean;
  }

  #maskWhole(line: string): string {
    const argument = this.#maskArgument(line);
    if (argument !== null) return argument;
    const [, name = '', gap = '', value = ''] = /^([\w-]+)(:[ \t]*)(.*)$/s.exec(line) ?? [];
    if (value === '' || !secretName.test(name)) return line;
    const [, scheme = ''] = /^((?:Basic|Bearer|Digest|NTLM|Negotiate) +)/i.exec(value) ?? [];
    return `${name}${gap}${scheme}${mask}`;
  }

  /** RESP: `*2`, `$4`, `AUTH`, `$6`, `secret`. Null: the line is no argument of AUTH. */
  #maskArgument(line: string): string | null {
    if (this.#expects === 'argument') {
      this.#expects = 'length';
      return mask;
    }
    if (this.#expects === 'length' && line.startsWith('$')) {
      this.#expects = 'argument';
      return `$${mask}`;
    }
    this.#expects = /^auth$/i.test(line) ? 'length' : 'anything';
    return /^auth +\S/i.test(line) ? `${line.slice(0, 4)} ${mask}` : null;
  }
}
