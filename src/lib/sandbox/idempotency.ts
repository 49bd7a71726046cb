import type { Call } from './call.js';
import { ServiceError } from './service-error.js';
import { canonicalQuery, sha256 } from './signature.js';

/**
 * Runs a call under its ClientToken: the same token with the same parameters gets the first answer again, with other
 * parameters a refusal. A call that fails is not remembered, so it can be repeated with its token.
 */
export function once(call: Call, name: string, sent: ReadonlyMap<string, string>, run: () => object): object {
  const token = sent.get('ClientToken');
  if (!token) return run();
  call.parameters.accept('ClientToken');
  if (!/^[\x20-\x7e]{1,64}$/.test(token)) {
    throw new ServiceError(
      'InvalidClientToken.Malformed',
      400,
      'ClientToken must be at most 64 ASCII characters.',
    );
  }
  const digest = sha256(canonicalQuery(new Map([...sent].filter(([key]) => key !== 'ClientToken'))));
  const key = `${name} ${token}`;
  const known = Object.hasOwn(call.state.tokens, key) ? call.state.tokens[key] : undefined;
  if (known && known.digest !== digest) {
    throw new ServiceError(
      'IdempotentParameterMismatch',
      400,
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }
  if (known) return known.answer;
  const answer = run();
  call.state.tokens[key] = { atMs: call.now, digest, answer };
  return answer;
}
