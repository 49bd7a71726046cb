import type { OpenRoute } from '../proxy/way/route.js';
import { type ChainCertificate, startTls, TlsError, type TlsSession } from '../proxy/way/tls-client.js';
import {
  type Attempt,
  closed,
  refuseForeignTunnel,
  refusePage,
  type TlsCertificate,
  type TlsDetails,
} from './attempt.js';
import {
  chainEndMs,
  daysLeft,
  diagnoseHandshake,
  judgeCertificate,
  judgeLifetime,
} from './diagnosis/certificate.js';
import { Diagnosed } from './diagnosis/diagnosis.js';
import { TappedSocket } from './protocols/tapped-socket.js';
import type { Target } from './target/target.js';

/** TLS on an open route, its chain judged before anything of ours is sent. */
export async function secure(attempt: Attempt, route: OpenRoute): Promise<TlsSession> {
  const { target, proxy, settings, ports, found } = attempt;
  const { insecure, ca, certDays } = settings;
  const tap = attempt.tapsTls ? new TappedSocket(route.socket) : null;
  const session = await shakeHands(attempt, route, tap);
  tap?.readBeforeWriting();
  const nowMs = ports.clock.now();
  found.tls = tlsDetails(session, nowMs);
  const seen = { session, target, proxy, caGiven: ca !== null, nowMs };
  const fault = insecure ? null : judgeCertificate(seen);
  if (fault) throw new Diagnosed(fault);
  const ending = insecure ? null : judgeLifetime(seen, certDays);
  if (ending) found.warnings.push(ending);
  return session;
}

async function shakeHands(attempt: Attempt, route: OpenRoute, tap: TappedSocket | null): Promise<TlsSession> {
  const { target, proxy, settings, ports, phases, signal, found } = attempt;
  const limitMs = phases.limitMs();
  const request = { host: target.host, ca: settings.ca, alpn: alpnOf(target), timeoutMs: limitMs, signal };
  try {
    return await phases.time('tls', () =>
      startTls(tap ?? route.socket, { ...request, askOcsp: true }, ports.network),
    );
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    const bytes = await bytesBelow(tap, error, { limitMs: phases.limitMs(), signal });
    if (error.seen === 'protocol') refuseForeignTunnel(attempt, route);
    const fault = diagnoseHandshake(error, { target, proxy, limitMs, bytes });
    if (fault.code === 'TLS_CLOSED') throw closed(attempt, route, fault);
    const protocol = fault.code === 'TLS_PROTOCOL' ? fault.facts.protocol : null;
    if (protocol === 'html' && proxy !== null) refusePage(attempt, route, 'tunnel');
    if (protocol !== null) found.app = { protocol };
    throw new Diagnosed(fault, { cause: error });
  }
}

/** What the other side sent; empty where nobody listened. */
async function bytesBelow(
  tap: TappedSocket | null,
  { seen }: TlsError,
  limits: { limitMs: number; signal: AbortSignal },
): Promise<Buffer> {
  if (tap === null) return Buffer.alloc(0);
  return seen === 'protocol' ? await tap.named(limits) : tap.first();
}

function alpnOf({ kind }: Target): readonly string[] {
  if (kind === 'grpcs') return ['h2'];
  return kind === 'https' || kind === 'wss' ? ['http/1.1'] : [];
}

function tlsDetails(
  { protocol, cipher, alpn, certificate, verifyError, ocspStapled }: TlsSession,
  nowMs: number,
): TlsDetails {
  return {
    protocol,
    cipher,
    alpn,
    subject: certificate?.subject ?? null,
    issuer: certificate?.issuer ?? null,
    altNames: certificate?.altNames ?? [],
    validFrom: certificate && iso(certificate.validFromMs),
    validTo: certificate && iso(certificate.validToMs),
    daysLeft: certificate ? daysLeft(chainEndMs(certificate, verifyError, nowMs), nowMs) : null,
    fingerprint256: certificate?.fingerprint256 ?? null,
    verifyError,
    ocspStapled,
    chain: certificate?.chain.map(certificateDetails) ?? [],
  };
}

function certificateDetails({ validFromMs, validToMs, ...names }: ChainCertificate): TlsCertificate {
  return { ...names, validFrom: iso(validFromMs), validTo: iso(validToMs) };
}

function iso(ms: number): string | null {
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
