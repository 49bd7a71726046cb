import type { CheckId } from '../../../doctor/check.js';
import type { CloudFindings, FailedWay } from '../../../doctor/findings/cloud.js';
import type { ErrorTexts } from '../../text.js';

/** `45 s`, `16 min`, `3 h`: one unit is enough. */
function span(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

const steps: Readonly<Record<FailedWay['step'], (code: string) => string>> = {
  dns: (code) => `the name does not resolve (${code})`,
  tcp: (code) => (code === 'TIMEOUT' ? 'no answer' : `no connection (${code})`),
  connect: (code) => (code === '407' ? 'the proxy wants credentials (407)' : `the proxy refuses (${code})`),
  tls: (code) => `TLS fails (${code})`,
  certificate: (code) => `the certificate is not trusted (${code})`,
  http: (code) => (code === 'TIMEOUT' ? 'connected, but no answer' : `no HTTP answer (${code})`),
};

function failure({ proxy, step, code, atProxy }: FailedWay): string {
  const what = steps[step](code);
  if (proxy === null) return `directly: ${what}`;
  return atProxy && step !== 'connect'
    ? `through ${proxy}, at the proxy: ${what}`
    : `through ${proxy}: ${what}`;
}

const mends: Readonly<Record<Exclude<CloudFindings['CREDENTIALS_UNUSABLE']['state'], 'half'>, string>> = {
  'profile-missing': 'name a profile that is there, or add it with "aliyun configure --profile NAME"',
  incomplete: 'complete it with "aliyun configure --profile NAME"',
  malformed: 'write it again with "aliyun configure"',
  unreadable: 'let your own user read the file',
};

export const cloudFindings: ErrorTexts<CloudFindings> = {
  CLOCK_UNKNOWN: { message: () => 'the API did not tell its time', hint: () => '' },
  CLOCK_OFF: {
    message: ({ seconds, behind }) =>
      `this clock is ${span(seconds)} ${behind ? 'behind' : 'ahead of'} the cloud's`,
    hint: ({ seconds }) =>
      seconds >= 900
        ? 'the cloud refuses requests from 15 minutes on: set the clock (UTC counts, not the time zone).'
        : 'set the clock: from 15 minutes on the cloud refuses requests.',
  },
  CREDENTIALS_NONE: { message: () => 'none on this machine', hint: () => '' },
  CREDENTIALS_UNUSABLE: {
    message: ({ state, place, profile, detail }) => {
      switch (state) {
        case 'half':
          return `half of a pair: ${detail ?? ''} is not set`;
        case 'profile-missing':
          return `${place} has no profile "${profile ?? ''}"`;
        case 'incomplete':
          return `profile "${profile ?? ''}" in ${place} lacks ${detail ?? ''}`;
        case 'malformed':
          return `${place} is not what the aliyun CLI writes`;
        case 'unreadable':
          return `${place} can't be read (${detail ?? ''})`;
      }
    },
    hint: ({ state }) =>
      state === 'half'
        ? 'set both ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or neither.'
        : `${mends[state]}; or set both variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.`,
  },
  CREDENTIALS_MODE: {
    message: ({ place, profile, mode }) =>
      `profile "${profile ?? ''}" in ${place} has the mode ${mode}, which cloud commands here can't use`,
    hint: () => '',
  },
  CREDENTIALS_RIVAL: {
    message: () => 'the variables and the profile hold different keys',
    hint: () => 'aliproxy and the SDKs take the variables, the aliyun CLI may take the profile: remove one.',
  },
  CREDENTIALS_OPEN: {
    message: ({ place }) => `${place} can be read by others on this machine`,
    hint: () => 'take the rights away from group and others.',
  },
  API_UNREACHABLE: {
    message: ({ ways }) => ways.map(failure).join('\n'),
    hint: ({ ways }) =>
      ways.every(({ step }) => step === 'dns')
        ? 'check the network and the name server; where only a proxy leads out, set HTTPS_PROXY.'
        : 'check the network and the proxy; where only a proxy leads out, set HTTPS_PROXY.',
  },
  API_ONLY_DIRECT: {
    message: ({ way }) => `reachable directly, but not the way Go takes: ${failure(way)}`,
    hint: () => 'mend the proxy, or add .aliyuncs.com to NO_PROXY.',
  },
  API_ONLY_PROXY: {
    message: ({ way }) => `reachable through the proxy only; ${failure(way)}`,
    hint: () => "programs that know no proxy can't reach it, aliproxy's own cloud commands among them.",
  },
  API_CERTIFICATE: {
    message: ({ code, proxy }) =>
      `${proxy === null ? '' : `through ${proxy}: `}its certificate is not trusted by Node.js (${code})`,
    hint: () =>
      'either the clock is wrong, or a firewall reads along: then name its CA in NODE_EXTRA_CA_CERTS (a PEM file).',
  },
  API_NOT_TRIED: { message: ({ proxy }) => `not tried through the SOCKS proxy ${proxy}`, hint: () => '' },
};

export const cloudTitles = {
  'time.skew': 'Clock',
  'aliyun.credentials': 'Cloud credentials',
  'aliyun.endpoint': 'Cloud API',
  'self.version': 'aliproxy',
} satisfies Partial<Record<CheckId, string>>;
