import { noProxyFindingKinds } from '../../proxy/no-proxy-lint.js';
import { proxyFindingKinds } from '../../proxy/proxy-lint.js';
import { flag, list, nullable, number, object, type Shaped, text, word } from '../shape.js';

const endpoint = object({ scheme: text, host: text, port: number });

export const proxy = object({
  variables: list(
    object({
      name: text,
      masked: text,
      findings: list(object({ kind: word(...proxyFindingKinds), severity: word('fail', 'warn') })),
      corrected: nullable(text),
      effect: word('proxy', 'direct', 'misread'),
      endpoint: nullable(endpoint),
    }),
  ),
  exceptions: list(
    object({
      name: text,
      masked: text,
      findings: list(object({ kind: word(...noProxyFindingKinds), entry: text, corrected: nullable(text) })),
      corrected: nullable(text),
    }),
  ),
  /** Variables whose upper-case and lower-case forms are both set, to different values. */
  conflicts: list(text),
  /** REQUEST_METHOD is set: Go takes itself for a CGI program. */
  cgi: flag,
});

export type ProxyEvidence = Shaped<typeof proxy>;
