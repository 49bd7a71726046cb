import { exitCodes, usageFailure } from '../errors.js';
import { formatAuthority } from '../proxy/authority.js';
import { adviceLines, type Shell } from '../proxy/explain/shell-lines.js';
import { settingsFailure } from '../tunnel/failures.js';
import { clientVariables, plainCredentials } from '../tunnel/run/client-variables.js';
import type { TunnelPlan } from '../tunnel/run/plan.js';
import type { RunningChild } from '../tunnel/run/run-options.js';
import type { CommandContext, Report } from './base-command.js';
import { checkWritable } from './check-writable.js';
import type { InterruptGate } from './interrupt-gate.js';
import type { TunnelFlags } from './tunnel-flags.js';
import { TunnelPlanSource } from './tunnel-plan.js';

/** What the command line says beside its flags. */
export interface TunnelCall {
  readonly flags: TunnelFlags;
  /** The words behind `--`; null where there was no `--`. */
  readonly command: readonly string[] | null;
  readonly gate: InterruptGate;
  /** Of this program. */
  readonly version: string;
}

/** Runs a tunnel as it was called: to its end, or only to see what it would be. */
export async function runTunnelCommand(call: TunnelCall, context: CommandContext): Promise<Report> {
  const { flags } = call;
  checkConflicts(call, context);
  const source = new TunnelPlanSource(flags, context);
  const plan = await source.load();
  if (flags['print-env'] !== undefined) return printEnvironment(plan, flags['print-env'], context);
  if (flags.auth !== undefined) context.warn(context.text.tunnel.visiblePassword);
  const isFromFiles = [...source.files.values()].some((digest) => digest !== null);
  if (flags.watch && !isFromFiles) throw settingsFailure('WATCH_NOTHING', {});
  for (const path of [flags['ready-file'], plan.accessLog]) {
    if (path !== undefined && path !== null && path !== '-') await checkWritable(path, context.host);
  }
  if (flags.check) return await check(plan, context);
  return await run(call, { source, plan }, context);
}

function checkConflicts({ flags, command }: TunnelCall, { json }: CommandContext): void {
  if (flags['ready-file'] === '') {
    throw usageFailure('BAD_FLAG_VALUE', { flag: '--ready-file', value: '', expected: 'FILE' });
  }
  const child = command === null ? null : '-- COMMAND';
  const printEnv = flags['print-env'] === undefined ? null : '--print-env';
  const modes = [flags.check ? '--check' : null, printEnv, child].filter((name) => name !== null);
  if (modes.length > 1) throw usageFailure('FLAG_CONFLICT', { flags: modes });
  if (child !== null && json) throw usageFailure('FLAG_CONFLICT', { flags: ['--json', child] });
  if (command?.length === 0) {
    throw usageFailure('MISSING_ARGUMENT', { argument: 'COMMAND', command: 'tunnel' });
  }
}

async function run(
  { flags, command, gate, version }: TunnelCall,
  { source, plan }: { source: TunnelPlanSource; plan: TunnelPlan },
  context: CommandContext,
): Promise<Report> {
  const { runTunnel } = await import('../tunnel/run/run-tunnel.js');
  const { reportsBesideChild, tunnelReports } = await import('./tunnel-reports.js');
  const { adminViews } = await import('../output/views/tunnel/admin-views.js');
  const { reloadJson } = await import('../output/views/tunnel/events.js');
  const { tunnelEndView, tunnelFailuresView } = await import('../output/views/tunnel/end.js');
  const { host, text, style, language, json, emit, signal, secrets } = context;
  const child = command === null ? null : await childOf(command, plan, gate, context);
  const { end, childExitCode } = await runTunnel(
    {
      ...{ plan, source, version, signal, child },
      watch: flags.watch === true,
      readyFile: flags['ready-file'],
      views: {
        admin: adminViews({ text, language }),
        reload: (reload, ready) => secrets.value(reloadJson(reload, ready, text)),
      },
      reports: child === null ? tunnelReports(context) : reportsBesideChild(context),
    },
    host,
  );
  if (childExitCode !== null) {
    const failures = tunnelFailuresView(end, { text, style });
    // Behind what the program has written: it must be clear whose words they are.
    if (failures !== '') host.output.err(secrets.text(`${text.tunnel.failedMeanwhile}\n${failures}`));
    return { exitCode: childExitCode, json: null, view: null };
  }
  if (json) emit(end);
  return { exitCode: exitCodes.ok, json: null, view: () => tunnelEndView(end, { text, style }) };
}

async function childOf(
  words: readonly string[],
  { settings }: TunnelPlan,
  gate: InterruptGate,
  { host, warn, text }: CommandContext,
): Promise<RunningChild> {
  const { findChild } = await import('../tunnel/run/child.js');
  const command = await findChild(words, host);
  const credentials = plainCredentials(settings);
  const isAsked = settings.access.users.length > 0 && settings.listen.length > 0;
  if (isAsked && credentials === null) warn(text.tunnel.noCredentials);
  return { command, credentials, divertInterrupts: (diversion) => gate.divert(diversion) };
}

/** The plan has been read and checked; what is left is what only the start would find. */
async function check(plan: TunnelPlan, { text, style }: CommandContext): Promise<Report> {
  const { tunnelCheckView } = await import('../output/views/tunnel/ready.js');
  const { settings } = plan;
  const listen = settings.listen.map(({ host, port }) => ({ protocol: 'mixed' as const, host, port }));
  const forwards = settings.forwards.map(({ name, listen: place, target }) => ({
    ...(name !== null && { name }),
    listen: { host: place.host, port: place.port },
    target: formatAuthority(target),
  }));
  const upstreams = settings.upstreams.map(({ name, proxy, weight, backup }) => ({
    ...{ name, url: proxy?.shown ?? 'direct', weight, backup },
  }));
  const admin = plan.admin && formatAuthority(plan.admin);
  const shown = { listen, forwards, admin, upstreams, strategy: settings.strategy };
  return {
    exitCode: exitCodes.ok,
    json: { ok: true, ...shown },
    view: () => tunnelCheckView({ listen, forwards }, plan, { text, style }),
  };
}

function printEnvironment(
  { settings }: TunnelPlan,
  shell: Shell,
  { host, warn, text }: CommandContext,
): Report {
  const { listen, forwards, tls, access } = settings;
  const [first] = listen;
  const places = [
    ...(first ? [first] : []),
    ...forwards.filter(({ name }) => name !== null).map((f) => f.listen),
  ];
  if (places.length === 0) throw settingsFailure('PRINT_ENV_NOTHING', {});
  const free = places.find(({ port }) => port === 0);
  if (free !== undefined) throw settingsFailure('PRINT_ENV_FREE_PORT', { listen: formatAuthority(free) });
  if (access.users.length > 0 && first !== undefined) warn(text.tunnel.noCredentials);
  // What is printed ends up in histories and logs: no credentials.
  const os = host.platform.os;
  const variables = clientVariables({ listen, forwards, tls: tls !== null }, { os, credentials: null });
  const changes = Object.entries(variables).map(([name, value]) => ({ name, value }));
  const lines = adviceLines(changes).filter((line) => line.shell === shell);
  return {
    exitCode: exitCodes.ok,
    json: { ok: true, shell, variables },
    view: () => lines.map(({ command }) => `${command}\n`).join(''),
  };
}
