export const seconds = (ms: number) =>
  ms < 1000 ? `${Math.round(ms)} 毫秒` : `${Math.round(ms / 100) / 10} 秒`;
export const exactMs = (ms: number) => `${Math.round(ms * 10) / 10} 毫秒`;
/** A status with what came in words, or the words alone: SOCKS has no status. */
export const answer = (status: number | null, said: string | null) =>
  status === null ? (said ?? '-') : `状态码 ${status}${quoted(said)}`;
export const quoted = (said: string | null) => (said ? `：“${said}”` : '');
/** Between Chinese characters an address stands with a blank on each side. */
export const spaced = (address: string | null) => (address === null ? null : ` ${address} `);
export const list = (values: readonly string[]) => values.join('、');

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
  rediss: 'TLS 上的 Redis',
  grpc: 'gRPC',
  grpcs: 'TLS 上的 gRPC',
  ws: 'WebSocket',
  wss: 'TLS 上的 WebSocket',
  dns: 'DNS',
  smtp: 'SMTP',
  ftp: 'FTP',
  pop3: 'POP3',
  imap: 'IMAP',
  vnc: 'VNC',
  amqp: 'AMQP',
  nats: 'NATS',
  socks: 'SOCKS',
  unknown: '未知协议',
};
/** Set apart from the Chinese before it, where it is Latin. */
export const apart = (word: string) => (/^[\x21-\x7e]/.test(word) ? ` ${word}` : word);
export const named = (protocol: string) => protocolNames[protocol] ?? protocol;

export const isBadHttp = (expected: string, protocol: string) =>
  protocol === 'http' && (expected === 'http' || expected === 'https');

export const clientNames = { go: 'Go', curl: 'curl', node: 'Node.js' } as const;
export const clientName = (client: string) =>
  (clientNames as Readonly<Record<string, string>>)[client] ?? client;
