import type { EndSignal, Signals } from '../signals.js';

/** SIGBREAK is Ctrl-Break on Windows, SIGHUP a closed window (Windows then ends the process after some 10 s). */
export function nodeSignals(os: NodeJS.Platform): Signals {
  const wanted: EndSignal[] =
    os === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
  return {
    onEnd(listener) {
      for (const signal of wanted) process.on(signal, listener);
      return () => {
        for (const signal of wanted) process.off(signal, listener);
      };
    },
    endProcess: (exitCode) => process.exit(exitCode),
  };
}
