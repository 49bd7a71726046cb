import type { CloudEvidence } from '../evidence/cloud.js';

/** A way to the API that leads nowhere. */
export interface FailedWay {
  /** `host:port`; null: direct. */
  readonly proxy: string | null;
  readonly step: 'dns' | 'tcp' | 'connect' | 'tls' | 'certificate' | 'http';
  readonly code: string;
  readonly atProxy: boolean;
}

type CredentialsState = CloudEvidence['credentials']['state'];

/** Credentials, the API and its clock. */
export interface CloudFindings {
  CLOCK_UNKNOWN: object;
  /** `seconds` from the API's clock; `behind`: this machine's clock is late. */
  CLOCK_OFF: { seconds: number; behind: boolean };
  CREDENTIALS_NONE: object;
  CREDENTIALS_UNUSABLE: {
    state: Exclude<CredentialsState, 'none' | 'found' | 'mode'>;
    place: string;
    profile: string | null;
    detail: string | null;
  };
  CREDENTIALS_MODE: { place: string; profile: string | null; mode: string };
  CREDENTIALS_RIVAL: object;
  CREDENTIALS_OPEN: { place: string };
  API_UNREACHABLE: { ways: readonly FailedWay[] };
  API_ONLY_DIRECT: { way: FailedWay };
  API_ONLY_PROXY: { way: FailedWay };
  API_CERTIFICATE: { code: string; proxy: string | null };
  API_NOT_TRIED: { proxy: string };
}
