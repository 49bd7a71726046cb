import type { Signals } from '../host/signals.js';

/**
 * Signals whose Ctrl-C can be diverted: while a program has the terminal, a Ctrl-C is meant for it (it may end its own
 * work with it and go on), and must not end us.
 */
export interface InterruptGate {
  readonly signals: Signals;
  /** `onEndNow` is called right before the process is ended at once. Returns how to take it back. */
  divert(diversion: InterruptDiversion): () => void;
}

export interface InterruptDiversion {
  readonly onInterrupt: () => void;
  readonly onEndNow: () => void;
}

const interrupts: ReadonlySet<string> = new Set(['SIGINT', 'SIGBREAK']);

export function interruptGate(signals: Signals): InterruptGate {
  let diverted: InterruptDiversion | null = null;
  return {
    signals: {
      onEnd: (listener) =>
        signals.onEnd((signal) => {
          if (diverted !== null && interrupts.has(signal)) diverted.onInterrupt();
          else listener(signal);
        }),
      endProcess: (exitCode) => {
        diverted?.onEndNow();
        signals.endProcess(exitCode);
      },
    },
    divert: (diversion) => {
      diverted = diversion;
      return () => {
        diverted = null;
      };
    },
  };
}
