import { describe, expect, it } from 'vitest';
import type { CheckId } from '../../../src/lib/doctor/check.js';
import { describeProxyVariables } from '../../../src/lib/doctor/collectors/proxy.js';
import type { GoEvidence } from '../../../src/lib/doctor/evidence/go.js';
import type { PortsEvidence } from '../../../src/lib/doctor/evidence/ports.js';
import type { Evidence } from '../../../src/lib/doctor/evidence.js';
import { judge } from '../../../src/lib/doctor/judge.js';
import { changed, type Deep, fixture } from './evidence-fixtures.js';

const machine = fixture('windows-11');

function verdictOn(id: CheckId, changes: Deep<Evidence>) {
  const result = judge(changed(machine, changes)).find((check) => check.id === id);
  return [result?.status, result?.finding?.code ?? null];
}

const go = (value: Deep<GoEvidence>) => ({ sections: { go: { value } } }) as Deep<Evidence>;
const ports = (value: Deep<PortsEvidence>) => ({ sections: { ports: { value } } }) as Deep<Evidence>;
const env = (variables: Record<string, string>, os: NodeJS.Platform = 'linux') =>
  ({ sections: { proxy: { value: describeProxyVariables(variables, os) } } }) as Deep<Evidence>;
const windows = (value: object) => ({ sections: { windows: { value } } }) as Deep<Evidence>;
const linux = { os: 'linux', release: '6.1.0', machine: 'x86_64', name: 'Debian' };
const release = (text: string) => ({ platform: { release: text } });

