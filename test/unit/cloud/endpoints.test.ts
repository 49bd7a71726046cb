import { describe, expect, it } from 'vitest';
import { checkEndpoint, checkRegion, publicEndpoint } from '../../../src/lib/cloud/endpoints.js';
import { Failure } from '../../../src/lib/errors.js';

const outcomeOf = (run: () => string): string => {
  try {
    return run();
  } catch (error) {
    return error instanceof Failure ? `${error.code} ${error.exitCode}` : String(error);
  }
};

describe('public endpoints', () => {
  it.each([
    ['Ecs', 'cn-hangzhou', 'https://ecs-cn-hangzhou.aliyuncs.com'],
    ['Vpc', 'cn-hangzhou', 'https://vpc.aliyuncs.com'],
    ['Ecs', 'cn-beijing', 'https://ecs.cn-beijing.aliyuncs.com'],
    ['Vpc', 'ap-southeast-1', 'https://vpc.ap-southeast-1.aliyuncs.com'],
    ['Ecs', 'cn-north-2-gov-1', 'https://ecs.aliyuncs.com'],
    ['Vpc', 'cn-shenzhen-finance-1', 'https://vpc.aliyuncs.com'],
  ] as const)('%s in %s is %s', (product, region, url) => expect(publicEndpoint(product, region)).toBe(url));
});

describe('a given endpoint', () => {
  it.each([
    ['https://ecs.internal.test', 'https://ecs.internal.test'],
    ['https://ecs.internal.test:8443/', 'https://ecs.internal.test:8443'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.9.9.9', 'http://127.9.9.9'],
    ['http://localhost:1', 'http://localhost:1'],
    ['http://[::1]:1', 'http://[::1]:1'],
    ['http://10.0.0.1', 'ENDPOINT_NOT_ENCRYPTED 2'],
    ['http://127.0.0.1.evil.test', 'ENDPOINT_NOT_ENCRYPTED 2'],
    ['https://user:pass@host.test', 'ENDPOINT_INVALID 2'],
    ['https://host.test/path', 'ENDPOINT_INVALID 2'],
    ['https://host.test/?a=b', 'ENDPOINT_INVALID 2'],
    ['ftp://host.test', 'ENDPOINT_INVALID 2'],
    ['host.test', 'ENDPOINT_INVALID 2'],
    ['', 'ENDPOINT_INVALID 2'],
  ])('%j: %s', (value, outcome) => expect(outcomeOf(() => checkEndpoint(value))).toBe(outcome));
});

describe('a region', () => {
  it.each([
    ['cn-hangzhou', 'cn-hangzhou'],
    ['cn-shenzhen-finance-1', 'cn-shenzhen-finance-1'],
    ['evil.test/', 'REGION_INVALID 2'],
    ['cn-hangzhou.evil.test', 'REGION_INVALID 2'],
    ['CN-Hangzhou', 'REGION_INVALID 2'],
    ['hangzhou', 'REGION_INVALID 2'],
    ['', 'REGION_INVALID 2'],
  ])('%j: %s', (value, outcome) => expect(outcomeOf(() => checkRegion(value))).toBe(outcome));
});
