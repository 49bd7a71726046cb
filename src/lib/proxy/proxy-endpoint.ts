/** The proxy as a client would dial it; no credentials. */
export interface ProxyEndpoint {
  readonly scheme: string;
  /** As the client takes it, which may be nonsense (`http`); IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}
