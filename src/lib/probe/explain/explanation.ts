import type { ClientId, ClientRule } from '../../proxy/clients/client.js';
import type { DiagnosisCode } from '../diagnosis/diagnosis.js';

/**
 * An extra look at a failure. `canary`: the same proxy, another target. `port-443`: the same host at 443.
 * `by-address`: the name's address as it is known here, through the proxy. `direct`: the target without the proxy.
 * `chain`: the target's certificate without the proxy. `other-way`: the same target over another route of this run,
 * for which nothing is dialled.
 */
export const explainCheckIds = ['canary', 'port-443', 'by-address', 'direct', 'chain', 'other-way'] as const;
export type ExplainCheckId = (typeof explainCheckIds)[number];

export interface ExplainCheck {
  readonly id: ExplainCheckId;
  /** What was asked for: `host:port`, or the target without user part. */
  readonly target: string;
  /** The proxies on the way, first hop first, joined by commas; null for direct. */
  readonly proxy: string | null;
  readonly ok: boolean;
  readonly code: DiagnosisCode | null;
  readonly ms: number | null;
}

/** What a client that reads the environment would do with this target, where it is not what the probe did. */
export interface ClientWay {
  readonly client: ClientId;
  /** Null: direct, or (`refused`) nowhere. */
  readonly proxy: string | null;
  readonly refused: boolean;
  readonly rule: ClientRule;
}

/** What the target did, as seen from where it was asked. `mute`: it was connected, or seemed so, and not a byte came. */
export type Silence = 'refused' | 'silent' | 'unreachable' | 'closed' | 'mute';

interface Place {
  /** `host:port`. */
  readonly place: string;
  readonly port: number;
}

interface BehindProxy extends Place {
  readonly proxy: string;
  /** From this machine to the proxy, all hops; null where it was not reached. */
  readonly proxyMs: number | null;
  /** The proxy's own address in the private network, where its URL tells it. */
  readonly proxyAddress: string | null;
}

/** Each verdict with what its sentence may say; never more than was seen. */
export interface VerdictFacts {
  /** The proxy was not reached, or gave nothing that a proxy would. */
  'proxy-down': BehindProxy;
  'proxy-unusable': BehindProxy;
  /** It wants a login that it was not given. */
  'proxy-login': BehindProxy;
  'proxy-busy': BehindProxy;
  'proxy-loop': BehindProxy;
  /** It refuses this target; `canary` is another that it takes. */
  'proxy-refuses': BehindProxy & { readonly canary: string | null };
  /** It reaches neither the target nor the canary. */
  'proxy-way-out': BehindProxy & { readonly canary: string };
  'port-not-allowed': BehindProxy;
  /** `address` is the one known here; `reached`: through the proxy it answers. */
  'name-unknown-at-proxy': BehindProxy & {
    readonly host: string;
    readonly address: string;
    readonly reached: boolean;
  };
  'name-unknown': Place & { readonly host: string; readonly proxy: string | null };
  /** The proxy is fine as far as was seen, and the target does not answer it. */
  'target-behind-proxy': BehindProxy & { readonly seen: Silence; readonly canary: string | null };
  /** The target answers this machine, but not the proxy. */
  'blocked-behind-proxy': BehindProxy & { readonly seen: Silence; readonly directMs: number | null };
  /** Refused both ways. */
  'down-everywhere': BehindProxy;
  /** The proxy fails, and the target answers without it. */
  'proxy-not-needed': BehindProxy & { readonly directMs: number | null };
  /** Another route of this run gets through: `way` is its proxy, null for direct. */
  'other-way-works': Place & { readonly proxy: string | null; readonly way: string | null };
  /** Directly: a private address that does not answer. */
  'no-route-direct': Place & { readonly seen: Silence };
  'target-direct': Place & { readonly seen: Silence };
  /** The certificate differs from the direct one, which is good. */
  intercepted: BehindProxy & { readonly issuer: string; readonly directIssuer: string | null };
  /** Directly the same certificate comes: nobody opens TLS on the way. */
  'same-certificate': BehindProxy & { readonly issuer: string };
  /** The handshake hangs through the proxy, and ends without it. */
  'tls-held-back': BehindProxy & { readonly directMs: number | null };
  /** `clientIp` is the address that the target saw. */
  'not-on-whitelist': Place & { readonly clientIp: string | null; readonly proxyAddress: string | null };
  'captive-portal': Place & { readonly proxy: string | null };
  /** The way is open: what fails is said by the target itself. */
  'way-open': Place & { readonly proxy: string | null; readonly proxyMs: number | null };
  unexplained: Place & { readonly proxy: string | null };
}

export type VerdictId = keyof VerdictFacts;

/** What the checks come to; the sentence is the catalogue's. */
export type Verdict = {
  readonly [Id in VerdictId]: { readonly verdict: Id; readonly facts: VerdictFacts[Id] };
}[VerdictId];

export type Explanation = Verdict & {
  readonly checks: readonly ExplainCheck[];
  readonly clients: readonly ClientWay[];
};
