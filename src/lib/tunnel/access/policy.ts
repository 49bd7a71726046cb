import { isIP } from 'node:net';
import type { Address } from '../../host/network.js';
import type { Authority } from '../../proxy/authority.js';
import type { AccessSettings } from './access-settings.js';
import { AddressBlocks, type ReadyAddress, readyAddress } from './address-blocks.js';
import { plainName } from './destination-rule.js';
import { DestinationRules, type Place } from './destination-rules.js';
import { isLocalClient, isLoopbackName, loopback, reserved } from './never-a-target.js';
import { answersAt, type OwnAddress } from './own-address.js';
import { unmapped } from './subnet.js';

/** A no, and the rule that says it: a word of a fixed list, for logs and labels. */
export interface Denial {
  readonly code: 'DENIED' | 'PROXY_LOOP';
  readonly rule: DenialRule;
}

/**
 * `reserved`: never a target. `own-address`, `loopback`: not for clients on other machines. `deny`, `allow`: the lists.
 * `loop`: it leads back to this tunnel.
 */
export const denialRules = ['reserved', 'own-address', 'loopback', 'deny', 'allow', 'loop'] as const;
export type DenialRule = (typeof denialRules)[number];

/** Who wants to go somewhere. */
export interface Asker {
  /** An IP literal, as the kernel writes it. */
  readonly address: string;
  /** It came in by a port that leads to one target. */
  readonly isForward: boolean;
}

export interface PolicyWorld {
  /** Where this tunnel listens; it changes while listeners are opened and closed. */
  readonly own: readonly OwnAddress[];
  /** The addresses of this machine, for listeners on all of them. */
  readonly localAddresses: () => readonly string[];
}

/**
 * Who may go where. Made once for each snapshot of the settings. What is never a target comes first, then `deny`, then
 * `allow`, which closes everything else as soon as it has an entry.
 */
export class Policy {
  readonly #world: PolicyWorld;
  readonly #allow: DestinationRules;
  readonly #deny: DestinationRules;
  readonly #clients: AddressBlocks | null;

  constructor({ allow, deny, allowFrom }: AccessSettings, world: PolicyWorld) {
    this.#world = world;
    this.#allow = new DestinationRules(allow, { carried: false });
    this.#deny = new DestinationRules(deny, { carried: true });
    this.#clients = allowFrom.length === 0 ? null : new AddressBlocks(allowFrom, { carried: false });
  }

  /** May this address connect at all? One that is not known may not, where there is a list. */
  admits(clientAddress: string): boolean {
    if (this.#clients === null) return true;
    return isIP(clientAddress) !== 0 && this.#clients.holds(readyAddress(clientAddress));
  }

  /** Judges what a client asks for, before any lookup: null also where it depends on the addresses of a name. */
  judgeRequest(destination: Authority, asker: Asker): Denial | null {
    const place = placeOf(destination);
    if (place.name === null) return this.#judge(place, destination.host, asker);
    if (this.#deny.fitsName(place)) return denied('deny');
    return this.#allow.isEmpty || this.#allow.mayFit(place) ? null : denied('allow');
  }

  /** Judges a destination that a proxy will look up: its name or literal, and its port. */
  judgeUnresolved(destination: Authority, asker: Asker): Denial | null {
    const place = placeOf(destination);
    if (place.name === null) return this.#judge(place, destination.host, asker);
    if (isLoopbackName(place.name) && !isLocalClient(unmapped(asker.address))) return denied('loopback');
    if (this.#deny.fitsName(place)) return denied('deny');
    return this.#allow.isEmpty || this.#allow.fitsName(place) ? null : denied('allow');
  }

  /** Judges an address of the destination, the one that is then dialled. */
  judgeAddress(destination: Authority, { address }: Address, asker: Asker): Denial | null {
    return this.#judge(placeOf(destination), address, asker);
  }

  #judge(place: Place, text: string, asker: Asker): Denial | null {
    const address = readyAddress(text);
    if (reserved.holds(address)) return denied('reserved');
    return (
      this.#judgeOwn(place, address, asker) ??
      (this.#deny.fits(place, address) ? denied('deny') : null) ??
      (this.#allow.isEmpty || this.#allow.fits(place, address) ? null : denied('allow'))
    );
  }

  /**
   * This machine. Its own programs may reach what listens on it, but for what would lead them round in a circle: the
   * port for proxy clients, and from one forward to another.
   */
  #judgeOwn({ port }: Place, address: ReadyAddress, { address: client, isForward }: Asker): Denial | null {
    const { own: listeners, localAddresses } = this.#world;
    const own = listeners.find((one) => one.port === port && answersAt(one, address, localAddresses));
    if (!isLocalClient(unmapped(client))) {
      if (own !== undefined) return denied('own-address');
      return loopback.holds(address) ? denied('loopback') : null;
    }
    const isCircle = own?.serves === 'proxy' || (own?.serves === 'forward' && isForward);
    return isCircle ? { code: 'PROXY_LOOP', rule: 'loop' } : null;
  }
}

function placeOf({ host, port }: Authority): Place {
  return { name: isIP(host) === 0 ? plainName(host) : null, port };
}

function denied(rule: DenialRule): Denial {
  return { code: 'DENIED', rule };
}
