import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { CheckId } from '../../../src/lib/doctor/check.js';
import type { CheckResult } from '../../../src/lib/doctor/judge.js';
import { doctorDefaults, runDoctor } from '../../../src/lib/doctor/run.js';
import type { Host } from '../../../src/lib/host/host.js';
import { nodeHost } from '../../../src/lib/host/node/host.js';
import { nodeProcesses } from '../../../src/lib/host/node/processes.js';

/** A folder of its own with a home, a project, and programs; everything else is this machine. */
export interface GoWorld {
  readonly folder: string;
  /** The folder programs are put in, and the current one. */
  readonly bin: string;
  readonly project: string;
  write(path: string, text: string, mode?: number): Promise<void>;
  host(path: readonly string[], env?: Record<string, string>): Host;
  remove(): Promise<void>;
}

/** What `sh` and the scripts need. */
const system = ['/usr/bin', '/bin'];

export async function makeGoWorld(): Promise<GoWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-go-'));
  const [home, project, bin] = ['home', 'project', 'bin'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [home, project, bin]) await mkdir(path);
  return {
    folder,
    bin,
    project,
    write: async (path, text, mode = 0o644) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text, { mode });
    },
    host: (path, extra = {}) => {
      const real = nodeHost();
      const env = { HOME: home, PATH: [...path, ...system].join(delimiter), GOPROXY: 'off', ...extra };
      const processes = nodeProcesses(process.platform, env);
      // The variables of this process are inherited otherwise, GOFLAGS and the like among them.
      const cleared = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
      return {
        ...real,
        env,
        platform: { ...real.platform, home, cwd: project },
        processes: {
          find: processes.find,
          start: processes.start,
          run: (request) => processes.run({ ...request, env: { ...cleared, ...env, ...request.env } }),
        },
      };
    },
    // Go writes its counters for a moment longer than it runs.
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
  };
}

/** A shell script that behaves as a `go`. */
export function script(...lines: readonly string[]): string {
  return `#!/bin/sh\n${lines.join('\n')}\n`;
}

/** The group `go`, without the network. */
export async function examineGo(host: Host): Promise<{ of(id: CheckId): CheckResult; durationMs: number }> {
  const started = performance.now();
  const { checks } = await runDoctor({ ...doctorDefaults, only: ['go'], offline: true }, host);
  const durationMs = performance.now() - started;
  return {
    durationMs,
    of: (id) => {
      const found = checks.find((check) => check.id === id);
      if (!found) throw new Error(`there is no ${id}`);
      return found;
    },
  };
}
