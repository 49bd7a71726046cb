import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { parseDestinationRule } from '../../../../src/lib/tunnel/access/destination-rule.js';
import type { TunnelStatus } from '../../../../src/lib/tunnel/observe/status.js';
import { type Browser, openBrowser } from '../../../helpers/browser.js';
import { missing } from '../../../helpers/programs.js';
import { afterwards, Client, listening, openTarget, openTunnel, tunnelled, until } from '../world.js';
import { type AdminWish, type OpenAdmin, openAdmin, openWatchedTunnel } from './admin-world.js';
import { sampleStatus } from './sample-status.js';

const text = (id: string) => `document.getElementById(${JSON.stringify(id)}).textContent`;
const ready = `document.querySelector('header')?.className === 'pass'`;

/** The page of a tunnel that would say this of itself. */
async function openSample(
  status: TunnelStatus | (() => TunnelStatus),
  wish: AdminWish = {},
): Promise<OpenAdmin> {
  const tunnel = await openTunnel();
  const metrics = () => {
    throw new Error('not asked for');
  };
  const monitor = {
    status: () => (typeof status === 'function' ? status() : status),
    ...{ metrics, logLevel: 'info' as const },
  };
  return openAdmin(tunnel, { monitor, ...wish });
}

describe.skipIf(missing('chromium'))('the live page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    await browser.resize({ width: 1_280, height: 900 });
  });
  afterAll(async () => {
    await browser.close();
  });

  it('shows numbers and curves that move with the traffic', async () => {
    const { tunnel, admin } = await openWatchedTunnel();
    await browser.goto(admin.url);
    await browser.until(ready);
    expect(await browser.evaluate(text('verdict'))).toBe('Ready');
    expect(await browser.evaluate(text('connections'))).toBe('0');
    const curve = (chart: string, name: string) =>
      `document.querySelector('#chart-${chart} .plot .line.${name}').getAttribute('d')`;
    await browser.until(`${curve('traffic', 'down')} !== ''`);
    const flat = await browser.evaluate<string>(curve('traffic', 'down'));

    const target = await openTarget((socket) => socket.write(Buffer.alloc(300_000)));
    const client = await tunnelled(tunnel, target.authority);
    await until(() => client.body.length === 300_000);
    await new Client(tunnel.address.port).send('CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n').toEnd();

    await browser.until(`${text('connections')} === '2' && ${text('active')} === '1'`);
    await browser.until(`${text('down')} === '293.0 KiB' && ${text('failed')} === '1'`);
    const row = await browser.evaluate<string>(`document.querySelector('#recent tbody').innerText`);
    expect(row).toMatch(/TARGET_REFUSED\s+nothing listens on that port\s+127\.0\.0\.1:1\b/);
    await browser.until(
      `${curve('traffic', 'down')}.split(/[ML]/).some((point) => Number(point.split(' ')[1]) < 70)`,
    );
    expect(await browser.evaluate(curve('traffic', 'down'))).not.toBe(flat);
    await browser.until(
      `${curve('active', 'active')}.split(/[ML]/).some((point) => Number(point.split(' ')[1]) === 18)`,
    );

    client.socket.destroy();
    for (const socket of target.sockets) socket.destroy();
    await browser.until(`${text('active')} === '0'`);
    expect(browser.console).toEqual([]);
  });

  it('says so when the tunnel is gone, and goes on when it is back', async () => {
    const first = await openSample(sampleStatus());
    await browser.goto(first.url);
    await browser.until(ready);
    first.close();
    await browser.until(`${text('verdict')} === 'The tunnel does not answer'`);
    expect(await browser.evaluate(text('last-seen'))).toMatch(/^What follows is from \d\d:\d\d:\d\d\.$/);
    expect(await browser.evaluate('document.body.className')).toBe('stale');
    expect(await browser.evaluate('document.title')).toBe('✖ aliproxy tunnel');

    const listen = { host: '127.0.0.1', port: first.port };
    const totals = { ...sampleStatus().totals, connections: 2 };
    await openSample(sampleStatus({ totals, pid: 4343 }), { listen });
    await browser.until(`${ready} && ${text('pid')} === '4343' && ${text('connections')} === '2'`);
    expect(await browser.evaluate(text('last-seen'))).toBe('');
  });

  it('is loaded again when another version has taken over, and once only', async () => {
    let status = sampleStatus();
    const { url } = await openSample(() => status);
    await browser.goto(url);
    await browser.until(ready);
    await browser.evaluate('window.before = true');
    status = sampleStatus({ version: '99.0.0' });
    await browser.until(`window.before === undefined && ${ready}`);
    await browser.evaluate('window.before = true');
    const asked = `performance.getEntriesByType('resource').length`;
    await browser.until(`${asked} >= 2`);
    expect(await browser.evaluate('window.before')).toBe(true);
  });

  it('shows every state by a sign and a word', async () => {
    const { url } = await openSample(sampleStatus());
    await browser.goto(url);
    await browser.until(ready);
    const states = await browser.evaluate<string[]>(
      `[...document.querySelectorAll('#upstreams tbody td:nth-child(2)')].map((cell) => cell.textContent)`,
    );
    expect(states).toEqual(['● up', '▲ failing', '✖ down', '◐ on trial', '▲ refuses our credentials']);
    const second = await browser.evaluate<string>(
      `document.querySelectorAll('#upstreams tbody tr')[1].innerText`,
    );
    const cells = second.split(/\s*[\t\n]\s*/);
    expect(cells.slice(0, 8)).toEqual([
      ...[
        'proxy-2',
        'http://10.0.0.11:3128, weight 3',
        '▲ failing',
        '11',
        '699',
        '6.5 ms',
        '4',
        'PROXY_REFUSED',
      ],
    ]);
    expect(cells.slice(-2)).toEqual([
      `5 s ago: ${(en.tunnel.meanings as Record<string, string>).PROXY_REFUSED}`,
      '1 min 5 s ago',
    ]);
  });

  it.each<[Partial<TunnelStatus>, string, string]>([
    [{ draining: true, ready: false }, 'warn', 'Draining: open connections may end, nothing new is accepted'],
    [{ ready: false }, 'fail', 'Every upstream is down; connections are tried all the same'],
  ])('says with %j that it is not ready', async (change, tone, verdict) => {
    const { url } = await openSample(sampleStatus(change));
    await browser.goto(url);
    await browser.until(`document.querySelector('header').className === ${JSON.stringify(tone)}`);
    expect(await browser.evaluate(text('verdict'))).toBe(verdict);
  });

  it('follows a reload: listeners, upstreams and failures come and go in their places', async () => {
    let status = sampleStatus();
    const { url } = await openSample(() => status);
    await browser.goto(url);
    await browser.until(ready);
    await browser.evaluate(`window.kept = document.querySelectorAll('#upstreams tbody tr')[2]; 1`);
    const { upstreams, listeners } = status;
    status = sampleStatus({ upstreams: [...upstreams.slice(2)].reverse(), listeners: listeners.slice(1) });
    await browser.until(`document.querySelectorAll('#listeners tbody tr').length === 1`);
    const names = `[...document.querySelectorAll('#upstreams tbody th code')].map((name) => name.textContent)`;
    expect(await browser.evaluate(names)).toEqual(['proxy-5', 'proxy-4', 'proxy-3']);
    expect(
      await browser.evaluate(`window.kept === document.querySelectorAll('#upstreams tbody tr')[2]`),
    ).toBe(true);
  });

  it('shows ten failures, and all of them when asked', async () => {
    const { url } = await openSample(sampleStatus());
    await browser.goto(url);
    await browser.until(ready);
    const rows = `document.querySelectorAll('#recent tbody tr').length`;
    expect(await browser.evaluate(rows)).toBe(10);
    await browser.evaluate(`document.getElementById('more').click()`);
    expect(await browser.evaluate(rows)).toBe(21);
    expect(await browser.evaluate(text('more'))).toBe('Show fewer');
  });

  it('has a row for each of two failures that look alike, and leaves what it shows alone', async () => {
    const [failure] = sampleStatus().recentFailures;
    if (failure === undefined) throw new Error('no failure');
    let uptimeMs = 1_000;
    const { url } = await openSample(() => {
      uptimeMs += 1_000;
      return sampleStatus({ recentFailures: [failure, failure], uptimeMs });
    });
    await browser.goto(url);
    await browser.until(ready);
    // A selection lives in the nodes.
    await browser.evaluate(`void (window.shown = document.querySelector('#recent td').firstChild)`);
    await browser.until(`parseInt(${text('uptime')}) > 3`);
    expect(await browser.evaluate('window.shown.isConnected')).toBe(true);
    expect(await browser.evaluate(`document.querySelectorAll('#recent tbody tr').length`)).toBe(2);
  });

  it('takes what a client says for text, whatever it looks like', async () => {
    const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    const [upstream] = sampleStatus().upstreams;
    const [failure] = sampleStatus().recentFailures;
    const { url } = await openSample(
      sampleStatus({
        strategy: evil,
        upstreams: [{ ...upstream, name: evil, url: evil, state: evil } as never],
        recentFailures: [
          {
            ...failure,
            code: evil,
            destination: evil,
            traceId: evil,
            client: evil,
            upstream: evil,
            protocol: evil,
          } as never,
        ],
        totals: { ...sampleStatus().totals, failures: { [evil]: 1 }, closed: { [evil]: 1 } },
      }),
    );
    await browser.goto(url);
    await browser.until(ready);
    const shown = await browser.evaluate<string>('document.body.textContent');
    expect(shown.split(evil).length).toBeGreaterThan(9);
    expect(await browser.evaluate(`document.querySelectorAll('main img, main script').length`)).toBe(0);
    expect(await browser.evaluate('window.hacked ?? null')).toBeNull();
  });

  it('reads its curves by the arrow keys', async () => {
    const { url } = await openSample(sampleStatus());
    await browser.goto(url);
    await browser.until(ready);
    await browser.evaluate(`document.querySelector('#chart-active .plot').focus()`);
    const when = `document.querySelector('#chart-active .when').textContent`;
    const value = `document.querySelector('#chart-active dd').textContent`;
    const samples = sampleStatus().history.samples;
    expect(await browser.evaluate(value)).toBe(String(samples[299]?.active));
    await browser.press('Home');
    expect(await browser.evaluate(value)).toBe(String(samples[0]?.active));
    expect(await browser.evaluate(when)).toMatch(/^\d\d:\d\d:\d\d$/);
    await browser.press('ArrowRight');
    const second = `new Date(${samples[1]?.atMs}).toLocaleTimeString('en', { hourCycle: 'h23' })`;
    expect(await browser.evaluate(when)).toBe(await browser.evaluate(second));
    expect(await browser.evaluate(value)).toBe(String(samples[1]?.active));
    expect(await browser.evaluate(text('said'))).toMatch(
      /^Open connections: \d\d:\d\d:\d\d: open \d+; at most 15$/,
    );
    await browser.press('Escape');
    expect(await browser.evaluate(when)).toBe('now');
  });

  it('fits with the largest figures and the longest names', async () => {
    const sample = sampleStatus();
    const name = 'name-as-long-as-a-host.in.a.private.zone.of.somebody.who.likes.long.names.test';
    const { url } = await openSample({
      ...sample,
      upstreams: sample.upstreams.map((one, at) => ({ ...one, name: `${name}-${at}` })),
      totals: { ...sample.totals, connections: 123_456_789, bytesUp: 9e14, bytesDown: 9e14, retries: 1e9 },
      recentFailures: sample.recentFailures.map((one) => ({
        ...{ ...one, code: 'TOO_MANY_CONNECTIONS', destination: `${name}:5432`, upstream: name },
        ...{ client: '[fd00:1234:5678:9abc:def0:1234:5678:9abc]:65535', traceId: 'x'.repeat(128) },
      })),
    });
    await browser.goto(url);
    await browser.until(ready);
    for (const width of [375, 1_280]) {
      await browser.resize({ width, height: 900 });
      const beyond = await browser.evaluate<number[]>(
        `[document.documentElement, document.querySelector('#recent').parentElement].map(
          (one) => one.scrollWidth - one.clientWidth)`,
      );
      expect(beyond, `at ${width}`).toEqual([0, 0]);
    }
  });

  it.each(['en', 'zh'] as const)('fits from 375 to 1920 pixels, light and dark, in %s', async (language) => {
    const { url } = await openSample(sampleStatus(), { language });
    await browser.goto(url);
    await browser.until(ready);
    for (const width of [375, 700, 1_280, 1_920]) {
      await browser.resize({ width, height: 900, dark: width === 700 });
      const wide = await browser.evaluate<string[]>(
        `[...document.querySelectorAll('body *')].filter((one) => !one.closest('.unseen, .scroll > table thead')
          && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.tagName + '#' + one.id + '.' + one.className)`,
      );
      expect(wide, `at ${width}`).toEqual([]);
    }
    await browser.resize({ width: 375, height: 900 });
    const [label, head] = await browser.evaluate<string[]>(`(() => {
      const cell = document.querySelector('#upstreams tbody td');
      return [getComputedStyle(cell, '::before').content, JSON.stringify(cell.dataset.label)];
    })()`);
    expect(label).toBe(head);
    expect(await browser.evaluate(`getComputedStyle(document.querySelector('#upstreams tr')).display`)).toBe(
      'block',
    );
    expect(await browser.evaluate('document.documentElement.lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
    expect(await browser.evaluate(text('verdict'))).toBe(language === 'zh' ? '就绪' : 'Ready');
    await browser.resize({ width: 1_280, height: 900 });
  });
});

