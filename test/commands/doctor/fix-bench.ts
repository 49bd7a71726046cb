import { Config } from '@oclif/core/config';
import Doctor from '../../../src/commands/doctor.js';
import type { FakeHost } from '../../helpers/fake-host.js';
import {
  type FakeWindows,
  type FakeWindowsOptions,
  fakeWindows,
} from '../../unit/doctor/fixes/fake-windows.js';

let config: Promise<Config> | undefined;

export const journal = 'C:\\Users\\li\\AppData\\Local\\aliproxy\\journal.json';
export const wrong = 'http://li:canary#1@10.0.0.9:3128 ';
export const right = 'http://li:canary%231@10.0.0.9:3128';
export const shown = 'http://***@10.0.0.9:3128';
const checks = 'go.installed,go.goroot,go.gopath,proxy.env,proxy.https-missing,proxy.no-proxy';

/** A machine with a remedy for each kind of change, and a PATH whose spelling matters. */
export const troubled: FakeWindowsOptions = {
  env: {
    HTTP_PROXY: wrong,
    NO_PROXY: 'localhost,10.*',
    SystemDrive: 'C:',
    GOROOT: 'C:\\old',
    Path: 'C:\\Windows',
    GOPATH: 'C:\\Users\\li\\go',
  },
  user: {
    HTTP_PROXY: wrong,
    GOROOT: { text: '%SystemDrive%\\old', kind: 'ExpandString' },
    Path: { text: '%USERPROFILE%\\bin', kind: 'ExpandString' },
  },
  machine: { NO_PROXY: 'localhost,10.*', Path: 'C:\\Windows' },
  go: {
    GOVERSION: 'go1.26.8',
    GOROOT: 'C:\\Program Files\\Go',
    GOPATH: 'C:\\Users\\li\\go',
    GOPROXY: 'https://goproxy.cn,direct',
    GOENV: 'C:\\Users\\li\\AppData\\Roaming\\go\\env',
  },
  files: { 'C:\\Users\\li\\go\\bin': '' },
};
export const mended = {
  HTTP_PROXY: { text: right, kind: 'String' },
  HTTPS_PROXY: { text: right, kind: 'String' },
  NO_PROXY: { text: 'localhost,10.0.0.0/8', kind: 'String' },
  Path: { text: '%USERPROFILE%\\bin;C:\\Users\\li\\go\\bin', kind: 'ExpandString' },
};

export async function run(host: FakeHost, ...argv: string[]): Promise<number> {
  Doctor.id = 'doctor';
  config ??= Config.load({ root: process.cwd(), ignoreManifest: true });
  return await new Doctor(argv, await config).runWith(host);
}

export function fix(host: FakeHost, ...argv: string[]): Promise<number> {
  return run(host, '--fix', '--offline', '--only', checks, ...argv);
}

/** The same machine in a new terminal. */
export function later(host: FakeWindows, options: FakeWindowsOptions = {}): FakeWindows {
  return fakeWindows({
    ...troubled,
    user: Object.fromEntries(host.user),
    machine: Object.fromEntries(host.machine),
    files: Object.fromEntries(host.contents),
    ...options,
  });
}

interface Outcome {
  check: string;
  state: string;
  before: string | null;
  after: string | null;
  error: { code: string; message: string; hint: string } | null;
  verdict?: string;
}
export const document = (host: FakeHost) => JSON.parse(host.written.out);
export const outcomes = (host: FakeHost): Outcome[] => document(host).fixes;
export const everything = (host: FakeWindows) =>
  host.written.out +
  host.written.err +
  host.questions.join() +
  JSON.stringify(host.requests.map(({ args }) => args));
