import { isIP } from 'node:net';
import { isPrivate } from '../../proxy/address-kinds.js';
import { formatAuthority } from '../../proxy/authority.js';
import type { Diagnosis, DiagnosisCode } from '../diagnosis/diagnosis.js';
import { isIntercepted } from '../run/interception.js';
import { type CheckOutcome, type ExplainEvidence, wayOf } from './explain-case.js';
import type { ExplainCheckId, Silence, Verdict, VerdictFacts, VerdictId } from './explanation.js';

/**
 * What a failure and its checks come to. Pure. A check that was not made, or that a proxy's own refusal ended, proves
 * nothing either way.
 */
export function judge(evidence: ExplainEvidence): Verdict {
  const { diagnosis } = evidence.result;
  if (diagnosis === null) return unexplained(evidence);
  return judges[diagnosis.code](evidence, diagnosis);
}

type Judge = (evidence: ExplainEvidence, diagnosis: Diagnosis) => Verdict;

const proxyDown: Judge = (evidence, found) =>
  directly(evidence) ?? verdict('proxy-down', behind(evidence, found));
const proxyUnusable: Judge = (evidence, found) =>
  directly(evidence) ?? verdict('proxy-unusable', behind(evidence, found));
const proxyLogin: Judge = (evidence, found) => verdict('proxy-login', behind(evidence, found));
const wayOpen: Judge = (evidence, found) => verdict('way-open', behind(evidence, found));

const judges: Readonly<Record<DiagnosisCode, Judge>> = {
  PROXY_DNS: proxyDown,
  PROXY_REFUSED: proxyDown,
  PROXY_TIMEOUT: proxyDown,
  PROXY_UNREACHABLE: proxyDown,
  PROXY_TLS: proxyUnusable,
  PROXY_WRONG_SCHEME: proxyUnusable,
  PROXY_CLOSED: judgeClosedByProxy,
  PROXY_NOT_A_PROXY: proxyUnusable,
  PROXY_PROTOCOL: proxyUnusable,
  PROXY_AUTH_REQUIRED: proxyLogin,
  PROXY_AUTH_FAILED: proxyLogin,
  PROXY_AUTH_SCHEME: proxyLogin,
  PROXY_FORBIDDEN: judgeForbidden,
  PROXY_RATE_LIMITED: (evidence, found) => verdict('proxy-busy', behind(evidence, found)),
  PROXY_LOOP: (evidence, found) => verdict('proxy-loop', behind(evidence, found)),
  TARGET_DNS: judgeName,
  TARGET_REFUSED: judgeUnanswered,
  TARGET_TIMEOUT: judgeUnanswered,
  TARGET_UNREACHABLE: judgeUnanswered,
  TARGET_CLOSED: judgeUnanswered,
  TUNNEL_TIMEOUT: judgeUnanswered,
  TUNNEL_CLOSED: judgeUnanswered,
  TLS_TIMEOUT: judgeHeldBack,
  TLS_CLOSED: judgeUnanswered,
  TLS_EXPIRED: wayOpen,
  TLS_NOT_YET_VALID: wayOpen,
  TLS_NAME_MISMATCH: wayOpen,
  TLS_UNTRUSTED: judgeUntrusted,
  TLS_INTERCEPTED: judgeUntrusted,
  TLS_PROTOCOL: wayOpen,
  TLS_CLIENT_CERT: wayOpen,
  CAPTIVE_PORTAL: (evidence) => verdict('captive-portal', ends(evidence)),
  APP_WRONG_PROTOCOL: wayOpen,
  APP_AUTH_REQUIRED: wayOpen,
  APP_AUTH_FAILED: wayOpen,
  APP_DENIED: wayOpen,
  APP_TLS_REQUIRED: wayOpen,
  APP_WHITELIST: judgeWhitelist,
  APP_LOADING: wayOpen,
  APP_DEGRADED: wayOpen,
  APP_OVERLOADED: wayOpen,
  APP_TIMEOUT: judgeUnanswered,
  APP_CLOSED: judgeClosedByApp,
  HTTP_STATUS: wayOpen,
  BODY_MISMATCH: wayOpen,
  DNS_RCODE: wayOpen,
  GRPC_NOT_SERVING: wayOpen,
  WS_REFUSED: wayOpen,
  SLO_EXCEEDED: wayOpen,
  CERT_EXPIRES_SOON: wayOpen,
  DEADLINE: unexplained,
  INTERNAL: unexplained,
};

