import type { Prober } from './attempt.js';
import type { TargetKind } from './target/target.js';

/** The explicit list: one prober for each kind of target, loaded when one of the kind is probed. */
const loaders: Readonly<Record<TargetKind, () => Promise<Prober>>> = {
  tcp: async () => (await import('./probers/tcp.js')).probeTcp,
  http: loadHttp,
  https: loadHttp,
  redis: loadRedis,
  rediss: loadRedis,
  tls: async () => (await import('./probers/tls.js')).probeTls,
  mysql: async () => (await import('./probers/mysql.js')).probeMysql,
  postgres: async () => (await import('./probers/postgres.js')).probePostgres,
  ssh: async () => (await import('./probers/ssh.js')).probeSsh,
  grpc: loadGrpc,
  grpcs: loadGrpc,
  ws: loadWebSocket,
  wss: loadWebSocket,
  dns: async () => (await import('./probers/dns.js')).probeDns,
  proxy: async () => (await import('./probers/proxy.js')).probeProxy,
};

async function loadHttp(): Promise<Prober> {
  return (await import('./probers/http.js')).probeHttp;
}

async function loadRedis(): Promise<Prober> {
  return (await import('./probers/redis.js')).probeRedis;
}

async function loadGrpc(): Promise<Prober> {
  return (await import('./probers/grpc.js')).probeGrpc;
}

async function loadWebSocket(): Promise<Prober> {
  return (await import('./probers/websocket.js')).probeWebSocket;
}

const loaded = new Map<TargetKind, Promise<Prober>>();

/** What probes this kind of target. To be called before an attempt's clock starts: the first call reads files. */
export function proberOf(kind: TargetKind): Promise<Prober> {
  let prober = loaded.get(kind);
  if (prober === undefined) {
    prober = loaders[kind]();
    loaded.set(kind, prober);
  }
  return prober;
}
