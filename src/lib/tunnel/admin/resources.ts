import type { IncomingMessage } from 'node:http';
import { type LogLevel, logLevels } from '../observe/log-level.js';
import type { TunnelMetrics } from '../observe/metrics.js';
import type { TunnelMonitor } from '../observe/monitor.js';
import type { Tunnel } from '../tunnel.js';
import { bears } from './admin-token.js';
import { adminRefusals, pathOf } from './guard.js';
import { type PacFacts, pacFacts } from './pac-facts.js';
import { jsonReply, type Reply, refusalReply, textReply } from './reply.js';

/** Texts made elsewhere: a capability has none of its own. */
export interface AdminViews {
  /** The live page; `policy` is its Content-Security-Policy. */
  readonly page: { readonly html: string; readonly policy: string };
  /** The text format of Prometheus. */
  metrics(metrics: TunnelMetrics): string;
  pac(facts: PacFacts): string;
}

/** What came of a reload: a member of the answer as it is. */
export interface ReloadOutcome {
  readonly ok: boolean;
}

/** What our own commands may ask for, beside another log level. */
export interface AdminActions {
  /** Begins the drain; returns at once. */
  drain(): void;
  reload(): Promise<ReloadOutcome>;
}

export interface AdminSubject {
  readonly tunnel: Pick<Tunnel, 'listeners' | 'settings' | 'isReady' | 'isDraining'>;
  readonly monitor: Pick<TunnelMonitor, 'status' | 'metrics' | 'logLevel'>;
  readonly views: AdminViews;
  readonly actions: AdminActions;
  readonly token: string;
}

interface Resource {
  readonly method: 'GET' | 'POST';
  answer(subject: AdminSubject, request: IncomingMessage): Reply | Promise<Reply>;
}

/** What a policy within the page can't say, and that its script makes no markup. */
const onlyByHeader = "frame-ancestors 'none'; require-trusted-types-for 'script'";
const longestBody = 1_024;

const resources: Readonly<Record<string, Resource>> = {
  '/': {
    method: 'GET',
    answer: ({ views: { page } }) => ({
      ...{ status: 200, type: 'text/html; charset=utf-8', body: page.html },
      headers: { 'Content-Security-Policy': `${page.policy}; ${onlyByHeader}` },
    }),
  },
  '/healthz': { method: 'GET', answer: () => textReply(200, 'ok') },
  '/readyz': { method: 'GET', answer: ({ tunnel }) => readiness(tunnel) },
  '/metrics': {
    method: 'GET',
    answer: ({ views, monitor }) => ({
      status: 200,
      type: 'text/plain; version=0.0.4; charset=utf-8',
      body: views.metrics(monitor.metrics()),
    }),
  },
  '/api/status': { method: 'GET', answer: ({ monitor }) => jsonReply(200, monitor.status()) },
  '/proxy.pac': {
    method: 'GET',
    answer: ({ views, tunnel }) => ({
      ...{ status: 200, type: 'application/x-ns-proxy-autoconfig', body: views.pac(pacFacts(tunnel)) },
    }),
  },
  '/api/drain': {
    method: 'POST',
    answer: ({ actions }) => ({ ...jsonReply(202, { ok: true }), afterwards: () => actions.drain() }),
  },
  '/api/reload': {
    method: 'POST',
    answer: async ({ actions }) => {
      const outcome = await actions.reload();
      return jsonReply(outcome.ok ? 200 : 422, outcome);
    },
  },
  '/api/log-level': {
    method: 'POST',
    answer: async ({ monitor }, request) => {
      const body = await readBody(request);
      if (body === null) return refusalReply(adminRefusals.tooLarge);
      const level = readLevel(body);
      if (level === null) return refusalReply(adminRefusals.unprocessable);
      monitor.logLevel = level;
      return jsonReply(200, { ok: true, level });
    },
  },
};

/** The answer to a request that may be answered. What changes something needs the token. */
export async function answer(subject: AdminSubject, request: IncomingMessage): Promise<Reply> {
  const path = pathOf(request) ?? '';
  const resource = resources[path];
  if (resource === undefined) return refusalReply(adminRefusals.notFound);
  const { method } = resource;
  if (request.method !== method && !(method === 'GET' && request.method === 'HEAD')) {
    return refusalReply(adminRefusals.badMethod, { Allow: method === 'GET' ? 'GET, HEAD' : 'POST' });
  }
  if (method === 'POST' && !bears(request.headers.authorization, subject.token)) {
    return refusalReply(adminRefusals.unauthorized, { 'WWW-Authenticate': 'Bearer' });
  }
  return await resource.answer(subject, request);
}

function readiness({ isReady, isDraining }: AdminSubject['tunnel']): Reply {
  if (isDraining) return textReply(503, 'draining');
  return isReady ? textReply(200, 'ready') : textReply(503, 'every upstream is down');
}

/** Null for more than fits. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** `{"level":"debug"}` */
function readLevel(body: string): LogLevel | null {
  try {
    const { level } = JSON.parse(body) as { level?: unknown };
    return logLevels.find((one) => one === level) ?? null;
  } catch {
    return null;
  }
}
