/** Who may use a tunnel, and for what. */
export interface AccessSettings {
  /** Destinations; where there is one, all others are closed. */
  readonly allow: readonly DestinationRule[];
  /** Beats `allow`. */
  readonly deny: readonly DestinationRule[];
  /** Clients by address; empty: any that can reach the listener. */
  readonly allowFrom: readonly Subnet[];
  /** Empty: no credentials are asked for. */
  readonly users: readonly User[];
}

/** A block of addresses: `10.0.0.0/8`, one address as `/32` or `/128`. */
export interface Subnet {
  readonly address: string;
  readonly prefix: number;
}

/** One entry of `--allow` or `--deny`. What is null says nothing about a destination. */
export interface DestinationRule {
  /** As it was written, for people and logs. */
  readonly text: string;
  readonly subnet: Subnet | null;
  /** A name with `*` for any run of characters, in lower case. */
  readonly host: string | null;
  readonly ports: { readonly from: number; readonly to: number } | null;
}

/** A user and what proves that it is he. */
export interface User {
  readonly name: string;
  readonly secret:
    | { readonly kind: 'password'; readonly password: string }
    /** The hash of a password, as `tunnel passwd` prints it. */
    | { readonly kind: 'scrypt'; readonly hash: string };
}
