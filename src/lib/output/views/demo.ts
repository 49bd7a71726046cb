import type { Stage } from '../../demo/stage.js';
import type { DemoStep } from '../../demo/steps.js';
import type { TunnelEnded } from '../../tunnel/run/run-tunnel.js';
import type { Presentation } from '../presentation.js';
import { renderTable } from '../table.js';
import { wrapText } from '../width.js';
import { tunnelEndView } from './tunnel/end.js';

/** What this is, and which parts of it are embedded. */
export function demoIntroduction(stage: Stage, { text, style }: Presentation): string {
  const { introduction, embedded, parts } = text.demo;
  const rows = [
    [parts.http, stage.httpUrl],
    [parts.redis, stage.redisUrl],
    [parts.tunnel, stage.proxyUrl],
    [parts.sandbox, stage.sandbox.endpoint],
  ];
  const table = renderTable([{ head: embedded }, { head: '', fixed: true }], rows, style);
  return `${wrapText(introduction, style.width)}\n\n${table}`;
}

/** What the next command is for, and the command as a user would type it. */
export function demoStepHead({ name, argv }: DemoStep, { text, style }: Presentation): string {
  const command = wrapText(`$ aliproxy ${argv.join(' ')}`, style.width)
    .split('\n')
    .map((line) => style.paint('strong', line));
  return `\n${wrapText(`# ${text.demo.steps[name]}`, style.width)}\n${command.join('\n')}\n`;
}

export function demoTunnelEnd(end: TunnelEnded, presentation: Presentation): string {
  const { text, style } = presentation;
  return `\n${wrapText(`# ${text.demo.tunnelEnd}`, style.width)}${tunnelEndView(end, presentation)}`;
}

export function demoEnd({ text, style }: Presentation): string {
  return `\n${wrapText(text.demo.end, style.width)}\n`;
}
