import type { TunnelUpstreamFailures } from '../../tunnel/upstreams/upstream-failures.js';
import type { ErrorTexts } from '../text.js';

const problems = {
  empty: 'it is empty',
  scheme: 'this kind of proxy is not supported',
  host: 'the host or the port is not valid',
  'port-missing': 'the port is missing',
  credentials: 'the user part holds characters that the protocol cannot carry',
  rest: 'there is something behind the port that does not belong there',
  chain: 'it names several proxies, and an upstream is one',
};

export const tunnelUpstreamErrors: ErrorTexts<TunnelUpstreamFailures> = {
  BAD_UPSTREAM: {
    message: ({ text, source, problem }) =>
      `${source}: can't use "${text}" as an upstream: ${problems[problem]}`,
    hint: ({ text, problem, supported }) => {
      if (problem === 'chain')
        return 'repeat --upstream for each; the tunnel then shares the load among them.';
      if (problem === 'port-missing') return `add it: ${text.replace(/\/$/, '')}:<port>.`;
      const forms = supported.map((scheme) => `${scheme}://<user>:<password>@<host>:<port>`).join(', ');
      return `write <host>:<port>, ${forms}, "direct", or "env" for the environment's proxy.`;
    },
  },
  NO_UPSTREAM_IN_ENVIRONMENT: {
    message: ({ variables }) => `the environment names no proxy: ${variables.join(', ')} are not set`,
    hint: ({ variables: [first = 'HTTPS_PROXY'] }) =>
      `set ${first}, for example ${first}=http://10.0.0.10:3128, or name the proxy with --upstream.`,
  },
};
