import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEvidence, readEvidence } from '../../../../src/lib/doctor/evidence.js';
import { judge } from '../../../../src/lib/doctor/judge.js';
import { anonymise } from '../../../../src/lib/doctor/report/anonymise.js';
import { Labels, type Owner } from '../../../../src/lib/doctor/report/labels.js';
import { fixture, fixtureNames } from '../evidence-fixtures.js';

const owner: Owner = {
  os: 'win32',
  home: 'C:\\Users\\zhang.san',
  hostName: 'CORP-PC-0042',
  userName: 'zhang.san',
};
const label = (text: string, who: Owner = owner) => new Labels(who).text(text);

describe('a text', () => {
  it.each([
    // Names of hosts, wherever they stand.
    ['http://proxy.corp.test:8080', 'http://host-1:8080'],
    ['http://***@proxy.corp.test:8080/', 'http://***@host-1:8080/'],
    ['https://PROXY.corp.test/a and proxy.CORP.test.', 'https://host-1/a and host-1.'],
    ['proxy:3128 refuses connections', 'host-1:3128 refuses connections'],
    ['http://proxy:3128', 'http://host-1:3128'],
    ['socks5h://代理.test:1080', 'socks5h://host-1:1080'],
    ['.corp.test,*.corp.test,a.corp.test', '.host-1,*.host-1,host-2.host-1'],
    ['git.corp.test/team/*', 'host-1/team/*'],
    ['https://a.test/x?token=abc&b=1#f, b', 'https://host-1/x?***#f, b'],
    [
      'D:\\go;\\\\filesrv01\\home$\\go and \\\\FILESRV01\\x',
      'D:\\go;\\\\host-1\\home$\\go and \\\\host-1\\x',
    ],
    ['\\\\files.corp.test\\home', '\\\\host-1\\home'],
    // Addresses.
    ['http://10.1.2.3:3128', 'http://10.1.x.x:3128'],
    ['172.16.9.9, 192.168.1.7, 100.64.3.2', '172.16.x.x, 192.168.x.x, 100.64.x.x'],
    ['203.0.113.9 and 203.0.113.9:80, 198.51.100.7', 'ip-1 and ip-1:80, ip-2'],
    [
      '10.0.0.0/8,172.16.0.0/12,192.168.7.0/24,203.0.113.0/24',
      '10.0.0.0/8,172.16.0.0/12,192.168.x.x/24,ip-1/24',
    ],
    ['10.0.0.1-10.0.0.9', '10.0.x.x-10.0.x.x'],
    ['http://[2001:db8::7]:80, 2001:db8::7', 'http://[ip-1]:80, ip-1'],
    ['fe80::1:2, fd00:1::9', 'fe80::x, fdxx::x'],
    // The machine and its user.
    ['D:\\work\\zhang.san\\go', 'D:\\work\\user-1\\go'],
    ['C:\\Users\\zhang.san\\go\\bin', '~\\go\\bin'],
    ['c:/users/ZHANG.SAN/go', '~/go'],
    ['corp-pc-0042 is this machine; CORP-PC-0042 too', 'host-1 is this machine; host-1 too'],
    ['zhang.san@corp-pc-0042', 'user-1@host-1'],
  ])('%j is shown as %j', (text, expected) => {
    expect(label(text)).toBe(expected);
  });

  it.each([
    'http://127.0.0.1:7890',
    'http://localhost:3128',
    '\\\\localhost\\c$, \\\\?\\C:\\go, \\\\.\\pipe\\docker, \\\\wsl$\\Ubuntu, C:\\\\go\\\\bin',
    'api has the stand-in address 198.18.0.77',
    '[::1]:3128, 127.0.0.53, 0.0.0.0, 255.255.255.0, 224.0.0.1',
    'https://goproxy.cn,direct',
    'https://mirrors.aliyun.com/goproxy/,direct',
    'ecs.cn-hangzhou.aliyuncs.com:443',
    'https://proxy.golang.org,direct',
    'https://go.dev/dl/',
    'needs proxy.env; go.version, os.path-length',
    'go.mod, aliproxy.yaml:12, powershell.exe, settings.json, vcruntime140.dll',
    'Microsoft.NETCore.App 10.0.0',
    'Node.js 20.20.2, .NET 4.8.1 (533320), go1.27.1, v14.44.35211.00, 5.1.26100.2161',
    '5.15.167.4-microsoft-standard-WSL2',
    "[Environment]::SetEnvironmentVariable('GOROOT', [NullString]::Value, 'User')",
    'winget install --id GoLang.Go',
    'a proxy only with https.proxyHost; git has http.proxy',
    'PowerShell 5.1.22621.1, FullLanguage',
    'Go dials "http", not "https"',
    'at 08:00:00, in 12:30',
    'GOPATH=~\\go',
    '端口 3128 被 Windows 保留（范围 3042-3141）',
    '',
  ])('%j stays', (text) => {
    expect(label(text)).toBe(text);
  });

  it('keeps words of its own that happen to be the name of the user', () => {
    const who = { os: 'linux', home: '/home/go', hostName: 'proxy', userName: 'go' };
    expect(label('go.version: go 1.26 in /usr/local/go/bin, /home/go/bin and /mnt/home/go/x', who)).toBe(
      'go.version: go 1.26 in /usr/local/go/bin, ~/bin and /mnt/home/user-1/x',
    );
    expect(label('the proxy, http://proxy:3128', who)).toBe('the proxy, http://host-1:3128');
  });

  it('finds a Chinese name without blanks around it', () => {
    const who = { os: 'win32', home: 'C:\\Users\\李雷', hostName: '李雷的电脑', userName: '李雷' };
    expect(label('D:\\李雷项目\\go，C:\\Users\\李雷\\go', who)).toBe('D:\\user-1项目\\go，~\\go');
  });

  it('looks for nothing where nothing is known', () => {
    const nobody = { os: 'linux', home: '', hostName: '', userName: '' };
    expect(label('/home/x/go, a', nobody)).toBe('/home/x/go, a');
  });

  it('takes a folder that only begins like the home folder for another', () => {
    const who = { os: 'linux', home: '/home/li', hostName: '', userName: '' };
    expect(label('/home/li/a:/home/lina/b:/home/li', who)).toBe('~/a:/home/lina/b:~');
  });

  it('is the same again when it is labelled twice', () => {
    const texts = fc.array(
      fc.constantFrom(
        'proxy.corp.test',
        '10.1.2.3',
        '203.0.113.9',
        'zhang.san',
        ':80',
        'http://',
        '/',
        ' ',
        ',',
      ),
    );
    fc.assert(
      fc.property(texts, (parts) => {
        const once = label(parts.join(' '));
        expect(label(once)).toBe(once);
        expect(once).not.toMatch(/corp\.test|203\.0|10\.1\.2|zhang/);
      }),
    );
  });
});