const rows: readonly [
  name: string,
  id: CheckId,
  changes: Deep<Evidence>,
  status: string,
  finding: string | null,
][] = [
  ['build 22000 is Windows 11', 'os.version', release('10.0.22000'), 'pass', null],
  ['build 21999 is Windows 10', 'os.version', release('10.0.21999'), 'warn', 'OS_UNSUPPORTED'],
  ['Windows 10 before 1809', 'os.version', release('10.0.17134'), 'warn', 'OS_OLD_BUILD'],
  ['Windows 8', 'os.version', release('6.2.9200'), 'fail', 'OS_TOO_OLD'],
  [
    'Server 2016 has the build of an old Windows 10, and is fine',
    'os.version',
    { ...release('10.0.14393'), ...windows({ system: { productType: 3 } }) },
    'pass',
    null,
  ],
  [
    'a domain controller is a server as well',
    'os.version',
    { ...release('10.0.14393'), ...windows({ system: { productType: 2 } }) },
    'pass',
    null,
  ],
  ['a Linux', 'os.version', { platform: linux }, 'pass', null],
  [
    'a Linux kernel from 2010',
    'os.version',
    { platform: { ...linux, release: '2.6.32' } },
    'warn',
    'OS_KERNEL_OLD',
  ],
  [
    'a macOS of 2020',
    'os.version',
    { platform: { os: 'darwin', release: '20.6.0' } },
    'warn',
    'OS_KERNEL_OLD',
  ],
  ['x64 Node on ARM64', 'os.arch', windows({ nativeArch: 'ARM64' }), 'warn', 'NODE_EMULATED'],
  ['32-bit Node on x64', 'os.arch', { platform: { arch: 'ia32' } }, 'warn', 'NODE_32BIT'],
  [
    'native ARM64',
    'os.arch',
    { platform: { arch: 'arm64' }, ...windows({ nativeArch: 'ARM64' }) },
    'pass',
    null,
  ],
  [
    'LoongArch',
    'os.arch',
    { platform: { ...linux, arch: 'loong64', machine: 'loongarch64' }, ...windows({ nativeArch: null }) },
    'pass',
    null,
  ],
  [
    'POWER',
    'os.arch',
    { platform: { ...linux, arch: 'ppc64', machine: 'ppc64le' }, ...windows({ nativeArch: null }) },
    'pass',
    null,
  ],
  [
    'a 32-bit Raspberry Pi',
    'os.arch',
    { platform: { ...linux, arch: 'arm', machine: 'armv6l' }, ...windows({ nativeArch: null }) },
    'warn',
    'ARCH_32BIT',
  ],
  [
    '32-bit programs on an ARM64 kernel',
    'os.arch',
    { platform: { ...linux, arch: 'arm', machine: 'armv8l' }, ...windows({ nativeArch: null }) },
    'warn',
    'NODE_32BIT',
  ],
  ['slow PowerShell', 'ps.available', windows({ powershell: { durationMs: 9_000 } }), 'warn', 'PS_SLOW'],
  ['hanging PowerShell', 'ps.available', windows({ powershell: { state: 'timeout' } }), 'warn', 'PS_TIMEOUT'],
  [
    'nonsense from PowerShell',
    'ps.available',
    windows({ powershell: { state: 'unreadable' } }),
    'warn',
    'PS_UNREADABLE',
  ],
  [
    'one failed section',
    'ps.available',
    windows({ powershell: { failedSections: ['os'] } }),
    'info',
    'PS_PARTIAL',
  ],
  ['.NET exactly 4.8', 'dotnet.framework', windows({ netFramework: { release: 528_040 } }), 'pass', null],
  [
    '.NET one below 4.8',
    'dotnet.framework',
    windows({ netFramework: { release: 528_039 } }),
    'fail',
    'DOTNET_OLD',
  ],
  [
    '.NET newer than any known',
    'dotnet.framework',
    windows({ netFramework: { release: 600_000 } }),
    'pass',
    null,
  ],
  ['no .NET', 'dotnet.framework', windows({ netFramework: { release: null } }), 'fail', 'DOTNET_MISSING'],
  ['Go 1.21', 'go.version', go({ version: 'go1.21' }), 'warn', 'GO_UNSUPPORTED'],
  [
    'Go 1.20.14, smaller than 1.21 though 20.14 is not',
    'go.version',
    go({ version: 'go1.20.14' }),
    'fail',
    'GO_TOO_OLD',
  ],
  ['Go 1.9 is older than 1.21', 'go.version', go({ version: 'go1.9' }), 'fail', 'GO_TOO_OLD'],
  ['Go 1.100 is newer', 'go.version', go({ version: 'go1.100.1' }), 'pass', null],
  ['a release candidate', 'go.version', go({ version: 'go1.28rc1' }), 'pass', null],
  ['a development Go', 'go.version', go({ version: 'devel go1.28-abcdef' }), 'info', 'GO_DEVELOPMENT'],
  ['a Go that does not tell', 'go.version', go({ version: null }), 'warn', 'GO_VERSION_UNKNOWN'],
  ['Go that hangs', 'go.installed', go({ state: 'timeout' }), 'fail', 'GO_TIMEOUT'],
  ['Go that crashes', 'go.installed', go({ state: 'failed', exitCode: 2, detail: 'x' }), 'fail', 'GO_BROKEN'],
  [
    'GOROOT that is right',
    'go.goroot',
    go({ goroot: { variable: 'C:\\Program Files\\Go' } }),
    'warn',
    'GOROOT_SET',
  ],
  [
    'GOROOT to nowhere',
    'go.goroot',
    go({ goroot: { variable: 'C:\\x', exists: false } }),
    'fail',
    'GOROOT_WRONG',
  ],
  ['a relative GOPATH', 'go.gopath', go({ gopath: { absolute: false } }), 'fail', 'GOPATH_RELATIVE'],
  ['GOPATH on GOROOT', 'go.gopath', go({ gopath: { isGoroot: true } }), 'warn', 'GOPATH_IS_GOROOT'],
  [
    'programs of Go not on PATH',
    'go.gopath',
    go({ gopath: { binOnPath: false } }),
    'warn',
    'GOBIN_NOT_ON_PATH',
  ],
  [
    'no programs of Go yet',
    'go.gopath',
    go({ gopath: { binOnPath: false, binExists: false } }),
    'pass',
    null,
  ],
  ['the default GOPROXY', 'go.goproxy', go({ goproxy: { origin: 'default' } }), 'info', 'GOPROXY_DEFAULT'],
  ['GOPROXY=off', 'go.goproxy', go({ goproxy: { value: 'off' } }), 'fail', 'GOPROXY_OFF'],
  [
    'GOPROXY that ends with off',
    'go.goproxy',
    go({ goproxy: { value: 'https://a.test,off' } }),
    'pass',
    null,
  ],
  ['GOPROXY with bars', 'go.goproxy', go({ goproxy: { value: 'https://a.test|direct' } }), 'pass', null],
  ['GOPROXY without a scheme', 'go.goproxy', go({ goproxy: { value: 'goproxy.cn,direct' } }), 'pass', null],
  [
    'GOPROXY with semicolons',
    'go.goproxy',
    go({ goproxy: { value: 'https://a.test;direct' } }),
    'fail',
    'GOPROXY_ENTRY',
  ],
  [
    'GOPROXY with a full-width comma',
    'go.goproxy',
    go({ goproxy: { value: 'https://a.test，direct' } }),
    'fail',
    'GOPROXY_ENTRY',
  ],
  [
    'GOPROXY that begins with a comma, then off',
    'go.goproxy',
    go({ goproxy: { value: ',off' } }),
    'fail',
    'GOPROXY_OFF',
  ],
  ['GOPROXY without a host', 'go.goproxy', go({ goproxy: { value: 'https://' } }), 'fail', 'GOPROXY_ENTRY'],
  [
    'GOPROXY with a bad port',
    'go.goproxy',
    go({ goproxy: { value: 'https://a.test:8x' } }),
    'fail',
    'GOPROXY_ENTRY',
  ],
  [
    'GOPROXY with a foreign scheme',
    'go.goproxy',
    go({ goproxy: { value: 'ftp://a.test' } }),
    'fail',
    'GOPROXY_ENTRY',
  ],
  [
    'GOPROXY on this machine, without a scheme',
    'go.goproxy',
    go({ goproxy: { value: 'localhost:8081' } }),
    'pass',
    null,
  ],
  ['GOPROXY as a folder', 'go.goproxy', go({ goproxy: { value: 'file:///srv/go' } }), 'pass', null],
  [
    'GOPROXY with credentials',
    'go.goproxy',
    go({ goproxy: { value: 'https://***@a.test/go' } }),
    'pass',
    null,
  ],
  [
    'GOPROXY with words behind direct, where Go reads no more',
    'go.goproxy',
    go({ goproxy: { value: 'direct,x' } }),
    'pass',
    null,
  ],
  [
    'a distribution whose default is direct',
    'go.goproxy',
    go({ goproxy: { value: 'direct', origin: 'default' } }),
    'pass',
    null,
  ],
  ['GOPROXY of commas only', 'go.goproxy', go({ goproxy: { value: ',' } }), 'fail', 'GOPROXY_ENTRY'],
  ['ALL_PROXY alone', 'proxy.env', env({ ALL_PROXY: 'socks5://h:1' }), 'warn', 'PROXY_ALL_ONLY'],
  [
    'different values in upper and lower case',
    'proxy.env',
    env({ HTTP_PROXY: 'http://a:1', http_proxy: 'http://b:1' }),
    'warn',
    'PROXY_CONFLICT',
  ],
  [
    'a mistake in a lower-case variable that Go never reads',
    'proxy.env',
    env({ HTTP_PROXY: 'http://a:1', http_proxy: 'http://a:1 ' }),
    'warn',
    'PROXY_CONFLICT',
  ],
  [
    'a mistake in the one that Go reads',
    'proxy.env',
    env({ HTTP_PROXY: 'http://a:1 ', http_proxy: 'http://a:1' }),
    'fail',
    'PROXY_MISTAKES',
  ],
  [
    'a CGI program',
    'proxy.cgi',
    env({ HTTP_PROXY: 'http://a:1', REQUEST_METHOD: 'GET' }),
    'fail',
    'PROXY_CGI',
  ],
  [
    'a CGI program with HTTPS_PROXY only',
    'proxy.cgi',
    env({ HTTPS_PROXY: 'http://a:1', REQUEST_METHOD: 'GET' }),
    'pass',
    null,
  ],
  ['an https:// proxy', 'proxy.env', env({ HTTPS_PROXY: 'https://a:1' }), 'warn', 'PROXY_MISTAKES'],
  ['HTTPS_PROXY alone', 'proxy.https-missing', env({ https_proxy: 'http://a:1' }), 'pass', null],
  [
    'HTTP_PROXY alone',
    'proxy.https-missing',
    env({ http_proxy: 'http://a:1' }),
    'warn',
    'HTTPS_PROXY_MISSING',
  ],
  ['a busy port', 'net.excluded-ports', ports({ bound: false, code: 'EADDRINUSE' }), 'warn', 'PORT_BUSY'],
  [
    'a port held by the proxy of the variables',
    'net.excluded-ports',
    {
      sections: {
        ...env({ HTTP_PROXY: 'http://127.0.0.1:3128' }).sections,
        ...ports({ bound: false, code: 'EADDRINUSE' }).sections,
      },
    } as Deep<Evidence>,
    'info',
    'PORT_IS_PROXY',
  ],
  [
    'a forbidden port outside of every range',
    'net.excluded-ports',
    ports({ bound: false, code: 'EACCES' }),
    'fail',
    'PORT_DENIED',
  ],
  [
    'a forbidden port inside a range',
    'net.excluded-ports',
    ports({ bound: false, code: 'EACCES', excluded: [{ start: 3128, end: 3128, administered: false }] }),
    'fail',
    'PORT_EXCLUDED',
  ],
  [
    'a port inside a range that can be bound',
    'net.excluded-ports',
    ports({ excluded: [{ start: 3000, end: 4000, administered: true }] }),
    'pass',
    null,
  ],
];

