import { isIPv4 } from 'node:net';
import type { Product } from './client.js';
import { cloudUsage } from './failures.js';

/** Regions whose public host does not follow the rule (from the official SDK's own table). */
const exceptions: Readonly<Record<Product, Readonly<Record<string, string>>>> = {
  Ecs: {
    'cn-hangzhou': 'ecs-cn-hangzhou.aliyuncs.com',
    'cn-shanghai-finance-1': 'ecs-cn-hangzhou.aliyuncs.com',
    'cn-shenzhen-finance-1': 'ecs-cn-hangzhou.aliyuncs.com',
    'cn-north-2-gov-1': 'ecs.aliyuncs.com',
    'cn-beijing-gov-1': 'ecs.aliyuncs.com',
    'cn-hangzhou-finance': 'ecs.aliyuncs.com',
  },
  Vpc: {
    'cn-hangzhou': 'vpc.aliyuncs.com',
    'cn-shanghai-finance-1': 'vpc.aliyuncs.com',
    'cn-shenzhen-finance-1': 'vpc.aliyuncs.com',
    'cn-north-2-gov-1': 'vpc.aliyuncs.com',
    'cn-hangzhou-finance': 'vpc.aliyuncs.com',
  },
};

/** The public base URL of a product in a region. */
export function publicEndpoint(product: Product, region: string): string {
  return `https://${exceptions[product][region] ?? `${product.toLowerCase()}.${region}.aliyuncs.com`}`;
}

/**
 * A base URL that takes the place of the public ones: `https`, or `http` on loopback; no user part, path or query.
 * Fails with ENDPOINT_INVALID or ENDPOINT_NOT_ENCRYPTED, which show no user part either.
 */
export function checkEndpoint(value: string): string {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw cloudUsage('ENDPOINT_INVALID', { value });
  }
  const { protocol, username, password, pathname, search, hash } = url;
  const bare = username === '' && password === '' && pathname === '/' && search === '' && hash === '';
  if (!bare || (protocol !== 'https:' && protocol !== 'http:'))
    throw cloudUsage('ENDPOINT_INVALID', { value });
  if (protocol === 'http:' && !isLoopback(url.hostname))
    throw cloudUsage('ENDPOINT_NOT_ENCRYPTED', { value });
  return url.origin;
}

/** A region becomes part of a host name, so its form is checked; whether it exists, the service says. */
export function checkRegion(value: string): string {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)+$/.test(value) || value.length > 64)
    throw cloudUsage('REGION_INVALID', { value });
  return value;
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
  );
}
