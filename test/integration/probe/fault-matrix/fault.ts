import type { ProbeSettings } from '../../../../src/lib/probe/attempt.js';
import type { Blame, DiagnosisCode } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import type { ProbeResult } from '../../../../src/lib/probe/result.js';
import { type Fake, serve } from '../world.js';
import type { Stage } from './stage.js';

/** One way to run into one code. */
export interface Fault {
  readonly code: DiagnosisCode;
  readonly phase: ProbeResult['phase'];
  readonly blame: Blame;
  /** Default: fail. */
  readonly status?: 'warn';
  /** The real server that shows it; `fake` for bytes that none can be made to say here. */
  readonly by: string;
  readonly what: string;
  /** Whom the probe connects to first: its conversation is written down and told again in other pieces. */
  readonly first: (stage: Stage) => Promise<{ readonly port: number }> | { readonly port: number };
  readonly probe: (at: string, stage: Stage) => ProbeCall;
  /** Is the conversation in the clear and the same each time? */
  readonly repeatable: boolean;
}

export interface ProbeCall {
  readonly target: string;
  readonly via?: string;
  readonly settings?: Partial<ProbeSettings>;
  /** What this machine says to every attempt to connect; simulated. */
  readonly errno?: string;
  /** Connect from this address of the loopback. */
  readonly from?: string;
}

type Place = Pick<Fault, 'code' | 'phase' | 'blame'> & Partial<Pick<Fault, 'status'>>;
/** A case may differ in phase or blame from the others of its code. */
type Case = Pick<Fault, 'by' | 'what' | 'first' | 'probe'> & Partial<Fault>;

/** The faults of one code. */
export function faults(place: Place, ...cases: readonly Case[]): Fault[] {
  return cases.map((one) => ({ repeatable: true, ...place, ...one }));
}

const fakes: Fake[] = [];

/** A server that says these bytes, at once or after the client's first, and then stays, ends or resets. */
export async function says(
  bytes: string | Buffer,
  { when = 'asked', end = 'stays' }: { when?: 'asked' | 'connected'; end?: 'stays' | 'ends' | 'resets' } = {},
): Promise<Fake> {
  const fake = await serve((socket) => {
    const speak = () => {
      socket.write(bytes);
      if (end === 'ends') socket.end();
      if (end === 'resets') setTimeout(() => socket.resetAndDestroy(), 20);
    };
    if (when === 'connected') return speak();
    socket.once('data', speak);
    socket.resume();
  });
  fakes.push(fake);
  return fake;
}

export async function closeFakes(): Promise<void> {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()));
}
