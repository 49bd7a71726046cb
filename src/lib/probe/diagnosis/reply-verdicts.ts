import { type Authority, formatAuthority } from '../../proxy/authority.js';
import type { ProxyUrl } from '../../proxy/proxy-url.js';
import type { PhaseName } from '../../proxy/way/phases.js';
import type { ProxyReply } from '../../proxy/way/proxy-reply.js';
import type { Target } from '../target/target.js';
import { type Diagnosis, diagnosis, endsOf } from './diagnosis.js';

/** A proxy's answer, and all that it must be judged with. */
export interface ReplyCase {
  readonly reply: ProxyReply;
  readonly proxy: ProxyUrl;
  readonly target: Target;
  /** Where this proxy was asked to go, where that is another proxy. */
  readonly asked?: Authority;
  /** `tunnel` for CONNECT, `app` for a request in absolute form. */
  readonly phase: PhaseName;
}

/** Makes a diagnosis of an answer. */
export type Verdict = (seen: ReplyCase) => Diagnosis;

const at = ({ phase }: ReplyCase) => ({ phase });
/** For codes about where the proxy was to go: in a chain that is the next one. */
const placeEnds = (seen: ReplyCase) => {
  const { asked } = seen;
  return asked === undefined || asked === seen.target
    ? endsOf(seen)
    : { ...endsOf(seen), target: formatAuthority(asked), port: asked.port };
};
export const placeOf = ({ asked, target }: ReplyCase): Authority => asked ?? target;
/** The pages of squid begin with the word ERROR, whatever happened. */
const said = ({ bodyLine, squidError, reason }: ProxyReply) => ({
  said: (/^error$/i.test(bodyLine ?? '') ? squidError : null) ?? bodyLine ?? (reason || null),
});

export const authFailed: Verdict = (seen) =>
  diagnosis('PROXY_AUTH_FAILED', { ...endsOf(seen), status: seen.reply.status }, at(seen));
export const authRequired: Verdict = (seen) =>
  diagnosis('PROXY_AUTH_REQUIRED', { ...endsOf(seen), schemes: seen.reply.authSchemes }, at(seen));
export const authScheme: Verdict = (seen) =>
  diagnosis('PROXY_AUTH_SCHEME', { ...endsOf(seen), schemes: seen.reply.authSchemes }, at(seen));
export const notAProxy: Verdict = (seen) =>
  diagnosis(
    'PROXY_NOT_A_PROXY',
    { ...endsOf(seen), ...said(seen.reply), status: seen.reply.status },
    at(seen),
  );
export const forbidden: Verdict = (seen) =>
  diagnosis(
    'PROXY_FORBIDDEN',
    { ...placeEnds(seen), ...said(seen.reply), status: seen.reply.status },
    at(seen),
  );
export const rateLimited: Verdict = (seen) => {
  const { status, retryAfterSeconds } = seen.reply;
  return diagnosis('PROXY_RATE_LIMITED', { ...endsOf(seen), status, retryAfterSeconds }, at(seen));
};
export const loop: Verdict = (seen) => diagnosis('PROXY_LOOP', placeEnds(seen), at(seen));
export const portal: Verdict = (seen) =>
  diagnosis('CAPTIVE_PORTAL', { ...placeEnds(seen), location: seen.reply.location }, at(seen));
export const malformed: Verdict = (seen) =>
  diagnosis('PROXY_PROTOCOL', { ...endsOf(seen), protocol: 'http', said: said(seen.reply).said }, at(seen));
export const targetDns: Verdict = (seen) =>
  diagnosis('TARGET_DNS', { ...endsOf(seen), host: placeOf(seen).host }, at(seen));
/** The resolver did not answer: that says nothing about the name. */
const targetDnsTimeout: Verdict = (seen) =>
  diagnosis(
    'TARGET_DNS',
    { ...endsOf(seen), host: placeOf(seen).host },
    { ...at(seen), blame: 'network', retryable: true },
  );
const targetRefused: Verdict = (seen) => diagnosis('TARGET_REFUSED', endsOf(seen), at(seen));
export const targetTimeout: Verdict = (seen) =>
  diagnosis('TARGET_TIMEOUT', { ...endsOf(seen), limitMs: null }, at(seen));
export const targetUnreachable: Verdict = (seen) => {
  const { reply } = seen;
  const facts = { ...endsOf(seen), ...said(reply), errno: null, status: reply.status };
  return diagnosis('TARGET_UNREACHABLE', facts, at(seen));
};
/** The proxy's own insides, as it says itself. */
const proxyBroken: Verdict = (seen) => {
  const { reply } = seen;
  const facts = { ...endsOf(seen), ...said(reply), errno: null, status: reply.status };
  return diagnosis('TARGET_UNREACHABLE', facts, { ...at(seen), blame: 'proxy' });
};
/** The proxy itself spoke TLS to the target. */
const targetTls: Verdict = (seen) =>
  diagnosis(
    'TLS_PROTOCOL',
    { ...endsOf(seen), error: seen.reply.proxyStatusError, protocol: null },
    at(seen),
  );
const appClosed: Verdict = (seen) =>
  diagnosis('APP_CLOSED', { ...endsOf(seen), expected: seen.target.kind }, at(seen));
