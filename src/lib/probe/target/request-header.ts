/** A header that a user adds to requests for HTTP and WebSocket targets. */
export interface RequestHeader {
  readonly name: string;
  readonly value: string;
}

/** Headers that the probe sets itself, because they say how a message is framed or who may pass a proxy. */
export const reservedHeaders: readonly string[] = [
  ...['connection', 'content-length', 'proxy-authorization', 'transfer-encoding'],
];

/** Reads `Name: value` (RFC 9110 section 5.1); null for what no request can carry. */
export function parseRequestHeader(text: string): RequestHeader | null {
  const [, name, value = ''] =
    /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([^\u0000-\u0008\u000a-\u001f\u007f]*)$/.exec(text) ?? [];
  return name === undefined ? null : { name, value: value.trim() };
}

/** A header takes the place of those before it that have its name; two of one name in one list are both sent. */
export function mergeHeaders(
  before: readonly RequestHeader[],
  after: readonly RequestHeader[],
): readonly RequestHeader[] {
  const names = new Set(after.map(({ name }) => name.toLowerCase()));
  return [...before.filter(({ name }) => !names.has(name.toLowerCase())), ...after];
}

const secretName = /authorization|cookie|token|key|secret|passw|credential|signature/i;

/** Shorter ones are words that stand elsewhere, too (`dark`). */
const shortestCookie = 8;

/**
 * What nobody shall read of a header that is named like one with a secret: the value, and what stands behind the
 * scheme of `Authorization` or the names of cookies.
 */
export function secretsInHeader({ name, value }: RequestHeader): string[] {
  if (!secretName.test(name)) return [];
  const cookies = /cookie/i.test(name) ? value.split(/;\s*/).map((pair) => pair.replace(/^[^=]*=/, '')) : [];
  const token = /authorization/i.test(name) ? /^[\w-]+\s+(\S.*)$/.exec(value)?.[1] : undefined;
  const login = token !== undefined && /^basic\s/i.test(value) ? passwordIn(token) : null;
  return [value, token, login, ...cookies.filter((cookie) => cookie.length >= shortestCookie)].filter(
    (secret) => secret !== null && secret !== undefined,
  );
}

function passwordIn(base64: string): string | null {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : text.slice(colon + 1);
}
