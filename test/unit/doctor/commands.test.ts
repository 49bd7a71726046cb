import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { appendToPath, setGoEnvironment, setVariables } from '../../../src/lib/doctor/checks/commands.js';

/** What a copied line does in a real shell; printf instead of the assignment's silence. */
const inShell = (command: string | undefined, name: string) =>
  execFileSync('/bin/sh', ['-c', `${command}; printf %s "$${name}"`], {
    encoding: 'utf8',
    env: { PATH: '/bin', HOME: '/home/li' },
  });

const windows = process.platform === 'win32';

describe('commands to be copied', () => {
  it.skipIf(windows).each([
    ['~/go/bin', '/home/li/go/bin'],
    ['/opt/my go/bin', '/opt/my go/bin'],
    ['/opt/$(echo x)`echo y`"$HOME\\/bin', '/opt/$(echo x)`echo y`"$HOME\\/bin'],
  ])('add %j to PATH as it is', (folder, added) => {
    const command = appendToPath('addGobinToPath', folder, 'linux')?.commands[0]?.command;
    expect(inShell(command, 'PATH')).toBe(`/bin:${added}`);
  });

  it.skipIf(windows)('set a value with quotes in it', () => {
    const { commands } = setVariables(
      'setProxyVariables',
      [{ name: 'NO_PROXY', value: "it's$(x)" }],
      'linux',
    );
    expect(inShell(commands[0]?.command, 'NO_PROXY')).toBe("it's$(x)");
  });

  it.skipIf(windows).each(['https://a,direct', 'https://a|direct', "-ldflags=-X 'a=$b'"])(
    'hand %j to go as one word',
    (value) => {
      const command = setGoEnvironment('setGoproxy', 'GOPROXY', value, 'linux').commands[0]?.command;
      const seen = execFileSync('/bin/sh', ['-c', `go() { printf '%s\\n' "$@"; }; ${command}`], {
        encoding: 'utf8',
      });
      expect(seen).toBe(`env\n-w\nGOPROXY=${value}\n`);
    },
  );

  it('hand a value with quotes to go on Windows', () => {
    const { commands } = setGoEnvironment('setGoproxy', 'GOFLAGS', "it's", 'win32');
    expect(commands).toEqual([{ shell: 'powershell', command: "go env -w 'GOFLAGS=it''s'" }]);
    expect(setGoEnvironment('setGoproxy', 'GOFLAGS', null, 'win32').commands[0]?.command).toBe(
      'go env -u GOFLAGS',
    );
  });

  it('double every sign that PowerShell takes for a single quote', () => {
    const { commands } = setVariables('setProxyVariables', [{ name: 'NO_PROXY', value: "a'b’c‘d" }], 'win32');
    expect(commands[0]?.command).toBe(
      "[Environment]::SetEnvironmentVariable('NO_PROXY', 'a''b’’c‘‘d', 'User')",
    );
  });
});
