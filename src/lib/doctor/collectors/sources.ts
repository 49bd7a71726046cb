import type { Host } from '../../host/host.js';
import { type ReadRegistry, registryReader } from '../../host/registry.js';
import type { ProxyEvidence } from '../evidence/proxy.js';
import type { SectionName } from '../evidence.js';
import { askGo, type GoAnswers } from './go-command.js';
import { askPowershell, type PowershellRun } from './powershell.js';
import { describeProxyVariables } from './proxy.js';

export interface CollectRequest {
  /** Nothing else is gathered. */
  readonly sections: ReadonlySet<SectionName>;
  /** Nobody is connected to. */
  readonly offline: boolean;
  /** For every section; each also has a limit of its own. */
  readonly timeoutMs: number;
  /** The port the tunnel would listen on. */
  readonly listenPort: number;
  /** URLs (and `host:port`) that programs here shall reach. */
  readonly targets: readonly string[];
  /** Base URL of the cloud's API. */
  readonly apiEndpoint: string;
  /** This program, as it is published. */
  readonly program: { readonly name: string; readonly version: string };
  /** The profile that cloud commands would take, where one is named. */
  readonly cloudProfile?: string;
  readonly signal?: AbortSignal;
  /** Called with the names of the sections still on their way, whenever that changes. */
  readonly onProgress?: (waiting: readonly string[]) => void;
}

/** What several sections are gathered from; each is asked once, when the first section wants it. */
export interface SharedSources {
  /** The one PowerShell process. */
  powershell(): Promise<PowershellRun>;
  /** Go's answers; null where there is no Go. */
  go(): Promise<GoAnswers | null>;
  readonly readRegistry: ReadRegistry;
  readonly proxy: ProxyEvidence;
}

/** What a collector works with. */
export interface Sources extends SharedSources {
  readonly host: Host;
  readonly request: CollectRequest;
  readonly limitMs: number;
  /** Ends with the section's limit, and with the run. */
  readonly signal: AbortSignal;
}

export type Gathered<T> = {
  /** `powershell`, `registry`, `go`, `environment`, `network`, `node`, `files`. */
  readonly source: string;
  readonly value: T;
};

/** PowerShell's hard limit; a share of the run's limit stays for reading in other ways. */
const powershellMs = 15_000;
const powershellShare = 0.6;

export function shareSources(host: Host, request: CollectRequest, signal: AbortSignal): SharedSources {
  const limitMs = Math.min(powershellMs, request.timeoutMs * powershellShare);
  let run: Promise<PowershellRun> | undefined;
  let answers: Promise<GoAnswers | null> | undefined;
  return {
    powershell: () => {
      run ??= askPowershell(host, limitMs, signal);
      return run;
    },
    go: () => {
      answers ??= askGo(host, signal);
      return answers;
    },
    readRegistry: registryReader(host, signal),
    proxy: describeProxyVariables(host.env, host.platform.os),
  };
}
