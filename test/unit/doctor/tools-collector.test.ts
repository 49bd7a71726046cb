import { describe, expect, it } from 'vitest';
import { collectTools } from '../../../src/lib/doctor/collectors/tools.js';
import type { Platform } from '../../../src/lib/host/platform.js';
import type { ProcessRequest, ProcessResult } from '../../../src/lib/host/processes.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { sourcesFor } from './test-sources.js';

interface World {
  env?: Record<string, string>;
  files?: Record<string, string>;
  programs?: Record<string, string>;
  platform?: Partial<Platform>;
  run?: (request: ProcessRequest) => Partial<ProcessResult> | undefined;
}

async function collect(world: World = {}) {
  const asked: ProcessRequest[] = [];
  const host = fakeHost({
    ...world,
    run: (request) => {
      asked.push(request);
      return world.run?.(request);
    },
  });
  const { value } = await collectTools(sourcesFor(host));
  return { ...value, asked };
}

/** What VS Code itself works out. */
const reference = '$'.concat('{env:X}/go');

const home = 'C:\\Users\\li';
const data = `${home}\\AppData\\Local`;
const store = `${data}\\Microsoft\\WindowsApps`;
const windows = {
  os: 'win32',
  home,
  cwd: `${home}\\x`,
  nodePath: 'C:\\Program Files\\nodejs\\node.exe',
} as const;
const onWindows = (world: World) =>
  collect({
    platform: windows,
    ...world,
    env: { LOCALAPPDATA: data, SystemRoot: 'C:\\Windows', ...world.env },
  });