describe('checks', () => {
  it.each(rows)('%s: %s', (_name, id, changes, status, finding) => {
    expect(verdictOn(id, changes)).toEqual([status, finding]);
  });

  it('put HTTPS_PROXY to the corrected value of HTTP_PROXY, in the words of the shell', () => {
    const result = judge(changed(machine, env({ HTTP_PROXY: ' http://li:p@10.0.0.9:3128' }, 'win32'))).find(
      ({ id }) => id === 'proxy.https-missing',
    );
    expect(result?.fix?.commands).toEqual([
      {
        shell: 'powershell',
        command: "[Environment]::SetEnvironmentVariable('HTTPS_PROXY', 'http://***@10.0.0.9:3128', 'User')",
      },
    ]);
  });

  it.each([
    ['environment', 'win32', "[Environment]::SetEnvironmentVariable('GOPROXY', '"],
    ['environment', 'linux', "export GOPROXY='"],
    ['file', 'win32', "go env -w 'GOPROXY="],
    ['file', 'linux', 'go env -w GOPROXY='],
  ] as const)('change GOPROXY where it stands: %s on %s', (origin, os, command) => {
    const changes = { ...go({ goproxy: { value: 'off', origin } }), platform: { os } } as Deep<Evidence>;
    const result = judge(changed(machine, changes)).find(({ id }) => id === 'go.goproxy');
    expect(result?.fix?.commands[0]?.command.startsWith(command)).toBe(true);
  });

  it('never make a fact with a date in it a failure', () => {
    for (const [, id, changes, status, finding] of rows) {
      if (finding === 'OS_UNSUPPORTED' || finding === 'GO_UNSUPPORTED') expect(status).toBe('warn');
      expect(verdictOn(id, changes)[0]).toBe(status);
    }
  });
});
