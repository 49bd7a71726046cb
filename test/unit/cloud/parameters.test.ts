import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { plainAnswer } from '../../../src/lib/cloud/answer.js';
import { clientToken, withoutUnset } from '../../../src/lib/cloud/parameters.js';
import { popTransport } from '../../../src/lib/cloud/transport.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';

describe('parameters of a call', () => {
  it('leave out what is not set, in lists as well', () => {
    expect(
      withoutUnset({ A: 1, B: undefined, C: null, D: false, Tag: [{ Key: 'k', Value: undefined }, 'x'] }),
    ).toEqual({ A: 1, D: false, Tag: [{ Key: 'k' }, 'x'] });
  });
});

describe('a ClientToken', () => {
  const parameters = { VpcName: 'office', CidrBlock: '10.0.0.0/16' };
  const token = clientToken('run-1', 'CreateVpc', parameters);

  it('is the same for the same call of a run, in any order of parameters', () => {
    const turned = { CidrBlock: '10.0.0.0/16', VpcName: 'office', Description: undefined };
    expect(clientToken('run-1', 'CreateVpc', turned)).toBe(token);
  });

  it.each([
    ['run-2', 'CreateVpc', parameters],
    ['run-1', 'CreateVSwitch', parameters],
    ['run-1', 'CreateVpc', { ...parameters, VpcName: 'other' }],
  ])('is another for %s %s %j', (run, action, other) =>
    expect(clientToken(run, action, other)).not.toBe(token),
  );

  it('has at most 64 ASCII characters', () => expect(token).toMatch(/^aliproxy-[0-9a-f]{32}$/));
});

describe('an answer', () => {
  it('becomes ordinary objects, with long numbers as texts', async () => {
    const server = createServer((_request, response) => {
      response.end('{"OwnerId":1234567890123456,"Vpcs":{"Vpc":[{"VpcId":"vpc-1"}]}}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const keys = { accessKeyId: 'LTAIexample', accessKeySecret: 'example-secret', securityToken: null };
    const transport = popTransport(keys, loopbackNetwork, { connectTimeoutMs: 5_000 });
    const result = await transport.send({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      version: '2016-04-28',
      action: 'DescribeVpcs',
      parameters: {},
      signal: new AbortController().signal,
    });
    transport.close();
    server.close();
    const answer = plainAnswer(result.kind === 'answer' ? result.body : null);
    expect(answer).toStrictEqual({ OwnerId: '1234567890123456', Vpcs: { Vpc: [{ VpcId: 'vpc-1' }] } });
    expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
  });

  it.each([[null], [[]], ['text'], [7]])('that is %j is none', (value) =>
    expect(plainAnswer(value)).toBeNull(),
  );
});
