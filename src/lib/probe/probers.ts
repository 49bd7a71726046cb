import type { Prober } from './attempt.js';
import { probeHttp } from './probers/http.js';
import { probeRedis } from './probers/redis.js';
import { probeTcp } from './probers/tcp.js';
import type { TargetKind } from './target.js';

/** The explicit list: one prober for each kind of target. */
export const probers: Readonly<Record<TargetKind, Prober>> = {
  tcp: probeTcp,
  http: probeHttp,
  https: probeHttp,
  redis: probeRedis,
  rediss: probeRedis,
};
