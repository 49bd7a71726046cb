import type { DestinationRule } from './access-settings.js';
import { AddressBlocks, type ReadyAddress } from './address-blocks.js';
import { type Glob, glob } from './glob.js';

/** What is asked about. */
export interface Place {
  /** As `plainName` makes it; null for an IP literal, which no pattern for names fits. */
  readonly name: string | null;
  readonly port: number;
}

interface ReadyRule {
  readonly fitsName: Glob | null;
  readonly block: AddressBlocks | null;
  readonly ports: DestinationRule['ports'];
}

/** The entries of an allow or a deny list, ready to be asked. An entry fits where each of its parts does. */
export class DestinationRules {
  readonly isEmpty: boolean;
  /** All entries that are a block of addresses and no more, in one list. */
  readonly #blocks: AddressBlocks | null;
  readonly #others: readonly ReadyRule[];

  /** `carried`: blocks of IPv4 addresses also fit the IPv6 addresses that lead there, as is right for a deny list. */
  constructor(rules: readonly DestinationRule[], { carried }: { readonly carried: boolean }) {
    const blocks = rules.flatMap(({ subnet, ports }) => (subnet !== null && ports === null ? [subnet] : []));
    this.isEmpty = rules.length === 0;
    this.#blocks = blocks.length === 0 ? null : new AddressBlocks(blocks, { carried });
    this.#others = rules
      .filter(({ subnet, ports }) => subnet === null || ports !== null)
      .map(({ subnet, host, ports }) => ({
        fitsName: host === null ? null : glob(host),
        block: subnet && new AddressBlocks([subnet], { carried }),
        ports,
      }));
  }

  /** Does an entry fit, whatever the address? */
  fitsName(place: Place): boolean {
    return this.#others.some((rule) => rule.block === null && fitsPlace(rule, place));
  }

  /** Is there an address with which an entry would fit? */
  mayFit(place: Place): boolean {
    return this.#blocks !== null || this.#others.some((rule) => fitsPlace(rule, place));
  }

  /** Does an entry fit a place that has this address? */
  fits(place: Place, address: ReadyAddress): boolean {
    if (this.#blocks?.holds(address)) return true;
    return this.#others.some((rule) => fitsPlace(rule, place) && (rule.block?.holds(address) ?? true));
  }
}

function fitsPlace({ fitsName, ports }: ReadyRule, { name, port }: Place): boolean {
  if (ports !== null && (port < ports.from || port > ports.to)) return false;
  return fitsName === null || (name !== null && fitsName(name));
}
