import type { Prober } from './attempt.js';
import { probeDns } from './probers/dns.js';
import { probeGrpc } from './probers/grpc.js';
import { probeHttp } from './probers/http.js';
import { probeMysql } from './probers/mysql.js';
import { probePostgres } from './probers/postgres.js';
import { probeProxy } from './probers/proxy.js';
import { probeRedis } from './probers/redis.js';
import { probeSsh } from './probers/ssh.js';
import { probeTcp } from './probers/tcp.js';
import { probeTls } from './probers/tls.js';
import { probeWebSocket } from './probers/websocket.js';
import type { TargetKind } from './target/target.js';

/** The explicit list: one prober for each kind of target. */
export const probers: Readonly<Record<TargetKind, Prober>> = {
  tcp: probeTcp,
  http: probeHttp,
  https: probeHttp,
  redis: probeRedis,
  rediss: probeRedis,
  tls: probeTls,
  mysql: probeMysql,
  postgres: probePostgres,
  ssh: probeSsh,
  grpc: probeGrpc,
  grpcs: probeGrpc,
  ws: probeWebSocket,
  wss: probeWebSocket,
  dns: probeDns,
  proxy: probeProxy,
};
