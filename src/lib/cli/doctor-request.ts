import type { DoctorRequest } from '../doctor/run.js';
import { usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';
import type { CommandContext } from './base-command.js';
import { checkWritable } from './check-writable.js';
import { reportFormat } from './doctor-report.js';
import { checkDuration } from './duration-setting.js';

/** The flags that say what is examined, and where it is written, as oclif gives them. */
export interface DoctorFlags {
  readonly only?: string[];
  readonly skip?: string[];
  readonly url?: string[];
  readonly offline?: boolean;
  readonly strict?: boolean;
  readonly timeout?: number;
  readonly report?: string;
  readonly 'save-evidence'?: string;
  readonly replay?: string;
}

/** Flags and configuration as one request. Usage failures come before anything is looked at. */
export async function readDoctorRequest(
  flags: DoctorFlags,
  { configuration, host, signal }: CommandContext,
  program: DoctorRequest['program'],
): Promise<DoctorRequest> {
  const { replay, report, url, 'save-evidence': saveEvidence } = flags;
  if (replay !== undefined) refuseWith('--replay', { '--save-evidence': saveEvidence, '--url': url });
  if (report !== undefined) reportFormat(report);
  if (report !== undefined) {
    await refuseSameFile(report, { '--save-evidence': saveEvidence, '--replay': replay }, host);
  }
  const { doctorDefaults } = await import('../doctor/run.js');
  const { selectChecks } = await import('../doctor/select.js');
  const { readSurroundings } = await import('./doctor-surroundings.js');
  const skip = configuration.get<readonly string[]>(
    'doctor.skip',
    { flag: { name: '--skip', value: flags.skip } },
    [],
  );
  const timeout = configuration.get<number>(
    'doctor.timeout',
    { flag: { name: '--timeout', value: flags.timeout } },
    doctorDefaults.timeoutMs,
  );
  const { origin } = skip;
  const request: DoctorRequest = {
    ...doctorDefaults,
    ...(replay === undefined ? readSurroundings(url ?? [], configuration) : {}),
    program,
    explain: url !== undefined,
    only: flags.only ?? [],
    skip: skip.value,
    skipSource: origin.kind === 'file' ? `${origin.path}:${origin.line}: doctor.skip` : '--skip',
    offline: flags.offline === true,
    strict: flags.strict === true,
    timeoutMs: checkDuration(timeout, { flag: '--timeout', key: 'doctor.timeout' }),
    signal,
    ...(replay === undefined ? {} : { replay }),
    ...(saveEvidence === undefined ? {} : { saveEvidence }),
  };
  selectChecks(request);
  for (const path of [report, saveEvidence]) if (path !== undefined) await checkWritable(path, host);
  return request;
}

function refuseWith(flag: string, others: Readonly<Record<string, unknown>>): void {
  const other = Object.keys(others).find((name) => others[name] !== undefined);
  if (other) throw usageFailure('FLAG_CONFLICT', { flags: [flag, other] });
}

/** The one would take the place of the other. */
async function refuseSameFile(
  report: string,
  others: Readonly<Record<string, string | undefined>>,
  host: Host,
): Promise<void> {
  const { pathsOf, samePath } = await import('../doctor/collectors/paths.js');
  const absolute = (path: string) => pathsOf(host).resolve(host.platform.cwd, path);
  const same = Object.entries(others).filter(
    ([, path]) => path !== undefined && samePath(absolute(path), absolute(report), host),
  );
  refuseWith('--report', Object.fromEntries(same));
}