describe('a value', () => {
  it('gives the same thing the same label throughout, and leaves ids, codes and links alone', () => {
    const value = {
      id: 'proxy.env',
      docs: 'https://docs.corp.test/x',
      code: 'proxy.corp.test',
      endpoint: { host: 'squid', port: 3128 },
      texts: ['http://squid:3128', 'http://a.corp.test', '.corp.test'],
      none: null,
      count: 3,
    };
    expect(anonymise(value, owner)).toEqual({
      ...value,
      endpoint: { host: 'host-1', port: 3128 },
      texts: ['http://host-1:3128', 'http://host-3.host-2', '.host-2'],
    });
  });

  it('shows a host as one of its domain, wherever the domain is named', () => {
    const entry = { list: ['https://a.b.corp.test', 'https://a.corp.test'], noProxy: 'corp.test' };
    expect(anonymise(entry, owner)).toEqual({
      list: ['https://host-3.host-1', 'https://host-2.host-1'],
      noProxy: 'host-1',
    });
  });
});

describe('a name without dots', () => {
  const lookups = { names: [{ host: 'wiki' }, { host: 'console' }], found: 'wiki -> 10.0.0.1\nconsole -> -' };

  it('is known by the places where a host must stand, and then found in sentences, too', () => {
    expect(anonymise(lookups, owner)).toEqual({
      names: [{ host: 'host-1' }, { host: 'host-2' }],
      found: 'host-1 -> 10.0.x.x\nhost-2 -> -',
    });
  });

  it.each([
    ['a line of a report', { found: 'NO_PROXY=localhost,wiki, *.firm,.corp.test,nas:80' }],
    ['a line of a report in lower case', { found: 'no_proxy=wiki;firm' }],
    [
      'an entry that decides',
      { rule: { kind: 'bypass', name: 'NO_PROXY', entry: 'wiki' }, found: 'firm:80' },
    ],
    ['a variable', { variables: [{ name: 'NO_PROXY', masked: 'wiki,*.firm' }] }],
    ['a variable of the registry', { name: 'NO_PROXY', masked: { user: null, machine: 'wiki,.firm' } }],
    ['a value to set', { change: { kind: 'user-variable', name: 'no_proxy', value: 'wiki,firm' } }],
    ['a command', { command: "export NO_PROXY='wiki,.firm'" }],
    ['the exceptions of the system', { settings: { noProxy: 'localhost,wiki,*.firm' } }],
  ])('is taken for a host in NO_PROXY: %s', (_, value) => {
    const shown = JSON.stringify(anonymise(value, owner));
    expect(shown).not.toMatch(/wiki|firm/);
    expect(shown).toMatch(/host-\d.*host-\d/);
  });

  it('stays a word of the report, and a part of a path, a scheme or another name', () => {
    const value = {
      ...lookups,
      terminal: 'console',
      kinds: [{ kind: 'wiki' }],
      texts: ['/opt/wiki/bin', 'D:\\wiki\\x', 'wiki://x.corp.test', 'my-wiki', 'wiki-x', 'wiki.json'],
    };
    expect(anonymise(value, owner)).toMatchObject({
      terminal: 'console',
      kinds: [{ kind: 'wiki' }],
      texts: ['/opt/wiki/bin', 'D:\\wiki\\x', 'wiki://host-3', 'my-wiki', 'wiki-x', 'wiki.json'],
    });
  });

  it('is not looked for where it is a word that thousands share', () => {
    const value = { host: 'proxy', found: 'the proxy answers', list: 'NO_PROXY=local,test,db' };
    expect(anonymise(value, owner)).toMatchObject({ found: 'the proxy answers', list: value.list });
  });
});

