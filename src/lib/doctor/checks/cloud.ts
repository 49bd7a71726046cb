import { type Check, type Fix, sectionOf, verdict } from '../check.js';
import type { ApiWay, CloudEvidence } from '../evidence/cloud.js';
import type { FailedWay } from '../findings/cloud.js';
import { byHand, ownShell } from './commands.js';

const skewDocs = 'https://help.aliyun.com/en/document_detail/434846.html';

const warnMs = 60_000;
/** From here on the API refuses every request (InvalidTimeStamp.Expired). */
const failMs = 900_000;

/** This machine's clock against the API's. */
export const timeSkew: Check = {
  id: 'time.skew',
  group: 'cloud',
  uses: ['cloud'],
  judge({ evidence }) {
    const { api } = sectionOf(evidence, 'cloud');
    if (api === null) return verdict('skip', { finding: { code: 'OFFLINE', facts: {} } });
    const skewMs = api.ways.find((way) => way.skewMs !== null)?.skewMs ?? null;
    if (skewMs === null) return verdict('skip', { finding: { code: 'CLOCK_UNKNOWN', facts: {} } });
    const offMs = Math.abs(skewMs);
    // Of a second or two nobody can tell whose they are.
    const seconds = Math.round(offMs / 1000);
    const shown = { found: `${skewMs > 0 ? '-' : '+'}${seconds} s`, expected: `< ${warnMs / 1000} s` };
    if (offMs < warnMs) return verdict('pass', { ...shown, found: `${seconds} s` });
    return verdict(offMs < failMs ? 'warn' : 'fail', {
      ...shown,
      finding: { code: 'CLOCK_OFF', facts: { seconds, behind: skewMs > 0 } },
      docs: skewDocs,
      fix: setClock(evidence.platform.os),
    });
  },
};

/** The clock is the machine's: all of these need an administrator. */
function setClock(os: string): Fix {
  const commands: Readonly<Record<string, string>> = {
    win32: 'w32tm /resync',
    darwin: 'sudo sntp -sS time.apple.com',
  };
  return byHand('setClock', [ownShell(commands[os] ?? 'sudo timedatectl set-ntp true', os)], false);
}

/** Is there something to sign with? Nothing is sent, and of the keys only the shortened id is known here. */
export const aliyunCredentials: Check = {
  id: 'aliyun.credentials',
  group: 'cloud',
  uses: ['cloud'],
  judge({ evidence }) {
    const { credentials } = sectionOf(evidence, 'cloud');
    const { state, place, profile, keyId, detail, warnings } = credentials;
    switch (state) {
      case 'none':
        return verdict('info', { finding: { code: 'CREDENTIALS_NONE', facts: {} } });
      case 'mode':
        return verdict('info', {
          found: shownPlace(credentials),
          finding: { code: 'CREDENTIALS_MODE', facts: { place, profile, mode: detail ?? '' } },
        });
      case 'found': {
        const found = `${keyId ?? ''} (${shownPlace(credentials)})`;
        if (warnings.includes('OPEN_TO_OTHERS')) {
          const command = `chmod 600 ${place}`;
          return verdict('warn', {
            found,
            expected: '0600',
            finding: { code: 'CREDENTIALS_OPEN', facts: { place } },
            fix: byHand('closeFile', [{ shell: 'bash', command }], true),
          });
        }
        return warnings.includes('ENVIRONMENT_BEFORE_PROFILE')
          ? verdict('warn', { found, finding: { code: 'CREDENTIALS_RIVAL', facts: {} } })
          : verdict('pass', { found });
      }
      default:
        return verdict('warn', {
          found: shownPlace(credentials),
          finding: { code: 'CREDENTIALS_UNUSABLE', facts: { state, place, profile, detail } },
        });
    }
  },
};

function shownPlace({ place, profile }: CloudEvidence['credentials']): string {
  if (profile === null) return place;
  return place === 'environment' ? profile : `${place}: ${profile}`;
}

/** Does the API answer, as Go would ask it and directly? */
export const aliyunEndpoint: Check = {
  id: 'aliyun.endpoint',
  group: 'cloud',
  uses: ['cloud'],
  judge({ evidence }) {
    const { api, credentials } = sectionOf(evidence, 'cloud');
    if (api === null) return verdict('skip', { finding: { code: 'OFFLINE', facts: {} } });
    const shown = { found: [api.url, ...api.ways.map(outcome)].join('\n') };
    const wanted = credentials.state !== 'none';
    const failed = api.ways.flatMap((way) => (way.failed === null ? [] : [failedWay(way)]));
    if (failed.length === 0) return verdict('pass', shown);
    const [first] = failed;
    const certificate = failed.find(({ step, atProxy }) => step === 'certificate' && !atProxy);
    if (first && failed.length < api.ways.length) {
      if (first.proxy === null) {
        // Behind many a firewall that is how it should be; our own cloud commands go direct, though.
        const finding = { code: 'API_ONLY_PROXY', facts: { way: first } } as const;
        return verdict(wanted ? 'warn' : 'info', { ...shown, finding });
      }
      if (first.code === notTried) {
        return verdict('pass', shown);
      }
      return verdict('warn', { ...shown, finding: { code: 'API_ONLY_DIRECT', facts: { way: first } } });
    }
    if (certificate) {
      const facts = { code: certificate.code, proxy: certificate.proxy };
      return verdict('warn', { ...shown, finding: { code: 'API_CERTIFICATE', facts } });
    }
    if (first?.code === notTried) {
      const facts = { proxy: first.proxy ?? '' };
      return verdict('skip', { ...shown, finding: { code: 'API_NOT_TRIED', facts } });
    }
    return verdict(wanted ? 'fail' : 'warn', {
      ...shown,
      finding: { code: 'API_UNREACHABLE', facts: { ways: failed } },
    });
  },
};

/** The proxy speaks SOCKS, which is not asked here. */
const notTried = 'NOT_TRIED';

function failedWay({ proxy, failed }: ApiWay): FailedWay {
  return { proxy, step: 'http', code: 'UNKNOWN', atProxy: false, ...failed };
}

function outcome({ proxy, failed, status }: ApiWay): string {
  return `${proxy ?? 'direct'} -> ${failed === null ? status : `${failed.step} ${failed.code}`}`;
}
