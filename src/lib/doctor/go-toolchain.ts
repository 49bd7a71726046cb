import { compareGoVersions, isLanguageVersion } from './go-version.js';

export interface ToolchainQuestion {
  /** GOTOOLCHAIN as `go env GOTOOLCHAIN` prints it. */
  readonly setting: string;
  /** The version of the Go that runs: `go1.26.8`. */
  readonly local: string;
  /** The `go` and `toolchain` lines of go.work or go.mod; null where there is no such file. */
  readonly module: { readonly go: string | null; readonly toolchain: string | null } | null;
}

/**
 * Which Go would run. `local`: the one at hand. `switch`: the one of this name, from PATH, and else by download
 * (`pathOnly`: never). `refused`: Go ends, because the module needs `needed` and may not switch. `invalid`: Go does not
 * understand GOTOOLCHAIN.
 */
export type ToolchainAnswer =
  | { readonly kind: 'local' }
  | { readonly kind: 'switch'; readonly name: string; readonly pathOnly: boolean }
  | { readonly kind: 'refused'; readonly needed: string }
  | { readonly kind: 'invalid' };

/** Go's own rule: https://go.dev/doc/toolchain#select, cmd/go/internal/toolchain/select.go. */
export function selectToolchain({ setting, local, module }: ToolchainQuestion): ToolchainAnswer {
  const mode = readSetting(setting, local);
  if (mode === null) return { kind: 'invalid' };
  const { minimum, switches } = mode;
  const wanted = switches === 'no' ? minimum : raise(minimum, module);
  // What the go line asks for and the chosen Go does not give, it refuses: without a switch, or with `toolchain default`.
  const needed = module?.go ?? null;
  if (needed !== null && isNewer(needed, wanted)) return { kind: 'refused', needed };
  return wanted === local
    ? { kind: 'local' }
    : { kind: 'switch', name: wanted, pathOnly: switches === 'path' };
}

interface Mode {
  /** The toolchain Go starts from. */
  readonly minimum: string;
  readonly switches: 'no' | 'auto' | 'path';
}

function readSetting(setting: string, local: string): Mode | null {
  if (setting === '' || setting === 'local') return { minimum: local, switches: 'no' };
  if (setting === 'auto' || setting === 'path') return { minimum: local, switches: setting };
  const [, name = '', suffix] = /^([^+]*)(?:\+(.*))?$/s.exec(setting) ?? [];
  if (suffix !== undefined && suffix !== 'auto' && suffix !== 'path') return null;
  if (name !== 'local' && !isToolchainName(name)) return null;
  return { minimum: name === 'local' ? local : name, switches: suffix ?? 'no' };
}

/** The toolchain after the lines of the module: each counts where it is newer. */
function raise(minimum: string, module: ToolchainQuestion['module']): string {
  if (module === null || module.toolchain === 'default') return minimum;
  const { toolchain, go } = module;
  const chosen =
    toolchain !== null && isToolchainName(toolchain) && isNewer(toolchain, minimum) ? toolchain : minimum;
  if (go === null || !isNewer(go, chosen)) return chosen;
  const firstRelease = isLanguageVersion(go) && (compareGoVersions(go, '1.21') ?? -1) >= 0 ? '.0' : '';
  return `go${go}${firstRelease}`;
}

function isNewer(a: string, b: string): boolean {
  return (compareGoVersions(a, b) ?? 0) > 0;
}

/** `go1.26.8`, also behind another's name: `gccgo-go1.26.8`. */
function isToolchainName(name: string): boolean {
  const own = name.replace(/^.*-(?=go1)/, '');
  return own.startsWith('go') && compareGoVersions(own, '1.0') !== null;
}
