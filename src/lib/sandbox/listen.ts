import { Failure } from '../errors.js';
import { type Fault, faultForms, parseFault } from './faults.js';
import { isLoopback } from './http-server.js';

export interface ListenFailures {
  SANDBOX_NOT_LOOPBACK: { listen: string };
  SANDBOX_LISTEN: { listen: string; reason: string };
  SANDBOX_BAD_FAULT: { fault: string; forms: readonly string[] };
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * `127.0.0.1:0`, `localhost:8080`, `[::1]:0`.
 *
 * @throws Failure `SANDBOX_NOT_LOOPBACK` for anything else: the sandbox gives its keys to whoever started it, and the
 * network must not reach it
 */
export function parseListen(text: string): ListenAddress {
  const parts = /^(?:\[(?<v6>[0-9a-fA-F:]+)\]|(?<name>[^\s:[\]/@]+)):(?<port>\d{1,5})$/.exec(text)?.groups;
  const host = parts?.v6 ?? parts?.name ?? '';
  const port = Number(parts?.port);
  if (parts && isLoopback(host) && port <= 65_535) {
    // The name is not looked up: a hosts file could lead it elsewhere.
    return { host: host.toLowerCase() === 'localhost' ? '127.0.0.1' : host, port };
  }
  throw new Failure(
    'SANDBOX_NOT_LOOPBACK',
    { listen: text } satisfies ListenFailures['SANDBOX_NOT_LOOPBACK'],
    {
      exitCode: 2,
    },
  );
}

/** Reads every `--fault`, or throws `SANDBOX_BAD_FAULT` for the first that is none. */
export function readFaults(texts: readonly string[]): Fault[] {
  return texts.map((text) => {
    const fault = parseFault(text);
    if (fault) return fault;
    const facts: ListenFailures['SANDBOX_BAD_FAULT'] = { fault: text, forms: faultForms };
    throw new Failure('SANDBOX_BAD_FAULT', facts, { exitCode: 2 });
  });
}
