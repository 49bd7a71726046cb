import type { Clock } from '../../host/clock.js';
import type { Files } from '../../host/files.js';
import type { Output } from '../../host/output.js';
import { AccessLog } from './access-log.js';
import type { AccessRecord } from './access-record.js';
import type { Ledger } from './ledger.js';
import { LineWriter, type LogTrouble } from './line-writer.js';
import type { LogLevel } from './log-level.js';

/**
 * Where the log goes: to the end of a file, which is opened anew for each batch, so that it may be renamed away at any
 * time; to stderr; or as events to whoever prints them.
 */
export type LogDestination =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stderr' }
  | { readonly kind: 'events'; readonly emit: (event: object) => void };

export interface OpenAccessLogOptions {
  readonly destination: LogDestination;
  readonly level: () => LogLevel;
  /** Takes secrets out of what is written. Not asked for events: who prints them does it. */
  readonly redact: <T>(value: T) => T;
  readonly onTrouble: (trouble: LogTrouble) => void;
}

export interface OpenAccessLog {
  /** Writes out what is left; how many lines were lost. */
  close(): Promise<number>;
}

/** More than that waits for a reader that has stopped reading: what comes then is lost. */
const mostUnread = 4 * 2 ** 20;
const tooSlow = 'TOO_SLOW';

/** Logs the connections of a tunnel from now on. */
export function openAccessLog(
  ledger: Ledger,
  { destination, level, redact, onTrouble }: OpenAccessLogOptions,
  ports: { readonly clock: Clock; readonly files: Files; readonly output: Output },
): OpenAccessLog {
  const { clock, files, output } = ports;
  const observe = (write: (record: AccessRecord) => void) =>
    ledger.observe(new AccessLog({ level, write, clock }));
  if (destination.kind === 'events') {
    let dropped = 0;
    const stop = observe((record) => {
      if (output.unreadBytes('out') <= mostUnread) destination.emit({ event: 'access', ...record });
      else if (++dropped === 1) onTrouble({ reason: tooSlow, dropped });
    });
    const close = async () => {
      stop();
      if (dropped > 1) onTrouble({ reason: tooSlow, dropped });
      return dropped;
    };
    return { close };
  }
  const lines = new LineWriter({
    append:
      destination.kind === 'file'
        ? (text) => files.appendText(destination.path, text)
        : async (text) => {
            if (output.unreadBytes('err') > mostUnread) throw Object.assign(new Error(), { code: tooSlow });
            output.err(text);
          },
    monotonic: () => clock.monotonic(),
    onTrouble,
  });
  const stop = observe((record) => lines.write(JSON.stringify(redact(record))));
  return {
    close: () => {
      stop();
      return lines.close();
    },
  };
}
