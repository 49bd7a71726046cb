import type { OpenSandbox } from '../../sandbox/open-sandbox.js';
import type { ResetResult, ResourceKind } from '../../sandbox/private-sandbox.js';
import type { RequestEvent } from '../../sandbox/sandbox.js';
import type { Presentation } from '../presentation.js';
import { renderTable } from '../table.js';
import { columnsOf, wrapText } from '../width.js';

/** What the ready event says, as text: where it listens, and how clients are pointed at it. */
export function sandboxStartText(sandbox: Facts, { text, style }: Presentation): string {
  const words = text.sandbox.start;
  const facts: [string, string][] = [
    [words.endpoint, sandbox.endpoint],
    [words.accessKeyId, sandbox.accessKeyId],
    [words.accessKeySecret, sandbox.accessKeySecret],
    [words.state, sandbox.statePath ?? words.inMemory],
  ];
  const widest = Math.max(...facts.map(([name]) => columnsOf(name)));
  const lines = [
    style.paint('strong', words.title),
    '',
    ...facts.map(([name, value]) => `  ${name}${' '.repeat(widest - columnsOf(name))}  ${value}`),
    '',
    words.worthless,
  ];
  for (const [shell, assign] of shells) {
    lines.push('', words.forAliproxy(shell));
    for (const [name, value] of variablesOf(sandbox)) lines.push(`  ${assign(name, value)}`);
  }
  lines.push('', words.forSdk, ...sdkLines(sandbox), '', words.forCli, ...cliLines(sandbox));
  lines.push('', style.paint('strong', words.end), '');
  return lines.join('\n');
}

type Facts = Omit<OpenSandbox, 'close'>;

const shells: [string, (name: string, value: string) => string][] = [
  ['PowerShell', (name, value) => `$env:${name} = '${value}'`],
  ['cmd', (name, value) => `set "${name}=${value}"`],
  ['bash', (name, value) => `export ${name}=${value}`],
];

function variablesOf({ endpoint, accessKeyId, accessKeySecret }: Facts): [string, string][] {
  return [
    ['ALIPROXY_OPENAPI_ENDPOINT', endpoint],
    ['ALIBABA_CLOUD_ACCESS_KEY_ID', accessKeyId],
    ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', accessKeySecret],
  ];
}

function sdkLines({ endpoint }: Facts): string[] {
  return [
    '  new RPCClient({',
    `    endpoint: '${endpoint}', apiVersion: '2016-04-28',`,
    '    accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,',
    '    accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET })',
  ];
}

/** Short enough for eighty columns each; on one line they would wrap inside a word. */
function cliLines({ endpoint, accessKeyId, accessKeySecret }: Facts): string[] {
  return [
    '  aliyun configure set --profile sandbox --mode AK --region cn-hangzhou \\',
    `    --access-key-id ${accessKeyId} \\`,
    `    --access-key-secret ${accessKeySecret}`,
    '  aliyun vpc DescribeVpcs --profile sandbox --insecure \\',
    `    --endpoint ${endpoint.replace('http://', '')}`,
  ];
}

/** One answered request: result, action, code, time. */
export function requestLine(event: RequestEvent, { style }: Presentation): string {
  const tone = event.code === null ? 'good' : 'bad';
  const what = [event.product, event.action].filter((part) => part !== null).join('.') || '-';
  const result = `${style.symbol[tone]} ${event.status}`;
  const line = `${style.paint(tone, result)}  ${what}  ${event.code ?? 'OK'}  ${event.ms} ms`;
  return `${wrapText(line, style.width)}\n`;
}

const kinds: readonly ResourceKind[] = ['vpcs', 'vswitches', 'groups', 'keyPairs', 'instances'];

/** What `sandbox reset` took away. */
export function resetText({ path, found, removed }: ResetResult, { text, style }: Presentation): string {
  const words = text.sandbox.reset;
  if (!found) return `${wrapText(words.nothing(path), style.width)}\n`;
  if (removed === null) return `${wrapText(words.unreadable(path), style.width)}\n`;
  const rows = kinds.map((kind) => [words.kinds[kind], String(removed[kind])]);
  const columns = [{ head: words.kind }, { head: words.count, align: 'right', fixed: true }] as const;
  return `${wrapText(words.cleared(path), style.width)}\n${renderTable(columns, rows, style)}`;
}
