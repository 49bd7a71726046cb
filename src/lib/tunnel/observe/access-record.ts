import { formatAuthority } from '../../proxy/authority.js';
import type { InboundProtocol, Session, SessionEnd } from '../session.js';

/** A line of the access log: one connection at its end, or at its decision. In the order of the contract. */
export interface AccessRecord {
  /** ISO 8601: when this was written. */
  readonly ts: string;
  readonly traceId: string;
  readonly connId: number;
  readonly listener: string;
  /** Null: the client never said. */
  readonly protocol: InboundProtocol | null;
  readonly client: string;
  readonly user: string | null;
  readonly destHost: string | null;
  readonly destPort: number | null;
  /** Null where a proxy looked the name up. */
  readonly destIp: string | null;
  readonly upstream: string | null;
  readonly decision: 'allow' | 'deny' | null;
  readonly rule: string | null;
  readonly status: number | null;
  readonly code: string | null;
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tunnelMs: number | null;
  readonly durationMs: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly closeReason: SessionEnd | null;
  readonly retries: number;
  /** Only where it is not the end. */
  readonly at?: 'decision';
}

export function accessRecord(session: Session, nowMs: number, durationMs: number): AccessRecord {
  const { destination } = session;
  return {
    ts: new Date(nowMs).toISOString(),
    traceId: session.traceId,
    connId: session.id,
    listener: session.listener,
    protocol: session.protocol,
    client: formatAuthority(session.client),
    user: session.user && printable(session.user),
    destHost: destination && printable(destination.host),
    destPort: destination?.port ?? null,
    destIp: session.destinationIp,
    upstream: session.upstream,
    decision: session.decision,
    rule: session.rule,
    status: session.status,
    code: session.code,
    dnsMs: rounded(session.dnsMs),
    connectMs: rounded(session.connectMs),
    tunnelMs: rounded(session.tunnelMs),
    durationMs: rounded(durationMs) ?? 0,
    bytesUp: session.bytesUp,
    bytesDown: session.bytesDown,
    closeReason: session.closeReason,
    retries: session.retries,
  };
}

/** To a microsecond. */
function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1e3) / 1e3;
}

/** Names of users may hold what moves a terminal's cursor or breaks a reader's lines; JSON escapes only some of it. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu, '\ufffd');
}
