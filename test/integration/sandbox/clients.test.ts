import { type ClientRequestArgs, request as httpRequest } from 'node:http';
import RPCClient from '@alicloud/pop-core';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeHost } from '../../../src/lib/host/node/host.js';
import { readFaults } from '../../../src/lib/sandbox/listen.js';
import { type RequestEvent, type Sandbox, startSandbox } from '../../../src/lib/sandbox/sandbox.js';
import { sha256, signV3 } from '../../../src/lib/sandbox/signature.js';
import { newState } from '../../../src/lib/sandbox/state.js';
import { memoryStore } from '../../../src/lib/sandbox/state-store.js';

const host = nodeHost();
const running: Sandbox[] = [];

async function start(faults: string[] = [], onRequest?: (event: RequestEvent) => void): Promise<Sandbox> {
  const sandbox = await startSandbox({
    clock: host.clock,
    random: host.random,
    store: memoryStore(() => newState(host.random)),
    faults: readFaults(faults),
    ...(onRequest ? { onRequest } : {}),
  });
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

function client(sandbox: Sandbox, change: Partial<Sandbox> = {}): RPCClient {
  const { endpoint, accessKeyId, accessKeySecret } = { ...sandbox, ...change };
  return new RPCClient({ endpoint, accessKeyId, accessKeySecret, apiVersion: '2016-04-28' });
}

interface Raw {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
}

/** A request by hand: what no client would send. */
function raw(sandbox: Sandbox, options: ClientRequestArgs, body: string | Buffer = ''): Promise<Raw> {
  const { hostname, port } = new URL(sandbox.endpoint);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, agent: false, ...options }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('@alicloud/pop-core', () => {
  it.each(['GET', 'POST', 'post'])(
    'is understood by %s, with twelve tags and every kind of character',
    async (method) => {
      const sandbox = await start();
      const tags = Array.from({ length: 12 }, (_, index) => ({
        Key: `k${index}`,
        Value: `值 *~!'()+&=%${index}`,
      }));
      const sent = { RegionId: 'cn-hangzhou', VpcName: "名 *~!'()", Tag: tags };
      await client(sandbox).request('CreateVpc', sent, { method });
      const listed = await client(sandbox).request<{ Vpcs: { Vpc: object[] } }>(
        'DescribeVpcs',
        { RegionId: 'cn-hangzhou' },
        { method },
      );
      expect(listed.Vpcs.Vpc).toMatchObject([{ VpcName: "名 *~!'()", Tags: { Tag: tags } }]);
    },
  );

  it('is refused with a wrong secret, a wrong key and a token, in the cloud’s own form', async () => {
    const sandbox = await start();
    const refusal = (change: object) =>
      client(sandbox, change)
        .request('DescribeVpcs', { RegionId: 'cn-hangzhou' }, { method: 'POST' })
        .then(
          () => null,
          (error: { code: string; data: object }) => error,
        );
    expect(await refusal({ accessKeySecret: 'wrong' })).toMatchObject({
      code: 'SignatureDoesNotMatch',
      data: {
        RequestId: expect.stringMatching(/^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
        HostId: sandbox.endpoint.replace('http://', ''),
        Code: 'SignatureDoesNotMatch',
        Message: 'Specified signature is not matched with our calculation.',
        Recommend: expect.stringContaining('SignatureDoesNotMatch'),
      },
    });
    expect(await refusal({ accessKeyId: 'nobody' })).toMatchObject({ code: 'InvalidAccessKeyId.NotFound' });
  });

  it('loses its connection where the answer is ordered to be lost, and finds the work done', async () => {
    const sandbox = await start(['lost-response:CreateVpc:1']);
    const create = () =>
      client(sandbox).request<{ VpcId: string }>(
        'CreateVpc',
        { RegionId: 'cn-hangzhou', ClientToken: 'once' },
        { method: 'POST' },
      );
    await expect(create()).rejects.toThrow(/socket hang up|ECONNRESET/);
    await create();
    expect(
      await client(sandbox).request('DescribeVpcs', { RegionId: 'cn-hangzhou' }, { method: 'POST' }),
    ).toMatchObject({ TotalCount: 1 });
  });

  it('reports each request without keys, signatures or parameters', async () => {
    const events: RequestEvent[] = [];
    const sandbox = await start([], (event) => events.push(event));
    await client(sandbox).request('CreateVpc', { RegionId: 'cn-hangzhou', VpcName: 'confidential' });
    expect(events).toEqual([
      {
        action: 'CreateVpc',
        product: 'Vpc',
        status: 200,
        code: null,
        requestId: expect.any(String),
        ms: expect.any(Number),
      },
    ]);
  });
});

describe('signature version 3', () => {
  const action = {
    host: '',
    'x-acs-action': 'DescribeVpcs',
    'x-acs-version': '2016-04-28',
    'x-acs-signature-nonce': 'n-1',
    'x-acs-content-sha256': sha256(''),
  };

  function signed(sandbox: Sandbox, change: Record<string, string> = {}, names?: string[]) {
    const headers: Record<string, string> = {
      ...action,
      host: sandbox.endpoint.replace('http://', ''),
      'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
    };
    const signedHeaders = names ?? Object.keys(headers).sort();
    const signature = signV3(
      {
        method: 'POST',
        path: '/',
        query: new Map([['RegionId', 'cn-hangzhou']]),
        headers,
        signedHeaders,
        bodyHash: sha256(''),
      },
      sandbox.accessKeySecret,
    );
    const authorization = `ACS3-HMAC-SHA256 Credential=${sandbox.accessKeyId},SignedHeaders=${signedHeaders.join(';')},Signature=${signature}`;
    return {
      method: 'POST',
      path: '/?RegionId=cn-hangzhou',
      headers: { ...headers, authorization, ...change },
    };
  }

  const codeOf = async (answer: Promise<Raw>) => JSON.parse((await answer).text).Code ?? 'OK';

  it('is accepted, once', async () => {
    const sandbox = await start();
    const request = signed(sandbox);
    expect(await codeOf(raw(sandbox, request))).toBe('OK');
    expect(await codeOf(raw(sandbox, request))).toBe('SignatureNonceUsed');
  });

  it.each<[string, Record<string, string>]>([
    ['action', { 'x-acs-action': 'DeleteVpc' }],
    ['nonce', { 'x-acs-signature-nonce': 'n-2' }],
    ['body hash', { 'x-acs-content-sha256': sha256('other') }],
  ])('is refused with another %s', async (_what, change) => {
    const sandbox = await start();
    expect(await codeOf(raw(sandbox, signed(sandbox, change)))).toBe('SignatureDoesNotMatch');
  });

  it('is refused with a body or a parameter that was not signed', async () => {
    const sandbox = await start();
    expect(await codeOf(raw(sandbox, signed(sandbox), 'VpcName=x'))).toBe('SignatureDoesNotMatch');
    const request = { ...signed(sandbox), path: '/?RegionId=cn-beijing' };
    expect(await codeOf(raw(sandbox, request))).toBe('SignatureDoesNotMatch');
  });

  it('is refused where it leaves the action unsigned', async () => {
    const sandbox = await start();
    const names = ['host', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-version'];
    expect(await codeOf(raw(sandbox, signed(sandbox, {}, names)))).toBe('IncompleteSignature');
  });
});

describe('the HTTP server', () => {
  it('refuses names that are not loopback, so that no web page gets in by DNS', async () => {
    const sandbox = await start();
    for (const name of ['evil.test', '10.0.0.1', '127.0.0.1.evil.test', '127.1.evil.test:80', '[::2]:80']) {
      expect([name, (await raw(sandbox, { headers: { host: name } })).status]).toEqual([name, 421]);
    }
    for (const name of ['localhost', '127.0.0.1:1', '[::1]:80', 'LOCALHOST:8080']) {
      expect([name, (await raw(sandbox, { headers: { host: name } })).status]).toEqual([name, 400]);
    }
  });

  it('refuses a body of more than one MiB, and one of exactly that not', async () => {
    const sandbox = await start();
    const post = (bytes: number) => raw(sandbox, { method: 'POST' }, Buffer.alloc(bytes, 'a'));
    expect((await post(1024 * 1024)).status).toBe(400);
    const larger = await post(1024 * 1024 + 1).then(
      ({ status }) => status,
      () => 'reset',
    );
    expect([413, 'reset']).toContain(larger);
  });

  it('answers in JSON, with its own clock as the date', async () => {
    const sandbox = await start(['clock-skew:7200']);
    const { headers, text, status } = await raw(sandbox, {
      path: '/?Action=DescribeVpcs&Version=2016-04-28',
    });
    expect([status, headers['content-type']]).toEqual([400, 'application/json;charset=utf-8']);
    expect(headers['x-acs-request-id']).toBe(JSON.parse(text).RequestId);
    const ahead = Date.parse(String(headers.date)) - Date.now();
    expect(ahead).toBeGreaterThan(7_190_000);
    expect(ahead).toBeLessThan(7_201_000);
  });

  it.each([
    ['PUT', '/?Action=DescribeVpcs&Version=2016-04-28', 405, 'UnsupportedHTTPMethod'],
    ['GET', '/?Action=A&Action=B', 400, 'InvalidParameter'],
    ['GET', '/?Action=%E0%A4%A', 400, 'MissingVersion'],
    ['GET', '/', 400, 'MissingAction'],
  ])('answers %s %s with %i %s', async (method, path, status, code) => {
    const sandbox = await start();
    const answer = await raw(sandbox, { method, path });
    expect([answer.status, JSON.parse(answer.text).Code]).toEqual([status, code]);
  });

  it('closes at once, also with a connection kept open and a call that is being slowed', async () => {
    const sandbox = await start(['slow:DescribeVpcs:600000']);
    const slow = client(sandbox)
      .request('DescribeVpcs', { RegionId: 'cn-hangzhou' }, { method: 'POST', timeout: 30_000 })
      .then(
        () => 'answered',
        () => 'failed',
      );
    await host.clock.sleep(200);
    const startedMs = host.clock.monotonic();
    await sandbox.close();
    expect(host.clock.monotonic() - startedMs).toBeLessThan(900);
    expect(await slow).toBe('failed');
  });
});
