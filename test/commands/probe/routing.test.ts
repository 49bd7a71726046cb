import { describe, expect, it } from 'vitest';
import { closedPort } from '../../helpers/servers.js';
import { probeBench, probeSection } from './world.js';

const { run, runJson, pong, forbidding, web } = probeBench();

describe('the way that aliproxy probe takes', () => {
  it("takes the proxy from the environment by Go's rules, and says which variable", async () => {
    const { port } = await forbidding();
    const env = { HTTPS_PROXY: `li:secret-word@127.0.0.1:${port}`, NO_PROXY: '10.0.0.0/8' };
    const { document } = await runJson(['redis://172.16.0.1:6379'], { env });
    expect(document.results[0].via).toEqual([
      { proxy: `http://127.0.0.1:${port}`, source: 'env:HTTPS_PROXY' },
    ]);
    expect(document.results[0].bypass).toBeNull();
  });

  it('shows the NO_PROXY entry that sends a target past the proxy', async () => {
    const { port } = await pong();
    const env = { HTTPS_PROXY: '127.0.0.2:1', NO_PROXY: 'local.invalid,localhost' };
    const { document } = await runJson([`redis://local.invalid:${port}`], { env });
    expect(document.results[0]).toMatchObject({
      via: [],
      bypass: { variable: 'NO_PROXY', entry: 'local.invalid', rules: 'go' },
    });
  });

  it('obeys -x whatever NO_PROXY says, but not --no-proxy', async () => {
    const server = await pong();
    const proxy = await forbidding();
    const argv = ['-x', `127.0.0.1:${proxy.port}`, `redis://127.0.0.1:${server.port}`];
    const obeyed = await runJson(argv, { env: { NO_PROXY: '*' } });
    expect(obeyed.document.results[0]).toMatchObject({ code: 'PROXY_FORBIDDEN', bypass: null });
    const excluded = await runJson([...argv, '--no-proxy', '127.0.0.0/8']);
    expect(excluded.document.results[0]).toMatchObject({
      ok: true,
      bypass: { variable: '--no-proxy', entry: '127.0.0.0/8', rules: 'go' },
    });
  });

  it('warns of a variable that Go drops', async () => {
    const { port } = await pong();
    const { err, exitCode } = await run([`redis://127.0.0.1:${port}`], {
      env: { HTTPS_PROXY: 'http://a b%zz:secret@h:1' },
    });
    expect(err).toContain('HTTPS_PROXY is not a valid proxy URL');
    expect(err).not.toContain('secret');
    expect(exitCode).toBe(0);
  });

  it('passes over the path in a proxy variable, as Go does', async () => {
    const { port } = await forbidding();
    const env = { HTTPS_PROXY: `http://li:word@127.0.0.1:${port}/pac/` };
    const { document } = await runJson(['redis://10.0.3.8'], { env });
    expect(document.results[0].via).toEqual([
      { proxy: `http://127.0.0.1:${port}`, source: 'env:HTTPS_PROXY' },
    ]);
  });

  it('does not go through a proxy that Go would not find in the variable', async () => {
    const { port } = await forbidding();
    const env = { HTTPS_PROXY: `http://us er:secret-word@127.0.0.1:${port}` };
    const { exitCode, err } = await run(['redis://10.0.3.8'], { env });
    expect(exitCode).toBe(2);
    expect(err).toContain('[BAD_PROXY]: HTTPS_PROXY');
    expect(err).not.toContain('secret-word');
  });

  it('resolves at a socks5 proxy of the environment what Go leaves to it', async () => {
    const closed = await closedPort();
    const { document } = await runJson(['redis://db.test'], {
      env: { HTTPS_PROXY: `socks5://li:secret-word@127.0.0.1:${closed}` },
    });
    expect(document.results[0]).toMatchObject({
      code: 'PROXY_REFUSED',
      via: [{ proxy: `socks5h://127.0.0.1:${closed}`, source: 'env:HTTPS_PROXY' }],
    });
    expect(JSON.stringify(document)).not.toContain('secret-word');
  });

  it('refuses a proxy in the environment that it does not speak to, without showing its password', async () => {
    const { exitCode, err } = await run(['redis://10.0.3.8'], {
      env: { HTTPS_PROXY: 'socks4://li:secret-word@127.0.0.1:1080' },
    });
    expect(exitCode).toBe(2);
    expect(err).toContain('HTTPS_PROXY');
    expect(err).not.toContain('secret-word');
  });

  it('reads the environment as curl does where it is told to', async () => {
    const { port } = await forbidding();
    const env = { ALL_PROXY: `http://li:secret-word@127.0.0.1:${port}`, NO_PROXY: 'db.test' };
    const { document } = await runJson(['--env-rules', 'curl', 'redis://10.0.3.8', 'redis://db.test'], {
      env,
    });
    expect(document.results[0]).toMatchObject({
      code: 'PROXY_FORBIDDEN',
      via: [{ proxy: `http://127.0.0.1:${port}`, source: 'env:ALL_PROXY' }],
    });
    expect(document.results[1]).toMatchObject({
      via: [],
      bypass: { variable: 'NO_PROXY', entry: 'db.test', rules: 'curl' },
    });
    expect(JSON.stringify(document)).not.toContain('secret-word');
  });

  it('goes no way that the client would not go', async () => {
    const { exitCode, document } = await runJson(['--env-rules', 'node', 'redis://10.0.3.8'], {
      env: { HTTPS_PROXY: '10.0.0.10:8080' },
      platform: { nodeVersion: '26.10.0' },
    });
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({
      code: 'REFUSED_VARIABLE',
      message: expect.stringContaining('Node.js'),
      hint: expect.stringContaining('aliproxy explain'),
    });
    expect(document.error.message).toContain('HTTPS_PROXY');
  });

  it('tries each proxy of -x, and with --direct goes without one as well', async () => {
    const [first, second, server] = [await forbidding(), await forbidding(), await pong()];
    const argv = ['-x', `127.0.0.1:${first.port}`, '-x', `127.0.0.1:${second.port}`, '--direct'];
    const { document } = await runJson([...argv, `redis://127.0.0.1:${server.port}`]);
    expect(document.results.map(({ via, code }: { via: object[]; code: string }) => [via, code])).toEqual([
      [[{ proxy: `http://127.0.0.1:${first.port}`, source: 'flag' }], 'PROXY_FORBIDDEN'],
      [[{ proxy: `http://127.0.0.1:${second.port}`, source: 'flag' }], 'PROXY_FORBIDDEN'],
      [[], null],
    ]);
  });

  it('takes URL,URL for a chain, first hop first', async () => {
    const closed = await closedPort();
    const chain = `http://127.0.0.1:${closed},socks5h://li:secret-word@127.0.0.1:1`;
    const { document } = await runJson(['-x', chain, 'redis://10.0.3.8']);
    expect(document.results[0]).toMatchObject({
      code: 'PROXY_REFUSED',
      via: [
        { proxy: `http://127.0.0.1:${closed}`, source: 'flag' },
        { proxy: 'socks5h://127.0.0.1:1', source: 'flag' },
      ],
    });
  });

  it('probes the proxies themselves where nothing else is named', async () => {
    const { port } = await forbidding();
    const proxies = [
      { argv: ['-x', `127.0.0.1:${port}`], source: 'flag' },
      {
        env: { HTTP_PROXY: `127.0.0.1:${port}`, HTTPS_PROXY: `http://127.0.0.1:${port}` },
        source: 'env:HTTP_PROXY',
      },
      { files: probeSection(`proxy: 127.0.0.1:${port}`), source: 'config' },
    ];
    for (const { argv = [], source, ...world } of proxies) {
      const { document, exitCode } = await runJson(argv, world);
      expect(exitCode).toBe(0);
      expect(document.results).toMatchObject([
        {
          ...{ target: 'proxy://', kind: 'proxy', host: '127.0.0.1', port, ok: true },
          via: [{ proxy: `http://127.0.0.1:${port}`, source }],
        },
      ]);
    }
  });

  it('has one result for each proxy where proxy:// is among the targets', async () => {
    const [first, second, server] = [await forbidding(), await forbidding(), await web()];
    const argv = ['-x', `127.0.0.1:${first.port}`, '-x', `127.0.0.1:${second.port}`, '--direct', 'proxy://'];
    const { document } = await runJson([...argv, `http://127.0.0.1:${server.port}`]);
    const kinds = document.results.map(({ kind, via }: { kind: string; via: object[] }) => [
      kind,
      via.length,
    ]);
    expect(kinds).toEqual([
      ['proxy', 1],
      ['proxy', 1],
      ['http', 1],
      ['http', 1],
      ['http', 0],
    ]);
  });

  it('says that proxy:// needs a proxy', async () => {
    for (const argv of [['proxy://'], ['--direct', 'proxy://']]) {
      const { exitCode, document } = await runJson(argv, {
        env: argv.length > 1 ? { HTTPS_PROXY: 'p.test:1' } : {},
      });
      expect(exitCode).toBe(2);
      expect(document.error.code).toBe('NO_PROXY_TO_PROBE');
    }
  });

  it('names the variable where the only proxy of the environment is dropped', async () => {
    const { exitCode, document } = await runJson([], {
      env: { HTTPS_PROXY: 'http://a b%zz:secret-word@h:1' },
    });
    expect(exitCode).toBe(2);
    expect(document.error.code).toBe('REFUSED_VARIABLE');
    expect(document.error.message).toContain('HTTPS_PROXY');
    expect(document.error.message).not.toContain('secret-word');
  });
});