describe('python', () => {
  it.each([
    ['Python 3.11.2\n', '', '3.11.2'],
    ['', 'Python 2.7.18\n', '2.7.18'],
    ['Python 3.15.0rc1\n', '', '3.15.0rc1'],
    ['Python 3.13.0+\r\n', '', '3.13.0+'],
  ])('says %j %j', async (stdout, stderr, version) => {
    const { python } = await collect({
      programs: { python3: '/usr/bin/python3' },
      run: () => ({ stdout, stderr }),
    });
    expect(python).toEqual({ state: 'ok', path: '/usr/bin/python3', version });
  });

  it.each([
    ['hangs', { exitCode: null, timedOut: true }, 'timeout'],
    ['crashes', { exitCode: 1, stderr: 'Traceback' }, 'failed'],
    ['talks nonsense', { stdout: 'hello' }, 'failed'],
    ['may not run', { exitCode: null, notStarted: 'EACCES' }, 'failed'],
    ['is a wrapper without a Python', { exitCode: 127 }, 'missing'],
  ])('%s', async (_name, result, state) => {
    const { python } = await collect({ programs: { python3: '/usr/bin/python3' }, run: () => result });
    expect(python).toMatchObject({ state, version: null });
  });

  it('is called python where there is no python3, or it does not run', async () => {
    const programs = { python3: '/a/python3', python: '/home/li/.pyenv/shims/python' };
    const run = ({ file }: ProcessRequest) =>
      file === '/a/python3' ? { exitCode: 127 } : { stdout: 'Python 3.12.1' };
    expect((await collect({ programs, run })).python).toEqual({
      state: 'ok',
      path: '~/.pyenv/shims/python',
      version: '3.12.1',
    });
    expect((await collect()).python).toEqual({ state: 'missing', path: null, version: null });
  });

  it('that hangs is not followed by another, and one that fails is told if the other is missing', async () => {
    const programs = { python3: '/a/python3', python: '/a/python' };
    const hangs = await collect({ programs, run: () => ({ exitCode: null, timedOut: true }) });
    expect(hangs.asked).toHaveLength(1);
    const run = ({ file }: ProcessRequest) => ({ exitCode: file === '/a/python3' ? 1 : 127 });
    expect((await collect({ programs, run })).python).toMatchObject({ state: 'failed', path: '/a/python3' });
  });

  it('is not run where Apple would offer an installation', async () => {
    const programs = { python3: '/usr/bin/python3' };
    const platform = { os: 'darwin', home: '/Users/li', cwd: '/Users/li' } as const;
    const without = await collect({ programs, platform });
    expect(without.python.state).toBe('missing');
    expect(without.asked).toEqual([]);
    const files = { '/Library/Developer/CommandLineTools/usr/bin/python3': '' };
    const run = () => ({ stdout: 'Python 3.9.6' });
    expect((await collect({ programs, platform, files, run })).python.version).toBe('3.9.6');
  });

  it('is never run where it may open the Microsoft Store', async () => {
    const stub = await onWindows({
      env: { PATH: store },
      files: { [`${store}\\python.exe`]: '', [`${store}\\py.exe`]: '' },
    });
    expect(stub.python).toEqual({
      state: 'store',
      path: '~\\AppData\\Local\\Microsoft\\WindowsApps\\python.exe',
      version: null,
    });
    expect(stub.asked).toEqual([]);
  });

  it('is known by its folders where the store or the install manager has installed it', async () => {
    const fromStore = await onWindows({
      env: { PATH: store },
      files: {
        [`${store}\\python.exe`]: '',
        [`${store}/PythonSoftwareFoundation.Python.3.9_qbz5n2kfra8p0/python.exe`]: '',
        [`${store}/PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0/python.exe`]: '',
        [`${store}/PythonSoftwareFoundation.PythonManager_qbz5n2kfra8p0/py.exe`]: '',
      },
    });
    expect(fromStore.python).toMatchObject({ state: 'ok', version: '3.12' });
    const manager = await onWindows({ files: { [`${data}\\Python/pythoncore-3.14-64/python.exe`]: '' } });
    expect(manager.python).toEqual({ state: 'ok', path: '~\\AppData\\Local\\Python', version: '3.14' });
    expect([...fromStore.asked, ...manager.asked]).toEqual([]);
  });

  it('on Windows is the first on PATH that is no stub, else what the launcher lists', async () => {
    const exe = 'C:\\Python312\\python.exe';
    const first = await onWindows({
      env: { PATH: `${store};C:\\Python312` },
      files: { [`${store}\\python.exe`]: '', [exe]: '' },
      run: ({ file, args }) =>
        file === exe && args[0] === '--version' ? { stdout: 'Python 3.12.10\r\n' } : undefined,
    });
    expect(first.python).toEqual({ state: 'ok', path: exe, version: '3.12.10' });
    const listing = [
      ' -V:3.13 *        C:\\Users\\li\\python.exe',
      ' -3.9-64  C:\\Python39\\python.exe',
      ' -2.7  C:\\x',
    ];
    const launcher = await onWindows({
      env: { PATH: '', PYLAUNCHER_ALLOW_INSTALL: '1' },
      files: { 'C:\\Windows\\py.exe': '' },
      run: () => ({ stdout: `${listing.join('\r\n')}\r\n` }),
    });
    expect(launcher.python).toEqual({ state: 'ok', path: 'C:\\Windows\\py.exe', version: '3.13' });
    expect(launcher.asked[0]?.args).toEqual(['-0p']);
    expect(launcher.asked[0]?.env).toStrictEqual({
      PYTHON_MANAGER_AUTOMATIC_INSTALL: 'false',
      PYLAUNCHER_ALLOW_INSTALL: undefined,
    });
    const empty = await onWindows({
      files: { [`${data}\\Programs\\Python\\Launcher\\py.exe`]: '' },
      run: () => ({ exitCode: 103, stderr: 'No installed Pythons found!' }),
    });
    expect(empty.python.state).toBe('missing');
  });
});

describe('node', () => {
  it('is ours without asking, and another by asking, whatever Node options say', async () => {
    const own = await collect({ programs: { node: '/usr/bin/node' } });
    expect(own.node).toEqual({ state: 'ok', path: '/usr/bin/node', version: '20.20.2' });
    expect(own.asked).toEqual([]);
    const other = await collect({
      programs: { node: '/home/li/.nvm/node' },
      env: { NODE_OPTIONS: '--bogus' },
      run: () => ({ stdout: 'v24.21.0\n' }),
    });
    expect(other.node).toEqual({ state: 'ok', path: '~/.nvm/node', version: '24.21.0' });
    expect(other.asked[0]?.env).toStrictEqual({ NODE_OPTIONS: undefined, NODE_USE_ENV_PROXY: undefined });
  });

  it.each([
    [{ exitCode: null, timedOut: true }, 'timeout'],
    [{ exitCode: 1 }, 'failed'],
    [{ stdout: 'node' }, 'failed'],
  ])('%j: %s', async (result, state) => {
    const { node } = await collect({ programs: { node: '/x/node' }, run: () => result });
    expect(node).toEqual({ state, path: '/x/node', version: null });
  });

  it('may be missing', async () => {
    expect((await collect()).node.state).toBe('missing');
  });
});

