import type { Attempt } from '../attempt.js';
import { Diagnosed, type DiagnosisCode, diagnosis, endsOf } from './diagnosis.js';

/** What a service that speaks its protocol says instead of serving. */
export type RefusalCode = Extract<
  DiagnosisCode,
  | 'APP_AUTH_REQUIRED'
  | 'APP_AUTH_FAILED'
  | 'APP_DENIED'
  | 'APP_TLS_REQUIRED'
  | 'APP_WHITELIST'
  | 'APP_LOADING'
  | 'APP_DEGRADED'
  | 'APP_OVERLOADED'
>;

/** Names a refusal of the target's own. `said`: its words; `clientIp`: the address it saw us come from. */
export function serviceRefusal(
  attempt: Attempt,
  code: RefusalCode,
  { said = null, clientIp = null }: { readonly said?: string | null; readonly clientIp?: string | null } = {},
): Diagnosed {
  const ends = endsOf(attempt);
  const { kind } = attempt.target;
  switch (code) {
    case 'APP_WHITELIST':
      return new Diagnosed(diagnosis(code, { ...ends, clientIp }));
    case 'APP_DENIED':
      return new Diagnosed(diagnosis(code, { ...ends, kind, said, clientIp }));
    case 'APP_AUTH_FAILED':
      return new Diagnosed(diagnosis(code, { ...ends, kind, said }));
    case 'APP_DEGRADED':
      return new Diagnosed(diagnosis(code, { ...ends, said }));
    case 'APP_LOADING':
      return new Diagnosed(diagnosis(code, ends));
    case 'APP_AUTH_REQUIRED':
    case 'APP_TLS_REQUIRED':
    case 'APP_OVERLOADED':
      return new Diagnosed(diagnosis(code, { ...ends, kind }));
  }
}
