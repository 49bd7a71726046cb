import { describe, expect, it } from 'vitest';
import { parseFault } from '../../../src/lib/sandbox/faults.js';
import { parseListen, readFaults } from '../../../src/lib/sandbox/listen.js';
import { patternOf } from '../../../src/lib/sandbox/parameter-table.js';
import { createWorld, region } from './world.js';

describe('parameters are held against the official table', () => {
  it.each<[string, Record<string, string>, string]>([
    ['CreateVpc', {}, 'MissingRegionId'],
    ['CreateVpc', { RegionId: '' }, 'MissingRegionId'],
    ['CreateVpc', { RegionId: 'cn-nowhere' }, 'InvalidRegionId.NotFound'],
    ['CreateVpc', { RegionId: region, VpcNam: 'x' }, 'SandboxUnknownParameter'],
    ['CreateVpc', { RegionId: region, 'Tag.0.Key': 'x' }, 'SandboxUnknownParameter'],
    ['CreateVpc', { RegionId: region, DryRun: 'yes' }, 'InvalidParameter'],
    ['CreateVpc', { RegionId: region, Ipv6Isp: 'Carrier' }, 'InvalidParameter'],
    ['CreateVpc', { RegionId: region, VpcName: 'n'.repeat(129) }, 'InvalidVpcName.Malformed'],
    ['CreateVpc', { RegionId: region, VpcName: 'http://x' }, 'InvalidVpcName.Malformed'],
    ['CreateVpc', { RegionId: region, Description: 'd'.repeat(257) }, 'InvalidVpcDiscription.Malformed'],
    ['CreateVpc', { RegionId: region, 'Tag.1.Key': 'acs:x' }, 'InvalidTagKey.Malformed'],
    ['CreateVpc', { RegionId: region, 'Tag.1.Key': 'k', 'Tag.2.Key': 'k' }, 'Duplicate.TagKey'],
    ['CreateVpc', { RegionId: region, EnableIpv6: 'true' }, 'SandboxUnsupported'],
    ['CreateVpc', { RegionId: region, OwnerId: '1' }, 'OK'],
    ['DescribeVpcs', { RegionId: region, PageSize: '51' }, 'InvalidParameter'],
    ['DescribeVpcs', { RegionId: region, PageSize: '1.5' }, 'InvalidParameter'],
    ['DescribeVpcs', { RegionId: region, PageNumber: '0' }, 'InvalidPageNumber'],
    ['DescribeVSwitches', {}, 'MissingParameter'],
    ['CreateVSwitch', { VpcId: 'vpc-1', ZoneId: 'z', CidrMask: '30' }, 'InvalidParameter'],
    ['CreateNatGateway', { RegionId: region, VpcId: 'vpc-1' }, 'SandboxUnsupported'],
    ['ConjureVpc', {}, 'InvalidApi.NotFound'],
    ['toString', {}, 'InvalidApi.NotFound'],
    ['TagResources', { RegionId: region, ResourceType: 'VPC' }, 'MissingResourceId'],
  ])('%s with %j: %s', async (action, sent, code) => {
    const world = await createWorld();
    expect(await world.codeOf('Vpc', action, sent)).toBe(code);
  });

  it('refuses an action that the cloud has and the sandbox has not, with its own code and 501', async () => {
    const world = await createWorld();
    const answer = await world.ask('Ecs', 'RunCommand', {
      RegionId: region,
      Type: 'RunShellScript',
      CommandContent: 'id',
    });
    expect(answer.status).toBe(501);
    expect(answer.body).toMatchObject({ Code: 'SandboxUnsupported' });
  });

  it('suggests the parameter that was meant', async () => {
    const world = await createWorld();
    const { body } = await world.ask('Vpc', 'CreateVpc', { RegionId: region, CidrBlok: '10.0.0.0/8' });
    expect(body).toMatchObject({ Message: expect.stringContaining('Did you mean "CidrBlock"?') });
  });

  it('keeps nothing of a call that it refuses for a parameter without effect', async () => {
    const world = await createWorld();
    await world.ask('Vpc', 'CreateVpc', { RegionId: region, UserCidr: '10.0.0.0/8' });
    expect(await world.call('Vpc', 'DescribeVpcs', { RegionId: region })).toMatchObject({ TotalCount: 0 });
  });

  it('spells indexes as the table does', () => {
    expect(patternOf('Tag.12.Key')).toBe('Tag.N.Key');
    expect(patternOf('SecurityGroupIds.3')).toBe('SecurityGroupIds.N');
    expect(patternOf('SystemDisk.Size')).toBe('SystemDisk.Size');
  });
});

