import { formatAuthority } from '../../proxy/authority.js';
import type { ForwardSetting, TunnelSettings, UpstreamSetting } from '../settings.js';
import { accessFailure } from './access-failures.js';
import { mustBeProtected } from './must-be-protected.js';
import { isLoopbackAddress } from './never-a-target.js';
import type { OwnAddress } from './own-address.js';
import { type Asker, type Denial, Policy } from './policy.js';

/**
 * Makes sure that these settings open nothing to everybody, and that no forward leads where the policy lets nobody go.
 * Throws a usage failure of `TunnelAccessFailures` or `TunnelFailures`. Opens and looks up nothing.
 */
export function checkAccess(settings: TunnelSettings): void {
  mustBeProtected(settings);
  const own = ownAddresses(settings);
  const policy = new Policy(settings.access, { own, localAddresses: () => [] });
  for (const forward of settings.forwards) {
    const denial = judge(policy, forward, settings.upstreams);
    if (denial === null) continue;
    const [listen, target] = [forward.listen, forward.target].map(formatAuthority) as [string, string];
    throw accessFailure('FORWARD_DENIED', { listen, target, rule: denial.rule });
  }
}

/** A denial that does not depend on what a name turns out to stand for. */
function judge(
  policy: Policy,
  { listen, target, upstreams }: ForwardSetting,
  known: readonly UpstreamSetting[],
): Denial | null {
  // Whoever can connect to a listener of this machine's other addresses may also be on this machine.
  const address = isLoopbackAddress(listen.host) ? listen.host : '127.0.0.1';
  const asker: Asker = { address, isForward: true };
  const used = known.filter(({ name }) => upstreams === null || upstreams.includes(name));
  const isLookedUpElsewhere = used.length > 0 && used.every(looksUpNames);
  return isLookedUpElsewhere ? policy.judgeUnresolved(target, asker) : policy.judgeRequest(target, asker);
}

/** `socks5` does not: its names are looked up here. */
function looksUpNames({ proxy, bypass }: UpstreamSetting): boolean {
  return proxy !== null && proxy.scheme !== 'socks5' && bypass === null;
}

/** Free ports are not known yet. */
function ownAddresses({ listen, forwards }: TunnelSettings): OwnAddress[] {
  const own: OwnAddress[] = [
    ...listen.map((address): OwnAddress => ({ ...address, serves: 'proxy' })),
    ...forwards.map((forward): OwnAddress => ({ ...forward.listen, serves: 'forward' })),
  ];
  return own.filter(({ port }) => port !== 0);
}
