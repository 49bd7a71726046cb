import { reloadJson, reloadLines, upstreamChangeLine } from '../output/views/tunnel/events.js';
import { tunnelReadyView } from '../output/views/tunnel/ready.js';
import type { RunReports } from '../tunnel/run/run-options.js';
import type { CommandContext } from './base-command.js';

/** Tells what happens while a tunnel runs: events under `--json`, else tables on stdout and lines on stderr. */
export function tunnelReports(context: CommandContext): RunReports {
  const { json, emit, print, progress, secrets, text, style, warn } = context;
  const presentation = { text, style };
  const note = (line: string) => {
    if (line === '') return;
    progress.stop();
    context.host.output.err(secrets.text(line));
  };
  return {
    accessEvents: json ? emit : null,
    redact: (value) => secrets.value(value),
    ready: (ready, plan) => (json ? emit(ready) : print(tunnelReadyView(ready, plan, presentation))),
    upstream: (change) =>
      json ? emit({ event: 'upstream', ...change }) : note(upstreamChangeLine(change, presentation)),
    reload: (reload, ready) => {
      if (json) emit({ event: 'reload', ...reloadJson(reload, ready, text) });
      if (!json || !reload.ok) note(reloadLines(reload, presentation));
    },
    logTrouble: (path, { reason, dropped }) => warn(text.tunnel.logTrouble(path, reason, dropped)),
    draining: (active) => progress.update(text.tunnel.draining(active)),
  };
}

/** While a program has the terminal, only what it must not miss is told, and nothing on its stdout. */
export function reportsBesideChild(context: CommandContext): RunReports {
  const reports = tunnelReports(context);
  return {
    ...reports,
    ready: () => {},
    upstream: () => {},
    reload: (reload, ready) => {
      if (!reload.ok) reports.reload(reload, ready);
    },
    draining: () => {},
  };
}
