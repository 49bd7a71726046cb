/**
 * A refusal in the service's own words, as it travels in the error body. These words are part of the imitated protocol,
 * so they are English always and not in the message catalogue.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    httpStatus: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.code = code;
    this.httpStatus = httpStatus;
    this.headers = headers;
  }
}

/** Our own refusal, never the cloud's: the sandbox does not imitate this. */
export function unsupported(what: string): ServiceError {
  return new ServiceError('SandboxUnsupported', 501, `The aliproxy sandbox does not simulate ${what}.`);
}

export function notFound(code: string, what: string): ServiceError {
  return new ServiceError(code, 404, `The specified ${what} does not exist.`);
}

export function missing(name: string): ServiceError {
  return new ServiceError(
    'MissingParameter',
    400,
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  );
}

export function invalid(name: string, code = 'InvalidParameter'): ServiceError {
  return new ServiceError(code, 400, `The specified parameter "${name}" is not valid.`);
}

/** A dry run that found nothing wrong: the service says so by this error. */
export function dryRunPassed(): ServiceError {
  return new ServiceError('DryRunOperation', 400, 'Request validation has been passed with DryRun flag set.');
}
