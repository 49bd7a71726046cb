import { Config } from '@oclif/core/config';
import { beforeAll, describe, expect, it } from 'vitest';
import Probe from '../../../src/commands/probe.js';
import SgAuthorize from '../../../src/commands/sg/authorize.js';
import type { Network } from '../../../src/lib/host/network.js';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { type DiagnosisCode, diagnosisCodes } from '../../../src/lib/probe/diagnosis/diagnosis.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';
import { sampleFacts } from '../../unit/probe/samples.js';

const codes = Object.keys(diagnosisCodes) as DiagnosisCode[];
const word = /"[^"]*"|'[^']*'|<[^>]*>[^\s,;，。；（]*|[^\s,;"，。；（]+/g;
const command = new RegExp(`aliproxy (probe|sg authorize)((?: (?:${word.source}))*)`, 'g');

/** Facts through a proxy and without one; placeholders stand for values that people put in. */
const hinted = codes.flatMap((code) =>
  [{}, { proxy: null }, { target: 'https://a.test/?x=1&y=$2' }].flatMap((more) =>
    [en, zh].flatMap(({ probe }) => {
      const facts = { ...sampleFacts[code], ...(code.startsWith('PROXY_') && 'proxy' in more ? {} : more) };
      const hint = probe.diagnoses[code].hint(facts as never);
      return [...hint.matchAll(command)].map(([, name = '', rest = '']) => ({
        name,
        argv: (rest.match(word) ?? []).map((one) =>
          one
            .replace(/^(["'])(.*)\1$/, '$2')
            .replace('<proxy>:<port>', 'p.test:1')
            .replace(/<[^>]*(?:address|地址)>/, '10.0.0.9')
            .replace(/<[^>]*>/g, 'x'),
        ),
      }));
    }),
  ),
);

const unique = (name: string) => [
  ...new Map(hinted.filter((one) => one.name === name).map(({ argv }) => [argv.join(' '), argv])),
];

/** Nothing is dialled: no name means anything, and no address is reached. */
const network: Network = {
  ...loopbackNetwork,
  resolve: () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
  connect: () => loopbackNetwork.connect({ host: '127.0.0.1', port: 1 }),
};

describe('the commands that hints name', () => {
  let config: Config;
  beforeAll(async () => {
    Probe.id = 'probe';
    config = await Config.load({ root: process.cwd(), ignoreManifest: true });
  });

  it('are many', () => {
    expect(unique('probe').length).toBeGreaterThan(10);
    expect(unique('sg authorize').length).toBeGreaterThan(1);
  });

  it.each(unique('probe'))('aliproxy probe %s', async (_, argv) => {
    const host = { ...fakeHost(), network };
    const exitCode = await new Probe([...argv], config).runWith(host);
    // Failed, as it must here; 2 would be a command that nobody can run.
    expect({ exitCode, err: host.written.err }).toEqual({ exitCode: 1, err: '' });
  });

  it.each(unique('sg authorize'))('aliproxy sg authorize %s', (_, argv) => {
    for (const flag of argv.filter((one) => one.startsWith('--'))) {
      expect(Object.keys(SgAuthorize.flags)).toContain(flag.slice(2));
    }
    expect(argv.join(' ')).toMatch(/^--port \d+ --cidr [\d.]+\/32$/);
  });
});
