import type { Check, Price } from '../../cloud/plan.js';
import type { Resource, Rule } from '../../cloud/resources.js';
import type { Presentation } from '../presentation.js';
import { type Cell, type Column, renderTable } from '../table.js';
import { columnsOf, wrapText } from '../width.js';

/** What a cloud command shows: a result, or a plan of one. */
export interface CloudResult {
  readonly resources: readonly Resource[];
  /** What is shown has not been done. */
  readonly isPlan: boolean;
  /** For each resource, after a dry run: who checked it. */
  readonly checks: readonly Check[] | null;
  /** Undefined: nothing here costs anything. Null: it does, but the service did not say how much. */
  readonly price: Price | null | undefined;
}

/** A column of one kind of row; a column that is empty in every row is left out. */
interface Field<R> {
  readonly head: string;
  readonly cell: (row: R) => Cell;
  readonly fixed?: boolean;
  /** Shown only where the terminal has room left; lower comes first. */
  readonly optional?: number;
}

type Thing = Exclude<Resource, Rule>;

/** Tables of what is there, then sentences on what was done. */
export function cloudView(result: CloudResult, presentation: Presentation): string {
  const { text, style } = presentation;
  const things = result.resources.filter((resource) => resource.type !== 'rule');
  const rules = result.resources.filter((resource) => resource.type === 'rule');
  const parts: string[] = [];
  if (things.length > 0) parts.push(thingsTable(things, result, presentation));
  if (rules.length > 0) parts.push(rulesTable(rules, result, presentation));
  const sentences = sentencesOf(result, presentation).map((line) => wrapText(line, style.width));
  const title = result.isPlan ? `${style.paint('strong', text.cloud.planTitle)}\n` : '';
  return `${title}${parts.join('\n')}${sentences.length > 0 ? `\n${sentences.join('\n')}\n` : ''}`;
}

function thingsTable(things: readonly Thing[], result: CloudResult, presentation: Presentation): string {
  const { columns, types, region } = presentation.text.cloud;
  const fields: Field<Thing>[] = [
    { head: columns.id, cell: ({ id }) => id ?? '', fixed: true },
    { head: columns.name, cell: ({ name }) => name },
    { head: columns.type, cell: ({ type }) => types[type], fixed: true, optional: 2 },
    { head: columns.region, cell: (thing) => thing.region, fixed: true, optional: 3 },
    { head: columns.zone, cell: (thing) => ('zone' in thing ? thing.zone : ''), fixed: true },
    { head: columns.status, cell: (thing) => statusCell(thing.status), fixed: true },
    { head: columns.addresses, cell: addressesOf, fixed: true },
    {
      head: columns.result,
      cell: (thing) => resultCell(thing, result, presentation),
      fixed: true,
      optional: 1,
    },
  ];
  const { table, left } = tableOf(fields, things, presentation);
  const caption = left.includes(columns.region) ? `${region(things[0]?.region ?? '')}\n` : '';
  return `${caption}${table}`;
}

function rulesTable(rules: readonly Rule[], result: CloudResult, presentation: Presentation): string {
  const { columns } = presentation.text.cloud;
  const isEgress = rules[0]?.direction === 'egress';
  const fields: Field<Rule>[] = [
    { head: columns.id, cell: ({ id }) => id ?? '', fixed: true },
    { head: columns.group, cell: ({ group }) => group ?? '', fixed: true, optional: 3 },
    { head: columns.direction, cell: ({ direction }) => direction, fixed: true },
    { head: columns.ports, cell: ({ protocol, port }) => `${protocol} ${port}`, fixed: true },
    {
      head: isEgress ? columns.destination : columns.peer,
      cell: ({ source, destination }) => source ?? destination ?? '',
    },
    { head: columns.policy, cell: ({ policy }) => policy, fixed: true },
    { head: columns.priority, cell: ({ priority }) => String(priority), fixed: true, optional: 2 },
    { head: columns.description, cell: ({ description }) => description, optional: 4 },
    {
      head: columns.result,
      cell: (rule) => resultCell(rule, result, presentation),
      fixed: true,
      optional: 1,
    },
  ];
  return tableOf(fields, rules, presentation).table;
}

