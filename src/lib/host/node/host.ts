import { randomBytes } from 'node:crypto';
import { homedir, hostname, machine, release, tmpdir, userInfo, version } from 'node:os';
import type { Host } from '../host.js';
import { terminalFrom } from '../terminal.js';
import { nodeClock } from './clock.js';
import { nodeFiles } from './files.js';
import { nodeInput } from './input.js';
import { nodeNetwork } from './network.js';
import { nodeProcesses } from './processes.js';
import { nodeProgress, silentProgress } from './progress.js';
import { nodePrompt } from './prompt.js';
import { nodeSignals } from './signals.js';
import { isRunning, nodeUsage } from './usage.js';

/** The real world. The only place, with its neighbours, that touches `process`. */
export function nodeHost(): Host {
  const env = process.env;
  const os = process.platform;
  const cwd = workingFolder();
  return {
    platform: {
      os,
      release: release(),
      version: version(),
      arch: process.arch,
      machine: machine(),
      nodeVersion: process.versions.node,
      nodePath: process.execPath,
      pid: process.pid,
      home: homedir() || userInfo().homedir,
      hostName: hostname(),
      userName: userName(),
      temp: tmpdir(),
      cwd,
    },
    env,
    clock: nodeClock,
    files: nodeFiles,
    processes: nodeProcesses(os, env, cwd),
    network: nodeNetwork,
    input: nodeInput,
    output: {
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
      unreadBytes: (of) => (of === 'out' ? process.stdout : process.stderr).writableLength,
    },
    signals: nodeSignals(os),
    prompt: nodePrompt,
    usage: nodeUsage,
    isRunning,
    random: (bytes) => randomBytes(bytes),
    terminal: (options) =>
      terminalFrom({
        env,
        os,
        stdinTty: process.stdin.isTTY === true,
        stdoutTty: process.stdout.isTTY === true,
        stderrTty: process.stderr.isTTY === true,
        columns: process.stdout.columns,
        colourDepth: [process.stdout, process.stderr].find((stream) => stream.isTTY)?.getColorDepth() ?? 1,
        ...options,
      }),
    // Some pseudo-terminals say they have 0 columns; ora would clear lines without end there.
    progress: ({ live, errorColour }) =>
      live && process.stderr.columns > 0 ? nodeProgress(errorColour) : silentProgress,
    systemLocale: () => Intl.DateTimeFormat().resolvedOptions().locale,
  };
}

/** A user without an entry in the system's list (in a container) has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

/** The folder we were started in may be deleted by now; paths then count from the home folder. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return homedir();
  }
}
