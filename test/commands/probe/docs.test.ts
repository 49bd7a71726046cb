import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import { Config } from '@oclif/core/config';
import { beforeAll, describe, expect, it } from 'vitest';
import Probe from '../../../src/commands/probe.js';
import type { Network } from '../../../src/lib/host/network.js';
import { probeMetrics } from '../../../src/lib/output/views/probe/prometheus.js';
import { reportFormats } from '../../../src/lib/probe/report-format.js';
import { targetKinds } from '../../../src/lib/probe/target/target.js';
import { phaseNames } from '../../../src/lib/proxy/way/phases.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';
import { sampleTls } from '../../unit/output/probe/sample-runs.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../unit/probe/samples.js';

const reference = await readFile('docs/probes.md', 'utf8');
const pages = {
  'docs/probes.md': reference,
  'docs/ci.md': await readFile('docs/ci.md', 'utf8'),
  'README.md': await readFile('README.md', 'utf8'),
  'README.zh-CN.md': await readFile('README.zh-CN.md', 'utf8'),
};

describe('docs/probes.md', () => {
  it('has a row for each kind of target, phase, format and check', () => {
    for (const kind of targetKinds) expect(reference).toMatch(new RegExp(`^\\|.*\`${kind}://`, 'm'));
    for (const phase of phaseNames) expect(reference).toMatch(new RegExp(`^\\|[^|]*\`${phase}\``, 'm'));
    for (const format of reportFormats) expect(reference).toMatch(new RegExp(`^\\|[^|]*\`${format}\``, 'm'));
    for (const check of ['canary', 'port-443', 'by-address', 'direct', 'chain', 'other-way'])
      expect(reference).toMatch(new RegExp(`^\\| \`${check}\` \\|`, 'm'));
  });

  it('says of each kind of target what a pass proves', () => {
    const [, proofs = ''] = /### What a pass proves[^\n]*\n(.*?)\n## /s.exec(reference) ?? [];
    const heads = [...proofs.matchAll(/^\*\*([a-z, ]+)\.\*\*/gm)].flatMap(([, names = '']) =>
      names.split(', '),
    );
    expect(heads.toSorted()).toEqual([...targetKinds].toSorted());
  });

  it('names each metric, and none that is not there', () => {
    const stats = { count: 4, failed: 1, loss: 0.25, minMs: 1, p50Ms: 2, p95Ms: 3.5, maxMs: 4 };
    const details = { proxy: null, tls: sampleTls, app: { status: 204 } };
    const warnings = [sampleDiagnosis('CERT_EXPIRES_SOON')];
    const run = sampleRun([
      sampleResult({
        kind: 'https',
        details,
        stats,
        warnings,
        status: 'warn',
        timingsMs: { tls: 1, total: 2 },
      }),
      sampleResult({ diagnosis: sampleDiagnosis('TARGET_REFUSED') }),
    ]);
    const written = [...probeMetrics(run).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    const named = reference.match(/aliproxy_probe_[a-z_]+/g) ?? [];
    expect([...new Set(named)].toSorted()).toEqual(written.toSorted());
  });
});

describe('pages that speak of probe', () => {
  let config: Config;
  beforeAll(async () => {
    Probe.id = 'probe';
    config = await Config.load({ root: process.cwd(), ignoreManifest: true });
  });

  it.each(['docs/probes.md', 'docs/ci.md'] as const)('%s names only flags that there are', (path) => {
    const known = new Set(Object.keys({ ...Probe.baseFlags, ...Probe.flags, global: null }));
    const flags = [...pages[path].matchAll(/(?<![\w-])--([a-z][a-z-]+)/g)].map(([, name = '']) => name);
    expect(flags.length).toBeGreaterThan(10);
    expect(flags.filter((name) => !known.has(name.replace(/^no-(?=explain)/, '')))).toEqual([]);
  });

  const shown = (['README.md', 'README.zh-CN.md'] as const).flatMap((path) =>
    [...pages[path].matchAll(/^\$ aliproxy probe (.*)$/gm)].map(([, words = '']) => [path, words] as const),
  );

  it('show the command in both languages', () => {
    expect(shown.map(([path]) => path)).toEqual(['README.md', 'README.zh-CN.md']);
  });

  it.each(shown)('%s: aliproxy probe %s', async (_, words) => {
    // Nothing listens there, whatever runs on this machine.
    const network: Network = {
      ...loopbackNetwork,
      connect: (options) => loopbackNetwork.connect({ ...options, port: 1 }),
    };
    const host = { ...fakeHost({ files: { 'ca.pem': rootCertificates[0] ?? '' } }), network };
    const exitCode = await new Probe(words.split(/ +/), config).runWith(host);
    expect({ exitCode, err: host.written.err }).toEqual({ exitCode: 1, err: '' });
  });
});
