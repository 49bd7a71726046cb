import { checkEndpoint, checkRegion, publicEndpoint } from '../cloud/endpoints.js';
import type { Configuration } from '../config/configuration.js';
import type { DoctorRequest } from '../doctor/run.js';
import { usageFailure } from '../errors.js';
import { requireExplainTarget } from '../proxy/explain/explain-failures.js';
import { parseExplainTarget } from '../proxy/explain/explain-target.js';
import { parseListenAddress } from '../tunnel/listeners/listen-address.js';

type Surroundings = Pick<DoctorRequest, 'targets' | 'apiEndpoint' | 'cloudProfile' | 'listenPort'>;

const defaults = { region: 'cn-hangzhou', listenPort: 3128 };

/** What flags and configuration say of the places that programs here shall reach. Throws usage failures. */
export function readSurroundings(urls: readonly string[], configuration: Configuration): Surroundings {
  const profile = configuration.find<string>('cloud.profile', { variables: ['ALIBABA_CLOUD_PROFILE'] });
  return {
    targets: readTargets(urls, configuration),
    apiEndpoint: readEndpoint(configuration),
    listenPort: readListenPort(configuration),
    ...(profile === undefined ? {} : { cloudProfile: profile.value }),
  };
}

/** The URLs that were asked about, else the targets of the configuration as far as they have a host to reach. */
function readTargets(urls: readonly string[], configuration: Configuration): readonly string[] {
  for (const url of urls) requireExplainTarget(url);
  if (urls.length > 0) return urls;
  const known = configuration.get<readonly (string | { url: string })[]>('probe.targets', {}, []).value;
  const named = known.map((target) => (typeof target === 'string' ? target : target.url));
  return named.filter((url) => !/^(?:proxy|dns):/i.test(url) && parseExplainTarget(url).ok);
}

function readEndpoint(configuration: Configuration): string {
  const endpoint = configuration.find<string>('cloud.endpoint', {
    variables: ['ALIPROXY_OPENAPI_ENDPOINT'],
  })?.value;
  if (endpoint !== undefined) return checkEndpoint(endpoint);
  const region = configuration.find<string>('cloud.region', { variables: ['ALIBABA_CLOUD_REGION_ID'] });
  return publicEndpoint('Ecs', checkRegion(region?.value ?? defaults.region));
}

/** The first port that the tunnel would be given; 0, any free one, can't be in anybody's way. */
function readListenPort(configuration: Configuration): number {
  const listen = configuration.find<readonly string[]>('tunnel.listen');
  const [first] = listen?.value ?? [];
  if (listen === undefined || first === undefined) return defaults.listenPort;
  const address = parseListenAddress(first);
  if (address !== null) return address.port;
  const expected = '127.0.0.1:3128, [::1]:3128, localhost:0';
  throw listen.origin.kind === 'file'
    ? usageFailure('CONFIG_BAD_VALUE', {
        path: listen.origin.path,
        line: listen.origin.line,
        key: 'tunnel.listen',
        expected,
      })
    : usageFailure('BAD_FLAG_VALUE', { flag: 'tunnel.listen', value: first, expected });
}
