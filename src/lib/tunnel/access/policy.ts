import type { Address } from '../../host/network.js';
import type { Authority } from '../../proxy/authority.js';
import type { AccessSettings } from './access-settings.js';
import { judge } from './never-a-target.js';

/** A no, and the rule that says it: a word of a fixed list, for logs and labels. */
export interface Denial {
  readonly code: 'DENIED' | 'PROXY_LOOP';
  readonly rule: DenialRule;
}

export const denialRules = ['reserved', 'own-address', 'loopback', 'deny', 'allow', 'loop'] as const;
export type DenialRule = (typeof denialRules)[number];

/** Who may go where. Made once for each snapshot of the settings. */
export class Policy {
  readonly #own: readonly Authority[];

  /** `own`: where this tunnel listens; it grows while listeners are opened. */
  constructor(_access: AccessSettings, own: readonly Authority[]) {
    this.#own = own;
  }

  /** May this address connect at all? */
  admits(_clientAddress: string): boolean {
    return true;
  }

  /** Judges a destination that a proxy will look up: its name or literal, and its port. */
  judgeUnresolved(_destination: Authority, _client: string): Denial | null {
    return null;
  }

  /** Judges an address of the destination, the one that is then dialled. */
  judgeAddress(destination: Authority, address: Address, _client: string): Denial | null {
    const code = judge(address, destination.port, this.#own);
    if (code === null) return null;
    return { code, rule: code === 'PROXY_LOOP' ? 'loop' : 'reserved' };
  }
}
