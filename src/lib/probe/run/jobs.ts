import type { Environment } from '../../host/host.js';
import type { Network } from '../../host/network.js';
import { basicCredentials } from '../../proxy/proxy-url.js';
import type { Redactor } from '../../redact.js';
import type { ProbeSettings } from '../attempt.js';
import { atNameServer } from '../routing/name-server.js';
import type { PlannedRoute } from '../routing/planned-route.js';
import { planRoutes, type RoutingRequest, targetOn } from '../routing/routing.js';
import { mergeHeaders } from '../target/request-header.js';
import { secretsInQuery } from '../target/secret-query.js';
import { mergeSlos } from '../target/slo.js';
import type { Target, TargetCredentials } from '../target/target.js';

/** One target over one route: what a result is about. */
export interface Job {
  readonly target: Target;
  readonly route: PlannedRoute;
  /** The run's, with the target's own in their place. */
  readonly settings: ProbeSettings;
}

/** Every target over every route that is planned for it, in that order. A wrong proxy is a `Failure`. */
export function planJobs(
  request: {
    readonly targets: readonly Target[];
    readonly routing: RoutingRequest;
    readonly settings: ProbeSettings;
  },
  {
    env,
    os,
    network,
  }: { readonly env: Environment; readonly os: NodeJS.Platform; readonly network: Network },
): Job[] {
  return request.targets.flatMap((target): Job[] => {
    const settings = settingsFor(target, request.settings);
    const placed = atNameServer(target, null, network);
    return planRoutes(placed, request.routing, env, os).map((route) => ({
      ...{ target: targetOn(route, atNameServer(target, route, network)), route, settings },
    }));
  });
}

/** Hands every password of the jobs to the Redactor, before the first connection. */
export function rememberSecrets(jobs: readonly Job[], secrets: Redactor): void {
  for (const { target, route } of jobs) {
    rememberSecret(secrets, target.credentials);
    for (const secret of secretsInQuery(target.path)) secrets.add(secret);
    for (const { credentials } of route.proxies) rememberSecret(secrets, credentials);
  }
}

function settingsFor({ options }: Target, settings: ProbeSettings): ProbeSettings {
  return {
    ...settings,
    timeoutMs: options.timeoutMs ?? settings.timeoutMs,
    expectStatus: options.expectStatus ?? settings.expectStatus,
    expectBody: options.expectBody ?? settings.expectBody,
    headers: mergeHeaders(settings.headers, options.headers),
    slo: mergeSlos(settings.slo, options.slo),
  };
}

/** The password (a user alone is a token), and the form it has on the wire. */
function rememberSecret(secrets: Redactor, credentials: TargetCredentials | null): void {
  if (credentials === null) return;
  const { username, password } = credentials;
  secrets.add(password === '' ? username : password);
  secrets.add(basicCredentials(credentials).slice('Basic '.length));
}
