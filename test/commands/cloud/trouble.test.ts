import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { benches, type CloudDocument } from './bench.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const open = benches();

/** A server that is not the cloud. */
async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const canaries = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIcanaryKeyIdentifier',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'canary/Secret+Value==',
  ALIBABA_CLOUD_SECURITY_TOKEN: 'canary/Token+Value==',
};

function expectNoCanary(...texts: string[]): void {
  for (const text of texts) {
    expect(text).not.toMatch(/canary/i);
    expect(text).not.toMatch(/Signature=|AccessKeyId=/);
  }
}

describe('a cloud command in trouble', () => {
  it('waits as long as the service asks when it is throttled, then goes on', async () => {
    const bench = await open('throttle:CreateVpc:2');
    const { exitCode, json } = await bench.run('vpc create --name office --json');
    expect([exitCode, json<CloudDocument>().resources[0]?.created]).toEqual([0, true]);
    expect(bench.requests.filter(({ action }) => action === 'CreateVpc').map(({ code }) => code)).toEqual([
      'Throttling.User',
      'Throttling.User',
      null,
    ]);
  });

  it('gives up on throttling after a few tries, with the service’s code and request id', async () => {
    const bench = await open('throttle:DescribeVpcs:99');
    const { exitCode, json } = await bench.run('vpc create --name office --json');
    expect(exitCode).toBe(1);
    expect(json<CloudDocument>().error).toMatchObject({
      code: 'Throttling.User',
      requestId: expect.any(String),
      made: [],
      resume: 'aliproxy vpc create --name office --json',
    });
    expect(bench.requests).toHaveLength(4);
  });

  it('makes one VPC only where the answer to the creating call is lost', async () => {
    const bench = await open('lost-response:CreateVpc:1');
    const { exitCode, json } = await bench.run('vpc create --name office --json');
    expect([exitCode, json<CloudDocument>().resources.length]).toEqual([0, 1]);
    expect(bench.requests.filter(({ action }) => action === 'CreateVpc')).toHaveLength(2);
    const again = (await bench.run('vpc create --name office --json')).json<CloudDocument>();
    expect(again.resources).toMatchObject([{ id: json<CloudDocument>().resources[0]?.id, created: false }]);
  });

  it('repeats a creating call after an outage of the service', async () => {
    const bench = await open('error:CreateVpc:ServiceUnavailable:1');
    expect((await bench.run('vpc create --name office')).exitCode).toBe(0);
  });

  it('does not repeat what the service refuses for good', async () => {
    const bench = await open('error:CreateVpc:QuotaExceeded.Vpc:1');
    const { exitCode, err } = await bench.run('vpc create --name office');
    expect(exitCode).toBe(1);
    expect(err).toContain('Error [QuotaExceeded.Vpc]: Alibaba Cloud refused CreateVpc');
    expect(err).toContain('Hint: a quota is used up');
    expect(bench.requests.filter(({ action }) => action === 'CreateVpc')).toHaveLength(1);
  });

  it.each([
    ['en', 'the AccessKey secret does not belong to this id'],
    ['zh', 'AccessKey Secret 与 ID 不匹配'],
  ])('hints at the secret where the signature is wrong (%s)', async (lang, hint) => {
    const bench = await open();
    const env = { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'canary/Secret+Value==' };
    const { exitCode, out, json } = await bench.run(`vpc create --name office --lang ${lang} --json`, {
      env,
    });
    expect(exitCode).toBe(1);
    const { error } = json<CloudDocument>();
    expect(error).toMatchObject({ code: 'SignatureDoesNotMatch', requestId: expect.any(String) });
    expect(error.hint).toContain(hint);
    expect(String(error.message)).not.toMatch(/server string|&/);
    expectNoCanary(out);
  });

  it('hints at the clock where it is off', async () => {
    const bench = await open('clock-skew:3600');
    const { json } = await bench.run('vpc create --name office --json');
    expect(json<CloudDocument>().error).toMatchObject({
      code: 'InvalidTimeStamp.Expired',
      hint: expect.stringContaining('15 minutes'),
    });
  });

  it('is a usage failure without keys', async () => {
    const bench = await open();
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: undefined, ALIBABA_CLOUD_ACCESS_KEY_SECRET: undefined };
    const { exitCode, json } = await bench.run('vpc create --name office --json', { env });
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([2, 'CREDENTIALS_MISSING']);
    expect(json<CloudDocument>().error.hint).toContain('/home/li/.aliyun/config.json');
  });

  it('ends with 124 when the waiting limit runs out, and says what is pending and what was made', async () => {
    const bench = await open();
    const line = 'vpc create --name office --zone cn-hangzhou-h --timeout 500ms --json';
    const { exitCode, json } = await bench.run(line);
    expect(exitCode).toBe(124);
    const { error } = json<CloudDocument>();
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', resume: `aliproxy ${line}` });
    expect(error.made).toMatchObject([{ type: 'vpc', created: true }]);
    expect(error.pending).toEqual([error.made[0]?.id]);
    const further = await bench.run('vpc create --name office --zone cn-hangzhou-h --json');
    expect(further.json<CloudDocument>().resources).toMatchObject([{ created: false }, { created: true }]);
  });

  it('says after Ctrl-C what was made and how to go on, and going on completes it', async () => {
    const bench = await open();
    const line = 'vpc create --name office --zone cn-hangzhou-h --json';
    const { host, finished } = bench.start(line);
    const watch = setInterval(() => {
      if (bench.count('CreateVpc') > 0) host.end('SIGINT');
    }, 1);
    const { exitCode, json } = await finished;
    clearInterval(watch);
    expect(exitCode).toBe(130);
    const { error } = json<CloudDocument>();
    expect(error).toMatchObject({ code: 'INTERRUPTED', resume: `aliproxy ${line}` });
    expect(error.made).toMatchObject([{ type: 'vpc', name: 'office', created: true }]);
    const further = (await bench.run(line)).json<CloudDocument>();
    expect(further.resources[0]?.id).toBe(error.made[0]?.id);
    expect(bench.count('CreateVpc')).toBe(1);
  });

  it('waits for the answer of a creating call after Ctrl-C, so that what it made is known', async () => {
    const bench = await open();
    let interrupt = () => {};
    const endpoint = await listen(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { 'content-type': contentType = '' } = request.headers;
      const headers = { 'content-type': contentType };
      const answer = await fetch(bench.sandbox.endpoint, { method: 'POST', headers, body });
      if (body.includes('Action=CreateVpc')) {
        interrupt();
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      response.writeHead(answer.status).end(await answer.text());
    });
    const { host, finished } = bench.start('vpc create --name office --json', {
      env: { ALIPROXY_OPENAPI_ENDPOINT: endpoint },
    });
    interrupt = () => host.end('SIGINT');
    const { exitCode, json } = await finished;
    expect(exitCode).toBe(130);
    expect(json<CloudDocument>().error.made).toMatchObject([
      { type: 'vpc', id: expect.stringMatching(/^vpc-/) },
    ]);
  });

  it('names a page that is not the API’s answer', async () => {
    const bench = await open();
    const endpoint = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in first</html>');
    });
    const env = { ...canaries, ALIPROXY_OPENAPI_ENDPOINT: endpoint };
    const { exitCode, json } = await bench.run('vpc create --name office --json', { env });
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([1, 'CLOUD_BAD_ANSWER']);
  });

  it('does not take an outage without a code for success', async () => {
    const bench = await open();
    let calls = 0;
    const endpoint = await listen((_request, response) => {
      calls++;
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"RequestId":"r"}');
    });
    const { exitCode, json } = await bench.run('vpc create --name office --json', {
      env: { ALIPROXY_OPENAPI_ENDPOINT: endpoint },
    });
    expect([exitCode, json<CloudDocument>().error.code, calls]).toEqual([1, 'CLOUD_BAD_ANSWER', 4]);
    expect(json<CloudDocument>().error.message).toContain('500');
  });

  it.each([
    ['accepts and never answers', (): void => {}],
    [
      'stops in the middle of its answer',
      (_: IncomingMessage, response: ServerResponse) => void response.writeHead(200).write('{"Req'),
    ],
  ])('ends by its limit at a server that %s', async (_, answer) => {
    const bench = await open();
    const endpoint = await listen(answer);
    const { exitCode, json } = await bench.run('vpc create --name office --timeout 300ms --json', {
      env: { ALIPROXY_OPENAPI_ENDPOINT: endpoint },
      clock: nodeClock,
    });
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([124, 'WAIT_TIMEOUT']);
  });

  it('ends by its limit also where the timer is a little ahead of the clock', async () => {
    const bench = await open();
    const endpoint = await listen((): void => {});
    const { exitCode, json } = await bench.run('vpc create --name office --timeout 300ms --json', {
      env: { ALIPROXY_OPENAPI_ENDPOINT: endpoint },
      clock: { ...nodeClock, monotonic: () => nodeClock.monotonic() * 0.9 },
    });
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([124, 'WAIT_TIMEOUT']);
  });

  it('lets no answer steer the terminal', async () => {
    const bench = await open();
    const endpoint = await listen((_request, response) => {
      response.writeHead(400).end(JSON.stringify({ Code: 'Odd', Message: 'no\u001b[2J\u0007 such\nthing' }));
    });
    const { json } = await bench.run('vpc create --name office --json', {
      env: { ALIPROXY_OPENAPI_ENDPOINT: endpoint },
    });
    expect(json<CloudDocument>().error.message).toBe('Alibaba Cloud refused DescribeVpcs: no [2J such thing');
  });

  it.each([
    ['linux', "aliproxy vpc create --name '$(id)'\\''s'"],
    ['win32', 'aliproxy vpc create --name "$(id)\'s"'],
  ] as const)('says how to go on in words that a shell of %s does not run', async (os, resume) => {
    const bench = await open('error:CreateVpc:QuotaExceeded.Vpc:1');
    const { err } = await bench.run("vpc create --name $(id)'s", { platform: { os } });
    expect(err).toContain(`To go on: ${resume}\n`);
  });

  it('shows no key, secret or token, whatever fails, and sends them in the body only', async () => {
    const bench = await open();
    const seen: { method: string; url: string; headers: string; body: string }[] = [];
    const endpoint = await listen((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push({
          method: request.method ?? '',
          url: request.url ?? '',
          headers: JSON.stringify(request.headers),
          body,
        });
        const said = `Specified signature is not matched with our calculation. server string to sign is:${body}`;
        response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(JSON.stringify({ RequestId: 'r', Code: 'SignatureDoesNotMatch', Message: said }));
      });
    });
    for (const flags of ['', '--json', '--lang zh']) {
      const env = { ...canaries, ALIPROXY_OPENAPI_ENDPOINT: endpoint, DEBUG: 'aliproxy*' };
      const { out, err } = await bench.run(`vpc create --name office ${flags}`.trim(), { env });
      expectNoCanary(out, err);
    }
    expect(seen).toHaveLength(3);
    for (const { method, url, headers, body } of seen) {
      expect([method, url]).toEqual(['POST', '/']);
      expectNoCanary(url, headers);
      expect(body).toContain(encodeURIComponent(canaries.ALIBABA_CLOUD_SECURITY_TOKEN));
      expect(body).toContain(encodeURIComponent(canaries.ALIBABA_CLOUD_ACCESS_KEY_ID));
    }
  });

  it('fails at once where nobody listens', async () => {
    const bench = await open();
    const endpoint = await listen(() => {});
    await Promise.all(closers.splice(0).map((close) => close()));
    const { exitCode, json } = await bench.run('vpc create --name office --json', {
      env: { ...canaries, ALIPROXY_OPENAPI_ENDPOINT: endpoint },
    });
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([1, 'CLOUD_UNREACHABLE']);
    expect(json<CloudDocument>().error.message).toContain('ECONNREFUSED');
  });
});