describe('who calls is checked first', () => {
  it.each<[string, Record<string, string>, string, number]>([
    ['an unknown key', { AccessKeyId: 'nobody' }, 'InvalidAccessKeyId.NotFound', 404],
    ['no key', { AccessKeyId: '' }, 'MissingAccessKeyId', 400],
    [
      'a token for a key that has none',
      { SecurityToken: 't' },
      'InvalidSecurityToken.MismatchWithAccessKey',
      400,
    ],
    ['a time 16 minutes ago', { Timestamp: '2026-11-22T07:44:00Z' }, 'InvalidTimeStamp.Expired', 400],
    ['a time 16 minutes ahead', { Timestamp: '2026-11-22T08:16:00Z' }, 'InvalidTimeStamp.Expired', 400],
    ['a time 14 minutes ago', { Timestamp: '2026-11-22T07:46:00Z' }, 'OK', 200],
    ['a local time', { Timestamp: '2026-11-22 08:00:00' }, 'InvalidTimeStamp.Format', 400],
    ['no time', { Timestamp: '' }, 'MissingTimestamp', 400],
    ['no nonce', { SignatureNonce: '' }, 'MissingSignatureNonce', 400],
    ['another signature method', { SignatureMethod: 'HMAC-SHA256' }, 'InvalidSignatureMethod', 400],
    ['XML', { Format: 'XML' }, 'SandboxUnsupported', 501],
    ['an unknown version', { Version: '2001-01-01' }, 'InvalidVersion', 404],
    ['no action', { Action: '' }, 'MissingAction', 400],
  ])('%s', async (_case, protocol, code, status) => {
    const world = await createWorld();
    const answer = await world.ask('Vpc', 'DescribeVpcs', { RegionId: region }, protocol);
    expect([answer.code ?? 'OK', answer.status]).toEqual([code, status]);
  });

  it('takes a nonce once, and again when its time has long passed', async () => {
    const world = await createWorld();
    const ask = () => world.ask('Vpc', 'DescribeVpcs', { RegionId: region }, { SignatureNonce: 'same' });
    expect((await ask()).code).toBeNull();
    expect((await ask()).code).toBe('SignatureNonceUsed');
    world.clock.advance(31 * 60_000);
    expect((await ask()).code).toBeNull();
  });
});

describe('parseFault', () => {
  it.each<[string, object]>([
    ['throttle:CreateVpc:2', { kind: 'throttle', action: 'CreateVpc', times: 2 }],
    ['lost-response:RunInstances:1', { kind: 'lost-response', action: 'RunInstances', times: 1 }],
    [
      'error:CreateVpc:Forbidden.RAM:3',
      { kind: 'error', action: 'CreateVpc', code: 'Forbidden.RAM', times: 3 },
    ],
    ['slow:DescribeVpcs:250', { kind: 'slow', action: 'DescribeVpcs', ms: 250 }],
    ['no-stock:cn-hangzhou-h', { kind: 'no-stock', zone: 'cn-hangzhou-h' }],
    ['clock-skew:-1200', { kind: 'clock-skew', seconds: -1200 }],
  ])('reads %s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it.each([
    '',
    'throttle',
    'throttle:CreateVpc',
    'throttle:CreateVpc:0',
    'throttle:CreateVpc:-1',
    'throttle:CreateVpc:1:1',
    'throttle:createvpc:1',
    'throttle:toString:1',
    'error:CreateVpc:a b:1',
    'error:CreateVpc:1',
    'slow:CreateVpc:1s',
    'no-stock:cn-hangzhou',
    'clock-skew:soon',
    'Throttle:CreateVpc:1',
  ])('refuses %j', (text) => {
    expect(parseFault(text)).toBeNull();
    expect(() => readFaults([text])).toThrow('SANDBOX_BAD_FAULT');
  });
});

describe('parseListen', () => {
  it.each([
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['127.9.8.7:65535', '127.9.8.7', 65_535],
    ['[::1]:8080', '::1', 8080],
    ['localhost:1', '127.0.0.1', 1],
  ])('takes %s', (text, host, port) => {
    expect(parseListen(text)).toEqual({ host, port });
  });

  it.each([
    '0.0.0.0:0',
    '[::]:0',
    '10.0.0.1:80',
    'example.invalid:80',
    '127.0.0.1',
    '127.0.0.1:65536',
    '127.0.0.1:',
    '::1:80',
    '127.evil.test:80',
    '127.999.0.1:80',
    '',
  ])('refuses %j', (text) => {
    expect(() => parseListen(text)).toThrow('SANDBOX_NOT_LOOPBACK');
  });
});
