import { type ExitCode, exitCodes, Failure, type FailureOptions } from '../errors.js';
import type { ServiceHint } from './service-codes.js';

/** What is known of a call that the service refused. `said` is its own sentence, without keys and URLs. */
export interface ServiceFacts {
  readonly code: string;
  readonly action: string;
  readonly region: string;
  readonly said: string;
}

/** A thing that one of a few must be chosen for. */
export type ChoiceKind = 'group' | 'vpc' | 'vswitch' | 'zone';

/** The failures of the cloud commands, beside those that the service names itself (`ServiceHint`). */
export interface CloudFailures extends Record<ServiceHint, ServiceFacts> {
  CREDENTIALS_MISSING: { path: string };
  CREDENTIALS_HALF: { present: string; missing: string };
  CREDENTIALS_FILE_MALFORMED: { path: string };
  PROFILE_NOT_FOUND: { profile: string; path: string; known: readonly string[] };
  PROFILE_MODE_UNSUPPORTED: { profile: string; path: string; mode: string };
  PROFILE_INCOMPLETE: { profile: string; path: string; field: string };
  REGION_INVALID: { value: string };
  ENDPOINT_INVALID: { value: string };
  ENDPOINT_NOT_ENCRYPTED: { value: string };
  CLOUD_UNREACHABLE: { endpoint: string; reason: string; action: string };
  CLOUD_NO_ANSWER: { endpoint: string; action: string; phase: 'connect' | 'read'; limitMs: number };
  CLOUD_BAD_ANSWER: { endpoint: string; action: string; status: number | null };
  WAIT_TIMEOUT: { pending: readonly string[] };
  RESOURCE_VANISHED: { id: string };
  RESOURCE_FAILED: { id: string; status: string };
  RESOURCE_NOT_FOUND: { id: string; region: string };
  RESOURCE_DIFFERS: { id: string; name: string; property: string; found: string; wanted: string };
  CHOICE_NEEDED: { kind: ChoiceKind; flag: string; candidates: readonly string[] };
  VPC_NEEDED: { region: string };
  ZONE_UNKNOWN: { zone: string; region: string; known: readonly string[] };
  DECLINED: object;
  NAME_INVALID: { value: string; min: number; max: number };
  NAME_NUMBERED: { value: string };
  CIDR_INVALID: { flag: string; value: string };
  CIDR_HOST_BITS: { flag: string; value: string; suggestion: string };
  CIDR_SIZE: { flag: string; value: string; min: number; max: number };
  CIDR_FORBIDDEN: { flag: string; value: string; range: string };
  CIDR_OUTSIDE: { value: string; vpc: string };
  CIDR_OVERLAP: { value: string; other: string; free: string | null };
  CIDR_NO_ROOM: { vpc: string };
  PORTS_INVALID: { value: string; wrong: string };
  PORT_NOT_APPLICABLE: { protocol: string };
  OPEN_TO_WORLD: { ports: string; source: string };
  DISK_INVALID: { value: string };
  USER_DATA_TOO_LARGE: { path: string; sizeBytes: number; limitBytes: number };
  VPC_MISMATCH: { vswitch: string; group: string };
  ZONE_MISMATCH: { vswitch: string; zone: string; wanted: string };
  SERVERS_UNCONFIRMED: { count: number; instanceType: string };
}

type OwnCode = Exclude<keyof CloudFailures, ServiceHint>;

/** A failure of this slice; by default the answer is no (exit 1). */
export function cloudFailure<Code extends OwnCode>(
  code: Code,
  facts: CloudFailures[Code],
  options: FailureOptions = {},
): Failure<CloudFailures[Code]> {
  return new Failure(code, facts, options);
}

/** The same for wrong usage or configuration: nothing was done, exit 2. */
export function cloudUsage<Code extends OwnCode>(
  code: Code,
  facts: CloudFailures[Code],
): Failure<CloudFailures[Code]> {
  return cloudFailure(code, facts, { exitCode: exitCodes.usage });
}

/**
 * The service said no. `code` is the service's own, the sentence is chosen by it (`service-codes.ts`); never holds a
 * URL, a header or a key.
 */
export class CloudError extends Failure<ServiceFacts> {
  override readonly name: string = 'CloudError';
  readonly requestId: string | null;
  readonly httpStatus: number | null;
  /** How long the service asks to wait before the next try. */
  readonly retryAfterMs: number | null;

  constructor(
    facts: ServiceFacts,
    options: {
      readonly textKey: ServiceHint;
      readonly requestId: string | null;
      readonly httpStatus: number | null;
      readonly retryAfterMs: number | null;
      readonly exitCode?: ExitCode;
    },
  ) {
    super(facts.code, facts, {
      textKey: options.textKey,
      details: { requestId: options.requestId },
      exitCode: options.exitCode ?? exitCodes.no,
    });
    this.requestId = options.requestId;
    this.httpStatus = options.httpStatus;
    this.retryAfterMs = options.retryAfterMs;
  }
}