describe.skipIf(missing('chromium'))('other pages in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser({ hosts: { 'rebound.test': '127.0.0.2' } });
  });
  afterAll(async () => {
    await browser.close();
  });

  /** A page of somebody else on this machine. */
  async function openForeign(): Promise<string> {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html', Connection: 'close' }).end('<p>foreign</p>');
    });
    const port = await listening(server);
    afterwards(() => server.close());
    return `http://127.0.0.1:${port}/`;
  }

  it('read nothing, and change nothing', async () => {
    let drained = 0;
    const actions = { drain: () => void drained++, reload: async () => ({ ok: true }) };
    const { admin } = await openWatchedTunnel({ actions });
    await browser.goto(await openForeign());
    const attempt = (url: string, init: object) =>
      browser.evaluate<string>(
        `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).then((answer) => answer.type + ' ' + answer.status, (error) => error.name)`,
      );
    for (const path of ['/', '/api/status', '/proxy.pac', '/healthz', '/metrics']) {
      expect(await attempt(admin.url + path, {}), path).toBe('TypeError');
      expect(await attempt(admin.url + path, { mode: 'no-cors' }), path).toMatch(/^(?:opaque 0|TypeError)$/);
    }
    expect(await attempt(`${admin.url}/api/drain`, { method: 'POST', mode: 'no-cors' })).toMatch(
      /^(?:opaque 0|TypeError)$/,
    );
    expect(
      await attempt(`${admin.url}/api/drain`, { method: 'POST', headers: { Authorization: 'Bearer x' } }),
    ).toBe('TypeError');
    expect(drained).toBe(0);
  });

  it('show it in no frame', async () => {
    const { admin } = await openWatchedTunnel();
    await browser.goto(await openForeign());
    const body = await browser.evaluate<string>(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.onload = () => { try { resolve(frame.contentDocument?.body.innerText ?? 'hidden'); } catch { resolve('hidden'); } };
      frame.src = ${JSON.stringify(admin.url)};
      document.body.append(frame);
    })`);
    expect(body).toBe('hidden');
    expect(browser.console.join('\n')).toMatch(/frame-ancestors|X-Frame-Options|ERR_BLOCKED_BY_RESPONSE|403/);
  });

  it('get no further with a name of their own that comes to lead here', async () => {
    const { admin } = await openWatchedTunnel();
    // What a second look-up of the name would do: its page comes from elsewhere, what the page asks for from us.
    const elsewhere = createTcpServer((socket) => {
      socket
        .on('error', () => {})
        .once('data', (bytes) => {
          if (bytes.toString().startsWith('GET / ')) {
            socket.end(
              'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<p>foreign</p>',
            );
            return;
          }
          const here = connect(admin.port, '127.0.0.1').on('error', () => {});
          here.write(bytes);
          socket.pipe(here).pipe(socket);
        });
    });
    await new Promise<void>((resolve) => elsewhere.listen(admin.port, '127.0.0.2', resolve));
    afterwards(() => elsewhere.close());
    await browser.goto(`http://rebound.test:${admin.port}/`);
    expect(await browser.evaluate('document.body.innerText')).toBe('foreign');
    for (const path of ['/api/status', '/healthz', '/proxy.pac']) {
      const got = `fetch('${path}').then(async (answer) => answer.status + ' ' + (await answer.text()))`;
      expect(await browser.evaluate(got), path).toMatch(/^403 ask by a loopback address/);
    }
  });
});

