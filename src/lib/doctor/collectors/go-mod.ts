import type { Host } from '../../host/host.js';
import { readIfThere } from '../../host/read-if-there.js';
import { variable } from '../../host/variables.js';
import { pathsOf } from './paths.js';

export interface ModuleFile {
  readonly path: string;
  /** The `go` line: `1.26` or `1.26.3`. */
  readonly go: string | null;
  /** The `toolchain` line: `go1.26.3` or `default`. */
  readonly toolchain: string | null;
}

const largestCharacters = 1_000_000;

/**
 * The file that says which Go is wanted here: the go.work that counts (GOWORK, else upward from the current folder),
 * else the nearest go.mod. Null where there is none, or it can't be read.
 */
export async function findModuleFile(host: Host): Promise<ModuleFile | null> {
  const wanted = variable('GOWORK', host);
  const work =
    wanted === 'off' ? null : wanted ? await read(host, wanted) : await findUpward(host, 'go.work');
  return work ?? (await findUpward(host, 'go.mod'));
}

async function findUpward(host: Host, name: string): Promise<ModuleFile | null> {
  const { join, dirname } = pathsOf(host);
  let folder = host.platform.cwd;
  for (let level = 0; level < 64; level++) {
    const found = await read(host, join(folder, name));
    if (found) return found;
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
  return null;
}

async function read(host: Host, path: string): Promise<ModuleFile | null> {
  const text = await readIfThere(host, path);
  return text === null || text.length > largestCharacters ? null : { path, ...parseModuleFile(text) };
}

/**
 * The first `go` and `toolchain` lines (https://go.dev/ref/mod#go-mod-file-go): outside of blocks, comments left out,
 * words possibly quoted. Values that are none of the two grammars are null.
 */
export function parseModuleFile(text: string): Pick<ModuleFile, 'go' | 'toolchain'> {
  let inBlock = false;
  let go: string | null = null;
  let toolchain: string | null = null;
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const words = line
      .replace(/\/\/.*$/, '')
      .trim()
      .split(/[ \t]+/);
    if (inBlock) {
      inBlock = words[0] !== ')';
    } else if (words.at(-1) === '(') {
      inBlock = true;
    } else if (words.length === 2) {
      const value = unquote(words[1] ?? '');
      if (words[0] === 'go') go ??= goVersion.exec(value)?.[0] ?? null;
      if (words[0] === 'toolchain') toolchain ??= toolchainName.exec(value)?.[0] ?? null;
    }
  }
  return { go, toolchain };
}

/** As x/mod/modfile has them; a go line may end in a prerelease. */
const goVersion = /^[1-9][0-9]*(?:\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)|(?:alpha|beta|rc)[0-9]+)?)?$/;
const toolchainName = /^(?:default|go1[\w.-]*)$/;

function unquote(word: string): string {
  return /^(["`])(.*)\1$/.exec(word)?.[2] ?? word;
}
