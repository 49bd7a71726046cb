import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goRules } from '../../../../src/lib/proxy/clients/go.js';
import { findProgram } from '../../../helpers/programs.js';
import { compareAll } from './differential.js';
import { eachNoProxyEntry, eachProxyValue, randomSituations, sampled } from './situations.js';
import { worldIsMissing } from './world.js';

const source = fileURLToPath(new URL('../../../fixtures/go-http-client/main.go', import.meta.url));

/** Go's real transport, which `go-rules-oracle.test.ts` does not reach: what is dialled, and how it is spoken to. */
describe.skipIf(worldIsMissing('go'))('what a Go program does', () => {
  let folder = '';
  let program = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'go-http-client-'));
    program = join(folder, 'client');
    const env = { ...process.env, GOTOOLCHAIN: 'local', GO111MODULE: 'off', GOFLAGS: '', GOWORK: 'off' };
    await promisify(execFile)(findProgram('go') ?? 'go', ['build', '-o', program, source], {
      env,
      cwd: folder,
    });
  }, 240_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is what the rules say', async () => {
    const variables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];
    const situations = [
      ...eachProxyValue(['HTTP_PROXY'], ['http']),
      ...eachProxyValue(['HTTPS_PROXY'], ['https']),
      ...sampled(eachNoProxyEntry('NO_PROXY', ['HTTP_PROXY', 'HTTPS_PROXY'], ['http', 'https']), 250),
      ...randomSituations(
        {
          proxies: variables,
          lists: ['NO_PROXY', 'no_proxy'],
          others: { REQUEST_METHOD: ['GET', ''] },
          schemes: ['http', 'https'],
        },
        220,
      ),
    ];
    // A program without a go.mod is given the rules of old versions; this one shall have today's.
    const today = { GODEBUG: 'urlstrictcolons=1' };
    const differences = await compareAll(goRules, situations, async (world, { env, url }) => {
      const { observed, exitCode, stderr } = await world.run({
        program,
        args: [url],
        env: { ...env, ...today },
      });
      return { observed, failed: exitCode !== 0, says: stderr };
    });
    expect(differences).toEqual([]);
    expect(situations.length).toBeGreaterThan(500);
  }, 120_000);
});
