export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGBREAK' | 'SIGHUP';

/** Requests to end the process. */
export interface Signals {
  /** Calls back for every request; returns how to stop listening. */
  onEnd(listener: (signal: EndSignal) => void): () => void;
  /** Ends the process at once, without cleaning up. */
  endProcess(exitCode: number): void;
}
