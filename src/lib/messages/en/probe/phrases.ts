export const seconds = (ms: number) =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
/** Exact to a tenth: a time stands beside its limit, and they must not look the same. */
export const exactMs = (ms: number) => `${Math.round(ms * 10) / 10} ms`;
export const through = (proxy: string | null) => (proxy ? ` through ${proxy}` : '');
/** A status with what came in words, or the words alone: SOCKS has no status. */
export const answer = (status: number | null, said: string | null) =>
  status === null ? (said ?? '-') : `status ${status}${quoted(said)}`;
export const quoted = (said: string | null) => (said ? `: "${said}"` : '');
export const list = (values: readonly string[]) => values.join(', ');

const protocolNames: Readonly<Record<string, string>> = {
  http: 'HTTP',
  http2: 'HTTP/2',
  html: 'HTML',
  https: 'HTTPS',
  tls: 'TLS',
  ssh: 'SSH',
  mysql: 'MySQL',
  postgres: 'PostgreSQL',
  redis: 'Redis',
  rediss: 'Redis over TLS',
  grpc: 'gRPC',
  grpcs: 'gRPC over TLS',
  ws: 'WebSocket',
  wss: 'WebSocket over TLS',
  dns: 'DNS',
  smtp: 'SMTP',
  ftp: 'FTP',
  pop3: 'POP3',
  imap: 'IMAP',
  vnc: 'VNC',
  amqp: 'AMQP',
  nats: 'NATS',
  socks: 'SOCKS',
  unknown: 'an unknown protocol',
};
export const named = (protocol: string) => protocolNames[protocol] ?? protocol;

/** HTTP was asked for and HTTP came, but none that can be read. */
export const isBadHttp = (expected: string, protocol: string) =>
  protocol === 'http' && (expected === 'http' || expected === 'https');

/** The clients whose rules a way is taken or compared by. */
export const clientNames = { go: 'Go', curl: 'curl', node: 'Node.js' } as const;
export const clientName = (client: string) =>
  (clientNames as Readonly<Record<string, string>>)[client] ?? client;
