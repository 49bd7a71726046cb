import { describe, expect, it } from 'vitest';
import { type GoProgram, openGoSettings, programOf } from '../../../../src/lib/doctor/fixes/go-settings.js';
import type { ProcessRequest, ProcessResult } from '../../../../src/lib/host/processes.js';
import { fakeHost } from '../../../helpers/fake-host.js';

const program: GoProgram = { path: '/usr/bin/go', without: {} };
const file = '/home/li/.config/go/env';
const value = (text: string) => ({ text, expandable: false });

/** A Go that keeps its settings in a file; `answer` comes before it. */
function goHost(content: string, answer?: (request: ProcessRequest) => Partial<ProcessResult> | undefined) {
  const requests: ProcessRequest[] = [];
  const host = fakeHost({
    files: { [file]: content },
    run: (request) => {
      requests.push(request);
      const own = answer?.(request);
      if (own) return own;
      const [, first = '', pair = ''] = request.args;
      if (first === 'GOENV') return { stdout: `${file}\n` };
      const name = pair.split('=')[0];
      const others = (host.contents.get(file) ?? '')
        .split('\n')
        .filter((line) => !line.startsWith(`${name}=`));
      host.contents.set(file, (first === '-w' ? [pair, ...others] : others).join('\n'));
      return {};
    },
  });
  return { host, requests };
}

async function open(content: string, answer?: Parameters<typeof goHost>[1]) {
  const { host, requests } = goHost(content, answer);
  const opened = await openGoSettings(host, program);
  if (!opened.ok) throw new Error(opened.trouble.code);
  return { host, requests, settings: opened.settings };
}

describe('what "go env -w" keeps', () => {
  it('is read from its file, the last line of a name', async () => {
    const { settings } = await open('GOPROXY=off\nGOFLAGS=\nGOPROXY=direct\nXGOPROXY=x\n');
    expect(settings.file).toBe(file);
    expect(await settings.read('GOPROXY')).toEqual(value('direct'));
    expect(await settings.read('GOFLAGS')).toEqual(value(''));
    expect(await settings.read('GOSUMDB')).toBeNull();
  });

  it('is changed by the Go that was found, which must not download another', async () => {
    const { settings, requests } = await open('GOPROXY=off\n');
    expect(await settings.write('GOPROXY', value('off'), value('direct'))).toBeNull();
    expect(await settings.write('GOPROXY', value('direct'), null)).toBeNull();
    expect(await settings.read('GOPROXY')).toBeNull();
    expect(requests.map(({ args }) => args.join(' '))).toEqual([
      'env GOENV',
      'env -w GOPROXY=direct',
      'env -u GOPROXY',
    ]);
    for (const request of requests) {
      expect(request).toMatchObject({ file: '/usr/bin/go', cwd: '/', env: { GOTOOLCHAIN: 'local' } });
    }
  });

  it.each([
    ['somebody changed it', 'GOPROXY=direct', undefined, { code: 'VALUE_CHANGED' }],
    ['go does nothing', 'GOPROXY=off', { exitCode: 0 }, { code: 'NOT_KEPT' }],
    [
      'go refuses',
      'GOPROXY=off',
      { exitCode: 1, stderr: 'go: open /home/li/.config/go/env: https://li:canary@h/ \u001bdenied\nmore' },
      {
        code: 'GO_REFUSED',
        facts: { exitCode: 1, detail: 'go: open ~/.config/go/env: https://***@h/ denied' },
      },
    ],
    ['go hangs', 'GOPROXY=off', { exitCode: null, timedOut: true }, { code: 'GO_REFUSED' }],
  ])('is not taken for changed where %s', async (_case, content, answer, trouble) => {
    const { settings } = await open(content, ({ args }) => (args[1] === 'GOENV' ? undefined : answer));
    expect(await settings.write('GOPROXY', value('off'), value('https://x,direct'))).toMatchObject(trouble);
  });

  it.each([
    ['off', { stdout: 'off\n' }, 'GO_SETTINGS_OFF'],
    ['nowhere', { stdout: '\n' }, 'GO_SETTINGS_OFF'],
    ['not told', { exitCode: 2, stderr: 'go: cannot find GOROOT directory' }, 'GO_REFUSED'],
  ])('is not to be had where GOENV is %s', async (_case, answer, code) => {
    const { host } = goHost('', () => answer);
    expect(await openGoSettings(host, program)).toMatchObject({ ok: false, trouble: { code } });
  });

  it('is not to be had without Go', async () => {
    expect(await openGoSettings(fakeHost(), null)).toEqual({
      ok: false,
      trouble: { code: 'GO_MISSING', facts: {} },
    });
  });

  it('is asked for without what makes Go refuse every command', () => {
    const goroot = { variable: '/none', exists: false, effective: null, same: false };
    const gopath = { value: 'rel', absolute: false } as never;
    const go = { path: '~/go/bin/go', goroot, gopath } as never;
    expect(programOf(go, fakeHost())).toEqual({
      path: '/home/li/go/bin/go',
      without: { GOROOT: undefined, GOPATH: undefined },
    });
  });
});