const appTimeout: Verdict = (seen) =>
  diagnosis(
    'APP_TIMEOUT',
    { ...endsOf(seen), kind: seen.target.kind, limitMs: null, forwarded: false },
    at(seen),
  );
const wrongProtocol: Verdict = (seen) =>
  diagnosis(
    'APP_WRONG_PROTOCOL',
    { ...endsOf(seen), expected: seen.target.kind, protocol: 'unknown' },
    at(seen),
  );

/** The proxies behind our own tunnel, which for its client are its insides. */
const behindTunnel = [
  ...['PROXY_DNS', 'PROXY_REFUSED', 'PROXY_TIMEOUT', 'PROXY_UNREACHABLE', 'PROXY_TLS', 'PROXY_WRONG_SCHEME'],
  ...['PROXY_CLOSED', 'PROXY_NOT_A_PROXY', 'PROXY_PROTOCOL'],
  ...['PROXY_AUTH_REQUIRED', 'PROXY_AUTH_FAILED', 'PROXY_AUTH_SCHEME'],
];

/** `X-Aliproxy-Error`: what our own tunnel answers. */
export const ownCodes: Readonly<Record<string, Verdict>> = {
  ...Object.fromEntries(behindTunnel.map((code) => [code, proxyBroken])),
  PROXY_FORBIDDEN: forbidden,
  PROXY_RATE_LIMITED: rateLimited,
  TUNNEL_TIMEOUT: targetTimeout,
  DENIED: forbidden,
  BAD_REQUEST: malformed,
  AUTH_REQUIRED: (seen) => (seen.proxy.credentials ? authFailed(seen) : authRequired(seen)),
  TOO_MANY_CONNECTIONS: rateLimited,
  PROXY_LOOP: loop,
  TARGET_DNS: (seen) => (seen.reply.proxyStatusError === 'dns_timeout' ? targetDnsTimeout : targetDns)(seen),
  TARGET_REFUSED: targetRefused,
  TARGET_TIMEOUT: targetTimeout,
  TARGET_UNREACHABLE: targetUnreachable,
  TARGET_CLOSED: (seen) => (seen.phase === 'app' ? appClosed : targetRefused)(seen),
  APP_TIMEOUT: appTimeout,
  APP_WRONG_PROTOCOL: wrongProtocol,
};

/** RFC 9209 section 2.3. */
export const proxyStatusErrors: Readonly<Record<string, Verdict>> = {
  dns_error: targetDns,
  dns_timeout: targetDnsTimeout,
  destination_not_found: targetUnreachable,
  destination_unavailable: targetUnreachable,
  destination_ip_unroutable: targetUnreachable,
  destination_ip_prohibited: forbidden,
  connection_refused: targetRefused,
  connection_terminated: (seen) => (seen.phase === 'app' ? appClosed : targetUnreachable)(seen),
  connection_timeout: targetTimeout,
  connection_read_timeout: (seen) => (seen.phase === 'app' ? appTimeout : targetTimeout)(seen),
  connection_write_timeout: (seen) => (seen.phase === 'app' ? appTimeout : targetTimeout)(seen),
  connection_limit_reached: rateLimited,
  tls_protocol_error: targetTls,
  tls_certificate_error: targetTls,
  tls_alert_received: targetTls,
  http_request_error: malformed,
  http_request_denied: forbidden,
  http_response_incomplete: appClosed,
  http_response_header_section_size: wrongProtocol,
  http_response_header_size: wrongProtocol,
  http_response_body_size: wrongProtocol,
  http_response_trailer_section_size: wrongProtocol,
  http_response_trailer_size: wrongProtocol,
  http_response_transfer_coding: wrongProtocol,
  http_response_content_coding: wrongProtocol,
  http_response_timeout: appTimeout,
  http_upgrade_failed: wrongProtocol,
  http_protocol_error: wrongProtocol,
  // proxy_internal_response says nothing that the status does not.
  proxy_internal_error: proxyBroken,
  proxy_configuration_error: proxyBroken,
  proxy_loop_detected: loop,
};

/** Statuses that the proxy-chain package made up; the rest of 590 to 599 is about its way as a whole. */
export const inventedStatuses: Readonly<Record<number, Verdict>> = {
  593: targetDns,
  594: targetRefused,
  595: targetUnreachable,
  596: targetUnreachable,
  597: authFailed,
  599: targetUnreachable,
};

/** The ends of Go's own errors, which are the same on every system, from Sauce Labs' forwarder. */
export const forwarderErrors: readonly (readonly [RegExp, Verdict])[] = [
  [/\bno such host$/, targetDns],
  [/\bconnection refused$|\bactively refused it\.?$/, targetRefused],
  [/\bi\/o timeout$|\bdeadline exceeded$/, targetTimeout],
  [/\b(?:proxying denied|localhost proxying is disabled)$/, forbidden],
];

/** The number after ERR_CONNECT_FAIL is the proxy's errno: Linux, BSD, Windows. */
export const connectErrnos: Readonly<Record<string, Verdict>> = {
  '111': targetRefused,
  '61': targetRefused,
  '10061': targetRefused,
  '110': targetTimeout,
  '60': targetTimeout,
  '10060': targetTimeout,
};
