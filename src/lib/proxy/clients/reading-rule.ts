import { domainToASCII } from 'node:url';
import type { FoundVariable } from '../../host/variables.js';
import { canonicalHost } from '../explain/compare-decisions.js';
import { readGoProxy } from '../go-rules.js';
import type { ProxyEndpoint } from '../proxy-endpoint.js';
import { correctProxyValue } from '../proxy-lint.js';
import type { ClientRule } from './client.js';
import { malformed } from './value-problem.js';

/** The rule of a client that takes this value for that endpoint: named, or malformed where another host was meant. */
export function readingRule({ name, value }: FoundVariable, endpoint: ProxyEndpoint): ClientRule {
  const reading = readGoProxy(correctProxyValue(value, name) ?? value);
  const meant = reading.kind === 'proxy' ? hostOf(reading.url.host) : '';
  const ours = plain(endpoint.host);
  const sameHost = meant === '' ? /^[a-z0-9_.:-]+$/.test(ours) : meant === ours;
  return sameHost && endpoint.port !== 0 ? { kind: 'named', name } : malformed(name, value);
}

function hostOf(authority: string): string {
  return plain(authority.replace(/:[0-9]*$/, ''));
}

function plain(host: string): string {
  const bare = canonicalHost(host.replace(/^\[(.*)\]$/, '$1'));
  return /^[\u0000-\u007f]*$/.test(bare) ? bare : domainToASCII(bare) || bare;
}
