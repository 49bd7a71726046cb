import { isFake } from '../../proxy/address-kinds.js';
import { formatAuthority } from '../../proxy/authority.js';
import type { ProxyUrl } from '../../proxy/proxy-url.js';
import { Phases } from '../../proxy/way/phases.js';
import { type OpenRoute, openRoute } from '../../proxy/way/route.js';
import { RouteError } from '../../proxy/way/route-error.js';
import { startTls, TlsError } from '../../proxy/way/tls-client.js';
import type { ProbePorts, ProbeSettings } from '../attempt.js';
import { diagnoseHandshake, judgeCertificate } from '../diagnosis/certificate.js';
import { diagnoseRoute } from '../diagnosis/diagnose-route.js';
import type { DiagnosisCode } from '../diagnosis/diagnosis.js';
import type { SeenCertificate } from '../run/interception.js';
import type { Target } from '../target/target.js';
import { type CheckOutcome, type ExplainCase, wayOf } from './explain-case.js';
import type { PlannedCheck } from './plan-checks.js';

export interface CheckPorts {
  readonly ports: ProbePorts;
  readonly settings: ProbeSettings;
  readonly signal: AbortSignal;
}

const limitMs = 3_000;
/** A SYN that is not answered in two seconds was not dropped by accident. */
const directLimitMs = 2_000;

/**
 * Makes one extra connection. Through the proxy it asks for a tunnel and sends nothing into it; directly it opens TCP,
 * and for `chain` shakes hands. Rejects with the signal's reason only; every failure is in the outcome.
 */
export async function makeCheck(
  planned: PlannedCheck,
  { target, proxies }: ExplainCase,
  { ports, settings, signal }: CheckPorts,
): Promise<CheckOutcome> {
  const { id } = planned;
  const throughProxy = id !== 'direct' && id !== 'chain';
  const phases = new Phases(ports.clock, throughProxy ? limitMs : directLimitMs);
  const way = throughProxy ? proxies : [];
  const ended = (code: DiagnosisCode | null, seen: Partial<CheckOutcome> = {}): CheckOutcome => ({
    check: {
      id,
      target: formatAuthority({ ...planned, host: seen.address ?? planned.host }),
      proxy: wayOf(way),
      ok: code === null,
      code,
      ms: phases.timings().total,
    },
    address: seen.address ?? null,
    certificate: seen.certificate ?? null,
  });
  const address = id === 'by-address' ? await addressOf(planned.host, ports, signal) : null;
  if (id === 'by-address' && address === null) return ended('TARGET_DNS');
  const place = { host: address ?? planned.host, port: planned.port };
  const asked: Target = { ...target, ...place, shown: formatAuthority(place) };
  let route: OpenRoute;
  try {
    route = await open({ way, asked, phases }, { ports, settings, signal });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return ended(codeOf(error, asked, way), { address });
  }
  try {
    if (id !== 'chain') return ended(null, { address });
    const secure = { host: target.host, ca: settings.ca, alpn: [], timeoutMs: phases.limitMs(), signal };
    const session = await phases.time('tls', () => startTls(route.socket, secure, ports.network));
    session.socket.destroy();
    const { certificate, verifyError } = session;
    const fault = judgeCertificate({
      ...{ session, target: asked, proxy: null, caGiven: false },
      nowMs: ports.clock.now(),
    });
    const seen: SeenCertificate = {
      fingerprint256: certificate?.fingerprint256 ?? null,
      issuer: certificate?.issuer ?? null,
      verifyError,
    };
    return ended(fault?.code ?? null, { certificate: seen });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return ended(codeOf(error, asked, way));
  } finally {
    route.socket.destroy();
  }
}

interface Way {
  readonly way: readonly ProxyUrl[];
  readonly asked: Target;
  readonly phases: Phases;
}

function open({ way, asked, phases }: Way, { ports, settings, signal }: CheckPorts): Promise<OpenRoute> {
  return openRoute(
    {
      ...{ proxies: way, target: asked, mode: 'tunnel', phases, signal },
      ...{ connectTimeoutMs: limitMs, tunnelTimeoutMs: limitMs, proxyCa: settings.proxyCa },
    },
    ports,
  );
}

function codeOf(error: unknown, target: Target, way: readonly ProxyUrl[]): DiagnosisCode {
  const proxy = way.at(-1) ?? null;
  if (error instanceof RouteError) return diagnoseRoute(error.evidence, target, proxy).code;
  if (error instanceof TlsError) return diagnoseHandshake(error, { target, proxy, limitMs }).code;
  return 'INTERNAL';
}

/** What a name means on this machine; null for nothing, also for the stand-ins that a local proxy hands out. */
async function addressOf(host: string, { network }: ProbePorts, signal: AbortSignal): Promise<string | null> {
  const giveUp = AbortSignal.timeout(limitMs);
  try {
    const found = await network.resolve(host, AbortSignal.any([signal, giveUp]));
    return found.find(({ address }) => !isFake(address))?.address ?? null;
  } catch {
    if (signal.aborted) throw signal.reason;
    return null;
  }
}
