import { formatAuthority } from '../../proxy/authority.js';
import { RouteError, type RouteEvidence } from '../../proxy/way/route-error.js';
import { type Attempt, reach, refusePage } from '../attempt.js';
import { diagnoseReply } from '../diagnosis/diagnose-reply.js';
import { diagnoseRoute } from '../diagnosis/diagnose-route.js';
import { Diagnosed, type DiagnosisCode } from '../diagnosis/diagnosis.js';
import { probeTcp } from './tcp.js';

/**
 * Succeeds when the last proxy of the way is reached, speaks its protocol and takes the credentials, and with a canary
 * when it opens a tunnel to that. Without one it is asked for itself: whatever it says to that, it says as a proxy.
 */
export async function probeProxy(attempt: Attempt): Promise<void> {
  const { found, proxy, settings } = attempt;
  if (proxy === null) throw new Error('proxy:// without a proxy');
  const { canary } = settings;
  const place = canary ?? { host: proxy.host, port: proxy.port };
  const target = { ...attempt.target, ...place, shown: formatAuthority(place) };
  const asking = { ...attempt, target };
  try {
    if (canary) await probeTcp(asking);
    else await askForItself(asking);
  } catch (error) {
    throw error instanceof RouteError ? named(error.evidence, asking) : error;
  }
  found.app = {
    canary: canary && formatAuthority(canary),
    credentials: proxy.credentials === null ? 'none' : 'accepted',
  };
}

async function askForItself(attempt: Attempt): Promise<void> {
  try {
    const route = await reach(attempt);
    route.socket.destroy();
    // No tunnel has a body: this is a page.
    if (route.reply?.hasBody && /^text\/html\b/i.test(route.reply.contentType ?? '')) {
      refusePage(attempt, route, 'tunnel');
    }
  } catch (error) {
    if (!(error instanceof RouteError) || !isProxyAnswer(error.evidence, attempt)) throw error;
    const { evidence } = error;
    if (evidence.at === 'tunnel' && evidence.seen === 'refused') attempt.found.proxy = evidence.reply;
  }
}

/** Answers that are no proxy's, or not one's that would serve us. */
const refusals: ReadonlySet<DiagnosisCode> = new Set<DiagnosisCode>([
  ...(['PROXY_AUTH_REQUIRED', 'PROXY_AUTH_FAILED', 'PROXY_AUTH_SCHEME'] as const),
  ...(['PROXY_NOT_A_PROXY', 'PROXY_RATE_LIMITED', 'CAPTIVE_PORTAL'] as const),
]);

/** SOCKS "command not supported": it does not do what a proxy is for. */
const commandNotSupported = 0x07;

/** Did the last proxy itself answer, and with nothing worse than a no to this place? */
function isProxyAnswer(evidence: RouteEvidence, { target }: Attempt): boolean {
  if (evidence.at !== 'tunnel' || evidence.next !== null) return false;
  if (evidence.seen === 'socks') {
    return evidence.refusal === 'refused' && evidence.reply !== commandNotSupported;
  }
  if (evidence.seen !== 'refused') return false;
  const { reply, proxy } = evidence;
  const { code } = diagnoseReply({ reply, proxy, target, phase: 'tunnel' });
  return reply.status !== 407 && !refusals.has(code);
}

function named(evidence: RouteEvidence, { target, proxy, found }: Attempt): Diagnosed {
  if (evidence.at === 'tunnel' && evidence.seen === 'refused') found.proxy = evidence.reply;
  return new Diagnosed(diagnoseRoute(evidence, target, proxy));
}