/** The fields that have something to say and room to say it. `left` names the optional ones that had none. */
function tableOf<R>(
  fields: readonly Field<R>[],
  rows: readonly R[],
  { style }: Presentation,
): { table: string; left: string[] } {
  const filled = fields.filter((field) => rows.some((row) => textOf(field.cell(row)) !== ''));
  const widthOf = (field: Field<R>) =>
    Math.max(
      columnsOf(field.head),
      ...rows.flatMap((row) => textOf(field.cell(row)).split('\n').map(columnsOf)),
    );
  const widthOfAll = (shown: ReadonlySet<Field<R>>) =>
    [...shown].reduce((sum, field) => sum + widthOf(field) + 2, -2);
  const shown = new Set(filled.filter((field) => field.optional === undefined));
  const optional = filled
    .filter((field) => field.optional !== undefined)
    .sort((a, b) => (a.optional ?? 0) - (b.optional ?? 0));
  for (const field of optional) {
    if (widthOfAll(new Set([...shown, field])) <= style.width) shown.add(field);
  }
  const chosen = filled.filter((field) => shown.has(field));
  const columns = chosen.map(({ head, fixed = false }): Column => ({ head, fixed }));
  const cells = rows.map((row) => chosen.map((field) => field.cell(row)));
  return {
    table: renderTable(columns, cells, style),
    left: optional.filter((field) => !shown.has(field)).map(({ head }) => head),
  };
}

function sentencesOf(result: CloudResult, { text, style }: Presentation): string[] {
  const { cloud } = text;
  const { resources, isPlan, checks, price } = result;
  const existing = resources.filter((resource) => !resource.created).map(nameOf);
  const created = resources.length - existing.length;
  const lines: string[] = [];
  if (isPlan && created === 0) lines.push(cloud.nothingToDo);
  else if (!isPlan) {
    if (created > 0) lines.push(style.paint('good', `${style.symbol.good} ${cloud.created(created)}`));
    if (existing.length > 0) lines.push(`${style.symbol.quiet} ${cloud.existing(existing)}`);
  }
  if (isPlan && price !== undefined) {
    lines.push(price ? cloud.price(amountOf(price), price.currency, price.per) : cloud.priceUnknown);
  }
  if (checks) {
    for (const check of ['service', 'here', 'exists'] as const) {
      const checked = resources.filter((_, index) => checks[index] === check).map(nameOf);
      if (checked.length > 0) lines.push(cloud.checked[check]([...new Set(checked)]));
    }
    lines.push(cloud.dryRun);
  }
  return lines;
}

function addressesOf(thing: Thing): string {
  if (thing.type === 'instance') return [thing.privateIp, thing.publicIp].filter(Boolean).join('\n');
  return 'cidr' in thing ? thing.cidr : '';
}

function statusCell(status: string): Cell {
  const tone = status === 'Available' || status === 'Running' ? 'good' : 'plain';
  return { text: status, tone };
}

function resultCell({ created }: Resource, { isPlan }: CloudResult, { text }: Presentation): Cell {
  const { result } = text.cloud;
  if (!created) return { text: result.existing, tone: 'quiet' };
  return { text: isPlan ? result.toCreate : result.created, tone: 'good' };
}

function nameOf(resource: Resource): string {
  if (resource.id !== null) return resource.id;
  return resource.type === 'rule' ? `${resource.protocol} ${resource.port}` : resource.name;
}

function amountOf({ amount }: Price): string {
  return amount >= 10 ? amount.toFixed(2) : amount.toFixed(4).replace(/0{1,2}$/, '');
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}