/** How the target looked from where it was asked; null for codes that say nothing of it. */
const silences: Readonly<Partial<Record<DiagnosisCode, Silence>>> = {
  TARGET_REFUSED: 'refused',
  TARGET_TIMEOUT: 'silent',
  TUNNEL_TIMEOUT: 'silent',
  APP_TIMEOUT: 'silent',
  TARGET_UNREACHABLE: 'unreachable',
  TARGET_CLOSED: 'closed',
  TUNNEL_CLOSED: 'closed',
  TLS_CLOSED: 'closed',
};

function judgeUnanswered(evidence: ExplainEvidence, found: Diagnosis): Verdict {
  const seen = isMute(evidence, found) ? 'mute' : (silences[found.code] ?? 'unreachable');
  const other = otherWay(evidence);
  if (evidence.proxies.length === 0) return other ?? judgeDirect(evidence, seen);
  const direct = reachedDirectly(evidence);
  // A port that opens directly is no answer to why an open tunnel is silent; a probe that passed directly is.
  const isAnswered = direct !== null && (seen !== 'mute' || direct.id === 'other-way');
  if (isAnswered)
    return verdict('blocked-behind-proxy', { ...behind(evidence, found), seen, directMs: direct.ms });
  if (other) return other;
  const canary = outcomeOf(evidence, 'canary')?.check;
  if (canary && !canary.ok && isTargetCode(canary.code)) {
    return verdict('proxy-way-out', { ...behind(evidence, found), canary: canary.target });
  }
  if (seen === 'refused' && outcomeOf(evidence, 'direct')?.check.code === 'TARGET_REFUSED') {
    return verdict('down-everywhere', behind(evidence, found));
  }
  return verdict('target-behind-proxy', {
    ...{ ...behind(evidence, found), seen },
    canary: canary?.ok ? canary.target : null,
  });
}

function judgeDirect(evidence: ExplainEvidence, seen: Silence): Verdict {
  const place = placeOf(evidence);
  const isUnanswered = seen === 'silent' || seen === 'unreachable';
  const privateWay = isUnanswered && isPrivate(evidence.target.host) && evidence.result.phase === 'targetTcp';
  return verdict(privateWay ? 'no-route-direct' : 'target-direct', { ...place, seen });
}

/** A request in absolute form that is not answered says nothing of a connection behind the proxy. */
function isMute({ proxies, result }: ExplainEvidence, { code }: Diagnosis): boolean {
  return code === 'APP_TIMEOUT' && (proxies.length === 0 || result.timingsMs.tunnel !== null);
}

/** Closed before an answer: this target alone, or whoever asks? */
function judgeClosedByProxy(evidence: ExplainEvidence, found: Diagnosis): Verdict {
  const canary = outcomeOf(evidence, 'canary')?.check;
  if (!canary?.ok) return proxyUnusable(evidence, found);
  return verdict('proxy-refuses', { ...behind(evidence, found), canary: canary.target });
}

function judgeForbidden(evidence: ExplainEvidence, found: Diagnosis): Verdict {
  const facts = behind(evidence, found);
  const at443 = outcomeOf(evidence, 'port-443')?.check;
  // Any answer about the target itself shows that the proxy let 443 pass.
  if (at443 && (at443.ok || isTargetCode(at443.code))) return verdict('port-not-allowed', facts);
  const direct = directly(evidence);
  if (direct) return direct;
  const canary = outcomeOf(evidence, 'canary')?.check;
  return verdict('proxy-refuses', { ...facts, canary: canary?.ok ? canary.target : null });
}

function judgeName(evidence: ExplainEvidence, found: Diagnosis): Verdict {
  const { host } = evidence.target;
  const place = placeOf(evidence);
  // The resolver could not be asked: nothing is known of the name.
  if (found.blame === 'network') return otherWay(evidence) ?? unexplained(evidence);
  const isAskedHere = evidence.proxies.length === 0 || found.phase === 'targetDns';
  if (isAskedHere) return otherWay(evidence) ?? verdict('name-unknown', { ...place, host, proxy: null });
  const known = outcomeOf(evidence, 'by-address');
  if (known === null) return otherWay(evidence) ?? unexplained(evidence);
  const facts = behind(evidence, found);
  if (known.address === null) return verdict('name-unknown', { ...place, host, proxy: facts.proxy });
  return verdict('name-unknown-at-proxy', {
    ...facts,
    host,
    address: known.address,
    reached: known.check.ok,
  });
}

