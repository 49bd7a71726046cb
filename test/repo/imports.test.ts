import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const source = join(root, 'src');

interface Import {
  /** `lib/probe/run.ts` */
  readonly from: string;
  /** `lib/host/clock.ts`, or a package's name. */
  readonly to: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const imports = sourceFiles().flatMap(importsOf);

/** Who may import whom, by folder; `types` allows only `import type`. */
const capabilities = ['doctor', 'probe', 'proxy', 'tunnel', 'cloud', 'sandbox', 'config', 'demo'].map(
  (name) => `lib/${name}`,
);
const rules: { layer: string[]; may: string[]; types?: string[] }[] = [
  // What a proxy is, the others build on.
  { layer: ['lib/proxy'], may: ['lib/proxy', 'lib/host', 'lib/errors', 'lib/redact', 'lib/suggest'] },
  {
    layer: capabilities,
    may: [
      ...capabilities,
      'lib/host',
      'lib/errors',
      'lib/redact',
      'lib/suggest',
      'lib/duration',
      'lib/messages/locale',
    ],
  },
  { layer: ['lib/host'], may: ['lib/host', 'lib/errors'] },
  { layer: ['lib/messages'], may: ['lib/messages'], types: ['lib'] },
  { layer: ['lib/output'], may: ['lib/output'], types: ['lib'] },
  {
    layer: ['lib/errors', 'lib/redact', 'lib/suggest', 'lib/duration'],
    may: ['lib/errors'],
    types: ['lib/host'],
  },
];

/** The tunnel from its roof to its ground. */
const tunnelFloors = [
  ['run'],
  ['admin', 'control'],
  ['tunnel.ts'],
  ['clients.ts', 'snapshot.ts'],
  ['inbound'],
  ['find-way.ts', 'connection.ts'],
  ['upstreams', 'listeners', 'observe'],
  ['access'],
  ['relay', 'refusals', 'session.ts', 'settings.ts', 'failures.ts'],
];
const partOf = (file: string) => file.split('/')[2] ?? '';
const floorOf = (file: string) => tunnelFloors.findIndex((floor) => floor.includes(partOf(file)));

describe('direction of imports', () => {
  it('reads the sources at all', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it('is kept between the folders', () => {
    const local = imports.filter(({ to }) => to.startsWith('lib/') || to.startsWith('commands/'));
    const wrong = local.filter(({ from, to, typeOnly }) => {
      const rule = rules.find(({ layer }) => layer.some((folder) => within(from, folder)));
      if (!rule) return false;
      const allowed = typeOnly ? [...rule.may, ...(rule.types ?? [])] : rule.may;
      return !allowed.some((folder) => within(to, folder));
    });
    expect(wrong).toEqual([]);
  });

  it('leads only downwards within the tunnel', () => {
    const inTunnel = (file: string) => file.startsWith('lib/tunnel/');
    const wrong = imports.filter(
      ({ from, to, typeOnly }) =>
        !typeOnly &&
        inTunnel(from) &&
        inTunnel(to) &&
        floorOf(to) <= floorOf(from) &&
        partOf(to) !== partOf(from),
    );
    expect(imports.filter(({ from }) => inTunnel(from)).map(({ from }) => floorOf(from))).not.toContain(-1);
    expect(wrong).toEqual([]);
  });

  it('lets nobody import a command', () => {
    expect(imports.filter(({ to }) => to.startsWith('commands/'))).toEqual([]);
  });

  it('keeps oclif to main, the commands and lib/cli', () => {
    const elsewhere = imports.filter(
      ({ from, to }) => to.startsWith('@oclif/') && !/^(?:main\.ts|commands\/|lib\/cli\/)/.test(from),
    );
    expect(elsewhere).toEqual([]);
  });

  it('imports oclif by sub-path, never its index, which loads all of it', () => {
    expect(imports.filter(({ to, typeOnly }) => to === '@oclif/core' && !typeOnly)).toEqual([]);
  });

  it.each([
    ['execa', /^lib\/host\/node\//],
    ['ora', /^lib\/host\/node\//],
    ['inquirer', /^lib\/host\/node\//],
    ['chalk', /^lib\/output\/style\.ts$/],
    ['cli-table3', /^lib\/output\/table\.ts$/],
    ['@alicloud/pop-core', /^lib\/cloud\//],
    ['yaml', /^lib\/config\//],
    ['dns-packet', /^lib\/probe\//],
  ])('has one place for %s', (name, place) => {
    const users = imports.filter(({ to, typeOnly }) => to === name && !typeOnly).map(({ from }) => from);
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter((from) => !place.test(from))).toEqual([]);
  });

  it.each(['execa', 'ora', 'inquirer', '@alicloud/pop-core', 'dns-packet'])(
    'loads %s only when it is used',
    (name) => {
      expect(imports.filter(({ to, typeOnly, dynamic }) => to === name && !typeOnly && !dynamic)).toEqual([]);
    },
  );

  it('loads a prober when a target of its kind is probed', () => {
    const folder = 'lib/probe/probers/';
    const outside = imports.filter(({ from, to }) => to.startsWith(folder) && !from.startsWith(folder));
    expect(outside.length).toBeGreaterThan(5);
    expect(outside.filter(({ dynamic, typeOnly }) => !dynamic && !typeOnly)).toEqual([]);
  });

  it('has no cycles', () => {
    expect(cycles()).toEqual([]);
  });
});

describe('the outside world', () => {
  it('is not reached for in a capability: it comes in as an argument', () => {
    const reaching = /\bprocess\.(?!\w*Error)|\bconsole\.|\bDate\.now\(|\bMath\.random\(|\bnew Date\(\)/;
    const wrong = sourceFiles()
      .filter((file) => capabilities.some((folder) => within(file, folder)) || within(file, 'lib/output'))
      .flatMap((file) =>
        read(file)
          .split('\n')
          .map((line, index) => ({
            place: `${file}:${index + 1}`,
            line: line.replace(/\/\/.*|\/?\*.*|'[^']*'|`[^`]*`/g, ''),
          }))
          .filter(({ line }) => reaching.test(line)),
      );
    expect(wrong).toEqual([]);
  });
});

function sourceFiles(): string[] {
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(source, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function read(file: string): string {
  return readFileSync(join(source, file), 'utf8');
}

function importsOf(from: string): Import[] {
  const found = read(from).matchAll(
    /^\s*(?:import|export)\s+(type\s)?([^'";]*?from\s+)?'([^']+)'|(import)\(\s*'([^']+)'\s*\)/gm,
  );
  return [...found].map(([, type, names, path, dynamic, dynamicPath]) => {
    const target = (path ?? dynamicPath) as string;
    const allTypes = /^\{\s*(?:type\s+\w+(?:\s+as\s+\w+)?\s*,?\s*)+\}\s*from\s+$/.test(names ?? '');
    return {
      from,
      to: target.startsWith('.')
        ? relative(source, resolve(source, dirname(from), target))
            .replaceAll('\\', '/')
            .replace(/\.js$/, '.ts')
        : target,
      typeOnly: type !== undefined || allTypes,
      dynamic: dynamic !== undefined,
    };
  });
}

function within(file: string, folder: string): boolean {
  return file === `${folder}.ts` || file.startsWith(`${folder}/`);
}

/** Cycles among static, real imports: types and imports at run time on demand don't make one. */
function cycles(): string[][] {
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly, dynamic } of imports) {
    if (!typeOnly && !dynamic && to.endsWith('.ts')) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push(path.slice(at));
    if (at >= 0 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}
