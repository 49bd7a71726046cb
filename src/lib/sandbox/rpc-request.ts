import { ServiceError } from './service-error.js';

/** An HTTP request as it arrived, the body complete. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** The parts of an RPC call, before anything is believed. */
export interface RpcRequest {
  readonly http: HttpRequest;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** Query and form body together. */
  readonly sent: ReadonlyMap<string, string>;
  readonly signature: 'v1' | 'v3';
  readonly action: string;
  readonly version: string;
  readonly accessKeyId: string;
  readonly securityToken: string | null;
  readonly timestamp: string;
  readonly nonce: string;
  /** What the action itself gets: everything but the protocol's own parameters. */
  readonly parameters: ReadonlyMap<string, string>;
}

const protocolParameters = new Set([
  'Action',
  'Version',
  'Format',
  'AccessKeyId',
  'SecurityToken',
  'Timestamp',
  'Signature',
  'SignatureMethod',
  'SignatureVersion',
  'SignatureNonce',
  'SignatureType',
]);

/**
 * Reads an RPC call in either form: signature version 1 keeps everything in parameters, version 3 (ACS3) in headers.
 *
 * @throws ServiceError where the request can't be an RPC call at all
 */
export function readRpcRequest(http: HttpRequest): RpcRequest {
  if (http.method !== 'GET' && http.method !== 'POST') {
    throw new ServiceError('UnsupportedHTTPMethod', 405, 'The HTTP method is not supported.');
  }
  const [path = '/', ...rest] = http.target.split('?');
  const query = readPairs(rest.join('?'));
  const form = isForm(http) ? readPairs(http.body.toString('utf8')) : new Map<string, string>();
  const sent = new Map(query);
  for (const [name, value] of form) {
    if (sent.has(name)) throw twice(name);
    sent.set(name, value);
  }
  const shared = {
    http,
    path,
    query,
    sent,
    parameters: new Map([...sent].filter(([name]) => !protocolParameters.has(name))),
  };
  const { headers } = http;
  if (headers.authorization?.startsWith('ACS3-HMAC-SHA256')) {
    return {
      ...shared,
      signature: 'v3',
      action: headers['x-acs-action'] ?? '',
      version: headers['x-acs-version'] ?? '',
      accessKeyId: /Credential=([^,\s]*)/.exec(headers.authorization)?.[1] ?? '',
      securityToken: headers['x-acs-security-token'] ?? null,
      timestamp: headers['x-acs-date'] ?? '',
      nonce: headers['x-acs-signature-nonce'] ?? '',
    };
  }
  return {
    ...shared,
    signature: 'v1',
    action: sent.get('Action') ?? '',
    version: sent.get('Version') ?? '',
    accessKeyId: sent.get('AccessKeyId') ?? '',
    securityToken: sent.get('SecurityToken') ?? null,
    timestamp: sent.get('Timestamp') ?? '',
    nonce: sent.get('SignatureNonce') ?? '',
  };
}

function isForm({ headers }: HttpRequest): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
}

function readPairs(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (pairs.has(name)) throw twice(name);
    pairs.set(name, value);
  }
  return pairs;
}

/** Which of the two was signed, and which is meant? Nobody sends this on purpose. */
function twice(name: string): ServiceError {
  return new ServiceError('InvalidParameter', 400, `The parameter "${name}" was sent twice.`);
}