function judgeUntrusted(evidence: ExplainEvidence, found: Diagnosis): Verdict {
  const { tls } = evidence.result.details;
  const direct = outcomeOf(evidence, 'chain')?.certificate ?? null;
  const issuer = tls?.issuer ?? '';
  if (evidence.proxies.length === 0 || tls === null) return wayOpen(evidence, found);
  const facts = { ...behind(evidence, found), issuer };
  if (found.code === 'TLS_INTERCEPTED') return verdict('intercepted', { ...facts, directIssuer: null });
  if (direct === null) return wayOpen(evidence, found);
  if (isIntercepted(tls, direct)) return verdict('intercepted', { ...facts, directIssuer: direct.issuer });
  if (direct.fingerprint256 !== null && direct.fingerprint256 === tls.fingerprint256) {
    return verdict('same-certificate', facts);
  }
  return wayOpen(evidence, found);
}

function judgeHeldBack(evidence: ExplainEvidence, found: Diagnosis): Verdict {
  const chain = outcomeOf(evidence, 'chain');
  if (chain?.certificate) {
    return verdict('tls-held-back', { ...behind(evidence, found), directMs: chain.check.ms });
  }
  return otherWay(evidence) ?? unexplained(evidence);
}

function judgeWhitelist(evidence: ExplainEvidence, found: Diagnosis): Verdict {
  const clientIp = found.code === 'APP_WHITELIST' ? found.facts.clientIp : null;
  return verdict('not-on-whitelist', { ...placeOf(evidence), clientIp, proxyAddress: addressOf(evidence) });
}

/** A proxy that was asked in absolute form may have closed the connection itself. */
function judgeClosedByApp(evidence: ExplainEvidence, found: Diagnosis): Verdict {
  const isForwarded = evidence.proxies.length > 0 && evidence.result.timingsMs.tunnel === null;
  return isForwarded ? unexplained(evidence) : wayOpen(evidence, found);
}

/** The target answers without the proxy that fails. */
function directly(evidence: ExplainEvidence): Verdict | null {
  const { diagnosis } = evidence.result;
  const direct = reachedDirectly(evidence);
  if (!direct || diagnosis === null) return null;
  return verdict('proxy-not-needed', { ...behind(evidence, diagnosis), directMs: direct.ms });
}

function reachedDirectly(evidence: ExplainEvidence): CheckOutcome['check'] | null {
  const found = evidence.outcomes.find(
    ({ check: { id, proxy, ok } }) => ok && proxy === null && (id === 'direct' || id === 'other-way'),
  );
  return found?.check ?? null;
}

function otherWay(evidence: ExplainEvidence): Verdict | null {
  const other = outcomeOf(evidence, 'other-way')?.check;
  return other ? verdict('other-way-works', { ...ends(evidence), way: other.proxy }) : null;
}

function unexplained(evidence: ExplainEvidence): Verdict {
  return verdict('unexplained', ends(evidence));
}

function outcomeOf({ outcomes }: ExplainEvidence, id: ExplainCheckId): CheckOutcome | null {
  return outcomes.find(({ check }) => check.id === id) ?? null;
}

/** Codes that a proxy gives only after it has let the request pass. */
function isTargetCode(code: DiagnosisCode | null): boolean {
  return code !== null && /^(?:TARGET|TUNNEL)_/.test(code);
}

function placeOf({ target }: ExplainEvidence) {
  return { place: formatAuthority(target), port: target.port };
}

function ends(evidence: ExplainEvidence) {
  return { ...placeOf(evidence), proxy: wayOf(evidence.proxies) };
}

/** A proxy's own failure names the way to the hop it is about; in a chain the time to that hop is not known by itself. */
function behind(evidence: ExplainEvidence, { code, facts, phase }: Diagnosis) {
  const { proxies, result } = evidence;
  const { proxyDns, proxyTcp, proxyTls } = result.timingsMs;
  const isReached = phase !== 'proxyDns' && phase !== 'proxyTcp';
  const isOneHop = proxies.length === 1 && proxyTcp !== null && isReached;
  const hop = code.startsWith('PROXY_') ? proxies.findIndex(({ shown }) => shown === facts.proxy) : -1;
  return {
    ...placeOf(evidence),
    proxy: wayOf(hop < 0 ? proxies : proxies.slice(0, hop + 1)) ?? '',
    proxyMs: isOneHop ? rounded((proxyDns ?? 0) + proxyTcp + (proxyTls ?? 0)) : null,
    proxyAddress: addressOf(evidence),
  };
}

function addressOf({ proxies }: ExplainEvidence): string | null {
  const host = proxies.at(-1)?.host ?? '';
  return isIP(host) !== 0 && isPrivate(host) ? host : null;
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function verdict<Id extends VerdictId>(id: Id, facts: VerdictFacts[Id]): Verdict {
  return { verdict: id, facts } as Verdict;
}
