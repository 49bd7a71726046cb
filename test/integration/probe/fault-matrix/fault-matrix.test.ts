import { connect, Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../../../src/lib/host/network.js';
import { type DiagnosisCode, diagnosisCodes } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import type { ProbeResult } from '../../../../src/lib/probe/result.js';
import { runProbe } from '../../../../src/lib/probe/run.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';
import { missing } from '../../../helpers/programs.js';
import { missingModules } from '../../../helpers/python.js';
import { ports, request, serve, verdict } from '../world.js';
import { appFaults } from './app-faults.js';
import { closeFakes, type Fault, type ProbeCall } from './fault.js';
import { proxyFaults } from './proxy-faults.js';
import { recordBefore, replay } from './recording.js';
import { type Stage, setStage, stagePrograms } from './stage.js';
import { targetFaults } from './target-faults.js';
import { tlsFaults } from './tls-faults.js';

const matrix: readonly Fault[] = [...proxyFaults, ...targetFaults, ...tlsFaults, ...appFaults];
/** Provoked by tests of their own, below. */
const elsewhere: readonly DiagnosisCode[] = ['DEADLINE', 'INTERNAL'];

describe('the fault matrix', () => {
  it('has every code of the taxonomy', () => {
    const provoked = new Set<string>([...matrix.map(({ code }) => code), ...elsewhere]);
    expect(Object.keys(diagnosisCodes).filter((code) => !provoked.has(code))).toEqual([]);
  });

  it('DEADLINE: the run ends before the attempt does', async () => {
    const mute = await serve((socket) => socket.resume());
    const run = await runProbe(request([`redis://127.0.0.1:${mute.port}`], { deadlineMs: 500 }), ports());
    expect(run.results.map(verdict)).toEqual([
      { status: 'fail', ok: false, code: 'DEADLINE', phase: 'app', blame: 'config' },
    ]);
    expect(run.deadlineReached).toBe('--deadline');
    await mute.close();
  });

  it('INTERNAL: a fault of our own', async () => {
    const network: Network = {
      ...loopbackNetwork,
      connect: () => {
        throw new TypeError('simulated');
      },
    };
    const run = await runProbe(request(['127.0.0.1:1']), ports({ network }));
    expect(run.results.map(verdict)).toMatchObject([{ code: 'INTERNAL', blame: 'local' }]);
  });
});

describe.skipIf(missing(...stagePrograms) || missingModules('grpc_health', 'grpc'))(
  'the fault matrix, with real servers',
  () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await setStage();
    }, 60_000);
    afterAll(async () => {
      await closeFakes();
      await stage?.stop();
    }, 30_000);

    it.concurrent.each(
      matrix.map((fault) => [`${fault.code} by ${fault.by}: ${fault.what}`, fault] as const),
    )('%s', async (_name, fault) => {
      const { code, phase, blame, status = 'fail' } = fault;
      const result = await runFault(fault, (await fault.first(stage)).port);
      expect(verdict(result)).toEqual({ status, ok: status === 'warn', code, phase, blame });
      expect(result.details).toBeDefined();
      expectOrderedPhases(result);
    });

    const repeatable = matrix.filter((fault) => fault.repeatable);
    it.concurrent.each(
      repeatable.map((fault) => [`${fault.code} by ${fault.by}: ${fault.what}`, fault] as const),
    )(
      'in other pieces: %s',
      async (_name, fault) => {
        const recorder = await recordBefore((await fault.first(stage)).port);
        const whole = verdict(await runFault(fault, recorder.port));
        const recording = recorder.recording();
        await recorder.close();
        expect(whole.code).toBe(fault.code);
        // Silence has no pieces.
        if (!recording.connections.some(({ turns }) => turns.length > 0)) return;
        const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
        await fc.assert(
          fc.asyncProperty(sizes, async (pieces) => {
            const again = await replay(recording, pieces);
            const result = verdict(await runFault(fault, again.port, patient));
            await again.close();
            expect(result).toEqual(whole);
          }),
          { numRuns: 4, examples: [[[1]], [[1_000_000]]], endOnFailure: true },
        );
      },
      60_000,
    );

    async function runFault(fault: Fault, port: number, settings = {}): Promise<ProbeResult> {
      const call = fault.probe(`127.0.0.1:${port}`, stage);
      const { results } = await runProbe(
        request([call.target], { via: call.via, settings: { ...settings, ...call.settings } }),
        ports({ network: networkFor(call) }),
      );
      const [result] = results;
      if (!result || results.length !== 1) throw new Error(`${results.length} results`);
      return result;
    }
  },
);

/** A way that did not open has no times behind it. A tunnel that was closed or led astray did open. */
function expectOrderedPhases({ timingsMs, phase, ok, diagnosis }: ProbeResult): void {
  const opened = diagnosis?.code === 'TUNNEL_CLOSED' || diagnosis?.code === 'CAPTIVE_PORTAL';
  if (ok || phase === null || !wayPhases.includes(phase) || opened) return;
  const names = Object.keys(timingsMs).filter((name) => name !== 'total');
  const behind = names.slice(names.indexOf(phase) + 1);
  // The names of a target are looked up here before a SOCKS proxy is asked.
  const expected = behind.filter((name) => name !== 'targetDns');
  expect(Object.entries(timingsMs).filter(([name, ms]) => expected.includes(name) && ms !== null)).toEqual(
    [],
  );
}

/** A busy machine takes its time over a page in pieces of a byte; what is to time out says so itself. */
const patient = { timeoutMs: 60_000, tunnelTimeoutMs: 50_000 };

const wayPhases: readonly string[] = ['proxyDns', 'proxyTcp', 'proxyTls', 'tunnel', 'targetDns', 'targetTcp'];

function networkFor({ errno, from }: ProbeCall): Network {
  if (errno !== undefined) {
    return {
      ...loopbackNetwork,
      connect: () => {
        const socket = new Socket();
        setImmediate(() => socket.destroy(Object.assign(new Error(errno), { code: errno })));
        return socket;
      },
    };
  }
  if (from === undefined) return loopbackNetwork;
  return { ...loopbackNetwork, connect: (options) => connect({ ...options, localAddress: from } as never) };
}