describe.skipIf(missing('chromium'))('the proxy configuration file in Chromium', () => {
  it('leads what the tunnel may reach through it, and the rest past it', async () => {
    const server = createServer((request, response) => {
      response.setHeader('Connection', 'close').end(`asked for ${request.headers.host}`);
    });
    const port = await listening(server);
    afterwards(() => server.close());
    const names = { 'inside.test': [{ address: '127.0.0.1', family: 4 as const }] };
    const rule = parseDestinationRule('inside.test');
    if (rule === null) throw new Error('no rule');
    const tunnel = await openTunnel({ names, access: { allow: [rule], deny: [], allowFrom: [], users: [] } });
    const admin = await openAdmin(tunnel);
    const browser = await openBrowser({ pac: `${admin.url}/proxy.pac` });
    afterwards(() => browser.close());
    await browser.goto(`http://inside.test:${port}/`);
    expect(await browser.evaluate('document.body.innerText')).toBe(`asked for inside.test:${port}`);
    expect(tunnel.counts.connections).toBeGreaterThan(0);
    const before = tunnel.counts.connections;
    await browser.goto(`http://127.0.0.1:${port}/`);
    expect(await browser.evaluate('document.body.innerText')).toBe(`asked for 127.0.0.1:${port}`);
    await expect(browser.goto('http://outside.test/')).rejects.toThrow('ERR_NAME_NOT_RESOLVED');
    expect(tunnel.counts.connections).toBe(before);
  });
});
