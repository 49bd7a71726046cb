import type { Signals } from '../host/signals.js';

/**
 * Signals whose Ctrl-C can be diverted: while a program has the terminal, a Ctrl-C is meant for it (it may end its own
 * work with it and go on), and must not end us.
 */
export interface InterruptGate {
  readonly signals: Signals;
  /** Returns how to take it back. */
  divert(onInterrupt: () => void): () => void;
}

const interrupts: ReadonlySet<string> = new Set(['SIGINT', 'SIGBREAK']);

export function interruptGate(signals: Signals): InterruptGate {
  let diverted: (() => void) | null = null;
  return {
    signals: {
      onEnd: (listener) =>
        signals.onEnd((signal) => {
          if (diverted !== null && interrupts.has(signal)) diverted();
          else listener(signal);
        }),
      endProcess: (exitCode) => signals.endProcess(exitCode),
    },
    divert: (onInterrupt) => {
      diverted = onInterrupt;
      return () => {
        diverted = null;
      };
    },
  };
}
