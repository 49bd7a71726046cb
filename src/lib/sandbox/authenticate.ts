import type { RpcRequest } from './rpc-request.js';
import { ServiceError } from './service-error.js';
import { sameSignature, sha256, signV1, signV3 } from './signature.js';

/** How far a request's clock may be off, and how long its nonce is remembered. */
const windowMs = 15 * 60_000;

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** Nonces that were used, forgotten once their timestamp could not pass any more. */
export class Nonces {
  readonly #seen = new Map<string, number>();

  /** False where this nonce was used within the window. */
  use(nonce: string, now: number): boolean {
    for (const [old, atMs] of this.#seen) {
      if (now - atMs <= 2 * windowMs) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(nonce)) return false;
    this.#seen.set(nonce, now);
    return true;
  }
}

/**
 * Believes a request, or throws the service's refusal: key, token, clock, signature, and last the nonce, which only a
 * rightly signed request may use up.
 */
export function authenticate(request: RpcRequest, key: AccessKey, nonces: Nonces, now: number): void {
  if (request.accessKeyId === '') throw mandatory('AccessKeyId');
  if (request.accessKeyId !== key.accessKeyId) {
    throw new ServiceError('InvalidAccessKeyId.NotFound', 404, 'Specified access key is not found.');
  }
  if (request.securityToken !== null) {
    throw new ServiceError(
      'InvalidSecurityToken.MismatchWithAccessKey',
      400,
      'Specified SecurityToken mismatch with the AccessKey.',
    );
  }
  checkTimestamp(request.timestamp, now);
  if (request.nonce === '') throw mandatory('SignatureNonce');
  if (request.signature === 'v1') checkV1(request, key);
  else checkV3(request, key);
  if (!nonces.use(request.nonce, now)) {
    throw new ServiceError('SignatureNonceUsed', 400, 'Specified signature nonce was used already.');
  }
}

function checkTimestamp(timestamp: string, now: number): void {
  if (timestamp === '') throw mandatory('Timestamp');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp) || Number.isNaN(Date.parse(timestamp))) {
    throw new ServiceError(
      'InvalidTimeStamp.Format',
      400,
      'Specified time stamp or date value is not well formatted.',
    );
  }
  if (Math.abs(Date.parse(timestamp) - now) > windowMs) {
    throw new ServiceError('InvalidTimeStamp.Expired', 400, 'Specified time stamp or date value is expired.');
  }
}

function checkV1({ http, sent }: RpcRequest, key: AccessKey): void {
  const given = sent.get('Signature');
  if (!given) throw incomplete('Signature');
  if (sent.get('SignatureMethod') !== 'HMAC-SHA1' || sent.get('SignatureVersion') !== '1.0') {
    throw new ServiceError(
      'InvalidSignatureMethod',
      400,
      'The specified SignatureMethod or SignatureVersion is not supported: HMAC-SHA1 and 1.0 are.',
    );
  }
  const signed = new Map([...sent].filter(([name]) => name !== 'Signature'));
  if (!sameSignature(given, signV1(http.method, signed, key.accessKeySecret))) throw mismatch();
}

/** Headers that must be signed, or a changed action or date would pass. */
const mustBeSigned = ['host', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce'];

function checkV3({ http, path, query }: RpcRequest, key: AccessKey): void {
  const { headers, body, method } = http;
  const parts = /SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]+)\s*$/.exec(headers.authorization ?? '');
  const [signedHeaders, given] = [parts?.[1]?.split(';') ?? [], parts?.[2]];
  if (!given) throw incomplete('Authorization');
  const unsigned = mustBeSigned.find((name) => !signedHeaders.includes(name));
  if (unsigned) throw incomplete(unsigned);
  const bodyHash = sha256(body);
  const expected = signV3({ method, path, query, headers, signedHeaders, bodyHash }, key.accessKeySecret);
  if (!sameSignature(given, expected)) throw mismatch();
}

function mandatory(name: string): ServiceError {
  return new ServiceError(`Missing${name}`, 400, `${name} is mandatory for this action.`);
}

function incomplete(name: string): ServiceError {
  return new ServiceError('IncompleteSignature', 400, `The request signature is incomplete: ${name}.`);
}

/** The cloud repeats its string to sign here. We don't: it can hold a password. */
function mismatch(): ServiceError {
  return new ServiceError(
    'SignatureDoesNotMatch',
    400,
    'Specified signature is not matched with our calculation.',
  );
}