describe('VS Code', () => {
  const app = (version: string) => JSON.stringify({ name: 'Code', version });

  it('is found where installers put it, without starting it', async () => {
    const linux = await collect({ files: { '/usr/share/code/resources/app/package.json': app('1.106.3') } });
    expect(linux.vscode.editions).toEqual([{ name: 'VS Code', version: '1.106.3' }]);
    const mac = await collect({
      platform: { os: 'darwin', home: '/Users/li', cwd: '/Users/li' },
      files: {
        '/Applications/Visual Studio Code.app/Contents/Resources/app/package.json': app('1.106.3'),
        '/Users/li/Applications/Visual Studio Code - Insiders.app/Contents/Resources/app/package.json': '{',
      },
    });
    expect(mac.vscode.editions).toEqual([
      { name: 'VS Code', version: '1.106.3' },
      { name: 'VS Code Insiders', version: null },
    ]);
    const program = 'C:\\Program Files\\Microsoft VS Code';
    const insiders = `${data}\\Programs\\Microsoft VS Code Insiders`;
    const here = await onWindows({
      files: {
        [`${program}\\resources\\app\\package.json`]: app('1.104.0'),
        [`${insiders}/0123456789/x`]: '',
        [`${insiders}\\0123456789\\resources\\app\\package.json`]: app('1.107.0'),
      },
    });
    expect(here.vscode.editions).toEqual([
      { name: 'VS Code Insiders', version: '1.107.0' },
      { name: 'VS Code', version: '1.104.0' },
    ]);
    const remote = await collect({ files: { '/home/li/.vscode-server/cli/x': '' } });
    expect(remote.vscode.editions).toEqual([{ name: 'VS Code Server', version: null }]);
  });

  it('has the newest Go extension that is not marked for removal', async () => {
    const folder = '/home/li/.vscode/extensions';
    const files = {
      [`${folder}/golang.go-0.9.0/x`]: '',
      [`${folder}/golang.go-0.50.0/x`]: '',
      [`${folder}/golang.go-0.51.0/x`]: '',
      [`${folder}/golang.go-nightly-2026.1.1/x`]: '',
      [`${folder}/.obsolete`]: '{"golang.go-0.51.0":true}',
    };
    expect((await collect({ files })).vscode.goExtension).toBe('0.50.0');
    expect((await collect({ files: { ...files, [`${folder}/.obsolete`]: 'x' } })).vscode.goExtension).toBe(
      '0.51.0',
    );
    const server = { '/home/li/.vscode-server/extensions/golang.go-0.48.0-linux-x64/x': '' };
    expect((await collect({ files: server })).vscode.goExtension).toBe('0.48.0');
    const named = { '/ext/golang.Go-0.47.1/x': '' };
    expect((await collect({ files: named, env: { VSCODE_EXTENSIONS: '/ext' } })).vscode.goExtension).toBe(
      '0.47.1',
    );
    expect((await collect()).vscode.goExtension).toBeNull();
  });

  const settings = '/home/li/.config/Code/User/settings.json';
  const workspace = '/home/li/project/.vscode/settings.json';
  const launch = '/home/li/project/.vscode/launch.json';

  it('reads what its settings say to Go, those of the folder last', async () => {
    const files = {
      [settings]:
        '{ // mine\n "http.proxy": "http://a.test:1", "go.alternateTools": {"go": "/opt/go/bin/go"}, }',
      [workspace]: '{"http.proxy": "http://10.0.0.9:3128/"}',
      '/opt/go/bin/go': '',
    };
    const { vscode } = await collect({ files, env: { HTTPS_PROXY: '10.0.0.9:3128' } });
    expect(vscode).toMatchObject({
      unreadable: [],
      alternateGo: { path: '/opt/go/bin/go', exists: true },
      httpProxy: { value: 'http://10.0.0.9:3128/', environment: 'same' },
      launchConfigurations: null,
    });
    expect((await collect({ files })).vscode.httpProxy?.environment).toBe('unset');
  });

  it.each(['go', reference, 7])('leaves an alternate Go of %j alone', async (go) => {
    const files = { [settings]: JSON.stringify({ 'go.alternateTools': { go } }) };
    expect((await collect({ files })).vscode.alternateGo).toBeNull();
  });

  it('compares the proxy variables of tools and of Go configurations with the environment', async () => {
    const files = {
      [settings]: JSON.stringify({
        'go.toolsEnvVars': { HTTPS_PROXY: 'http://h.test:1', GOFLAGS: '-v', NO_PROXY: 1 },
      }),
      [launch]: JSON.stringify({
        configurations: [
          {
            name: 'Run',
            type: 'go',
            env: {
              HTTP_PROXY: 'http://other.test:1',
              http_proxy: reference,
              NO_PROXY: 'a',
              ALL_PROXY: '',
              TOKEN: 's3cret',
            },
          },
          { name: 'Node', type: 'node', env: { HTTP_PROXY: 'x' } },
          'nonsense',
        ],
      }),
    };
    const { vscode } = await collect({
      files,
      env: { HTTPS_PROXY: 'h.test:1', HTTP_PROXY: 'http://h.test:1' },
    });
    expect(vscode.launchConfigurations).toBe(1);
    const run = { file: '.vscode/launch.json', configuration: 'Run' };
    expect(vscode.variables).toEqual([
      {
        file: '~/.config/Code/User/settings.json',
        configuration: null,
        name: 'HTTPS_PROXY',
        value: 'http://h.test:1',
        environment: 'same',
      },
      { ...run, name: 'HTTP_PROXY', value: 'http://other.test:1', environment: 'differs' },
      { ...run, name: 'NO_PROXY', value: 'a', environment: 'unset' },
      { ...run, name: 'ALL_PROXY', value: '', environment: 'same' },
    ]);
    expect(JSON.stringify(vscode)).not.toContain('s3cret');
  });

  it('holds no password of any of them', async () => {
    const proxy = 'http://li:s3cret@h.test:1';
    const files = {
      [settings]: JSON.stringify({ 'http.proxy': proxy, 'go.toolsEnvVars': { HTTP_PROXY: proxy } }),
      [launch]: JSON.stringify({
        configurations: [{ name: 'x', type: 'go', env: { HTTPS_PROXY: `${proxy} ` } }],
      }),
    };
    const { vscode } = await collect({ files, env: { HTTPS_PROXY: proxy } });
    expect(vscode.httpProxy).toEqual({ value: 'http://***@h.test:1', environment: 'same' });
    expect(vscode.variables.map(({ environment }) => environment)).toEqual(['unset', 'same']);
    expect(JSON.stringify(vscode)).not.toContain('s3cret');
  });

  it('says which file is no JSON, and passes over what has another shape', async () => {
    const files = { [settings]: '{"a": ', [workspace]: '[]', [launch]: ' \n' };
    expect((await collect({ files })).vscode).toMatchObject({
      unreadable: ['~/.config/Code/User/settings.json', '.vscode/settings.json'],
      launchConfigurations: null,
    });
    const odd = {
      [settings]: '{"go.toolsEnvVars": [], "http.proxy": 1}',
      [launch]: '{"configurations": {}}',
    };
    expect((await collect({ files: odd })).vscode).toMatchObject({
      unreadable: [],
      variables: [],
      launchConfigurations: 0,
    });
  });

  it('keeps its settings elsewhere on Windows and macOS', async () => {
    const content = '{"http.proxy": "http://h.test:1"}';
    const here = await onWindows({
      env: { APPDATA: `${home}\\AppData\\Roaming` },
      files: { [`${home}\\AppData\\Roaming\\Code\\User\\settings.json`]: content },
    });
    expect(here.vscode.httpProxy).not.toBeNull();
    const mac = await collect({
      platform: { os: 'darwin', home: '/Users/li', cwd: '/Users/li' },
      files: { '/Users/li/Library/Application Support/Code/User/settings.json': content },
    });
    expect(mac.vscode.httpProxy).not.toBeNull();
  });
});
