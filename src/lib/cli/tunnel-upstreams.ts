import { secretsInProxyValue } from '../proxy/proxy-secrets.js';
import { settingsFailure } from '../tunnel/failures.js';
import { direct, type UpstreamSetting } from '../tunnel/settings.js';
import { upstreamsFromEnvironment } from '../tunnel/upstreams/environment-upstreams.js';
import { parseUpstream, withUniqueNames } from '../tunnel/upstreams/parse-upstream.js';
import { badUpstream } from '../tunnel/upstreams/upstream-failures.js';
import { describeSite, inside, type Site, wrongValue } from './site.js';
import type { TunnelSettingReader } from './tunnel-settings.js';

/** An upstream of the file as the schema lets it pass. */
interface UpstreamEntry {
  readonly name?: string;
  readonly url: string;
  readonly weight?: number;
  readonly backup?: boolean;
}

interface Entry {
  /** Given by the user, as against one made from the place. */
  readonly isNamed: boolean;
  readonly upstream: UpstreamSetting;
}

/** Through what it goes; the secrets in it are known to the Redactor then. Throws usage failures. */
export function readUpstreams(reader: TunnelSettingReader): readonly UpstreamSetting[] {
  const found = reader.find<readonly (string | UpstreamEntry)[]>('upstream', 'tunnel.upstreams');
  if (found === undefined) return [direct];
  if (found.value.length === 0) throw wrongValue(found.site, '[]', 'http://10.0.0.10:3128, env, direct');
  const entries = found.value.flatMap((entry, index) => {
    const site = inside(found.site, `[${index}]`);
    if (typeof entry !== 'string') return readEntry(entry, site, reader);
    return readPlace(entry, site, reader).map((upstream) => ({ isNamed: false, upstream }));
  });
  return named(entries);
}

function readEntry(entry: UpstreamEntry, site: Site, reader: TunnelSettingReader): Entry[] {
  const { name, weight = 1, backup = false } = entry;
  if (name !== undefined && !isLabel(name)) throw wrongValue(inside(site, '.name'), name, 'hangzhou-a');
  const places = readPlace(entry.url, inside(site, '.url'), reader);
  return places.map((upstream) => {
    // The environment may have a proxy for plain HTTP and another one for the rest.
    const suffix = upstream.only === null ? '' : upstream.only === 'http' ? '-http' : '-https';
    const ownName = name === undefined ? upstream.name : `${name}${suffix}`;
    return { isNamed: name !== undefined, upstream: { ...upstream, name: ownName, weight, backup } };
  });
}

/** It becomes a label of metrics and a word of tables. */
function isLabel(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N} ._:@#-]{0,62}$/u.test(name);
}

function readPlace(written: string, site: Site, reader: TunnelSettingReader): readonly UpstreamSetting[] {
  const text = reader.expand(written, site, 'url');
  for (const secret of secretsInProxyValue(text)) reader.secrets.add(secret);
  const { env, platform } = reader.host;
  if (text === 'env') return withSecretsKnown(upstreamsFromEnvironment(env, platform.os), reader);
  const reading = parseUpstream(text);
  if (!reading.ok) throw badUpstream(text, describeSite(site), reading);
  return withSecretsKnown([reading.upstream], reader);
}

function withSecretsKnown(
  upstreams: readonly UpstreamSetting[],
  { secrets }: TunnelSettingReader,
): readonly UpstreamSetting[] {
  for (const { proxy } of upstreams) secrets.add(proxy?.credentials?.password);
  return upstreams;
}

/** Names that were given must differ; those that were made give way to them. */
function named(entries: readonly Entry[]): readonly UpstreamSetting[] {
  const given = entries.filter(({ isNamed }) => isNamed).map(({ upstream }) => upstream.name);
  const twice = given.find((name, index) => given.indexOf(name) !== index);
  if (twice !== undefined) throw settingsFailure('UPSTREAM_NAME_TWICE', { name: twice });
  const order = [...entries].sort((a, b) => Number(b.isNamed) - Number(a.isNamed));
  const unique = withUniqueNames(order.map(({ upstream }) => upstream));
  return entries.map((entry) => unique[order.indexOf(entry)] as UpstreamSetting);
}