describe('evidence with labels', () => {
  const markers = /corp\.test|10\.0\.0\.9|10\.0\.0\.7/;

  // Shortened addresses are no addresses any more: what is only good to know about them is lost.
  it.each(fixtureNames)('%s can be read, and the same is wrong with it', (name) => {
    const evidence = fixture(name);
    const labelled = anonymise(evidence, owner);
    const read = readEvidence(formatEvidence(labelled));
    expect(read).toEqual({ ok: true, evidence: labelled });
    const statuses = (of: typeof evidence) =>
      judge(of)
        .filter(({ status }) => status !== 'pass' && status !== 'info')
        .map(({ id, status }) => `${id} ${status}`);
    expect(statuses(labelled)).toEqual(statuses(evidence));
    expect(JSON.stringify(labelled)).not.toMatch(markers);
  });

  it('is tried on names of hosts and private addresses at all', () => {
    expect(fixtureNames.filter((name) => markers.test(JSON.stringify(fixture(name)))).length).toBeGreaterThan(
      3,
    );
  });

  it.each(['go', 'user', 'machine', 'proxy', 'windows', 'direct', 'node', 'li'])(
    'can be read whoever made it: %s',
    (word) => {
      const who = { os: 'linux', home: `/home/${word}`, hostName: word, userName: word };
      for (const name of fixtureNames) {
        expect(readEvidence(formatEvidence(anonymise(fixture(name), who))).ok).toBe(true);
      }
    },
  );
});

describe('a command', () => {
  it('keeps what only looks like a host, and shows hosts that are known, or in a URL, by their labels', () => {
    const value = {
      found: 'git.corp.test',
      command: "git config core.longpaths true; curl http://b.test; set NO_PROXY='git.corp.test'",
    };
    expect(anonymise(value, owner).command).toBe(
      "git config core.longpaths true; curl http://host-1; set NO_PROXY='host-2'",
    );
  });
});
