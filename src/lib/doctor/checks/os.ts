import { type Check, optionalSectionOf, verdict } from '../check.js';
import type { Platform } from '../evidence/platform.js';
import type { WindowsEvidence } from '../evidence/windows.js';
import type { Evidence } from '../evidence.js';
import { goNeeds, windowsBuilds, windowsSupport } from '../knowledge.js';
import { compareVersions, parseVersion } from '../versions.js';

const windowsDocs = 'https://learn.microsoft.com/windows/release-health/';
const goNeedsDocs = 'https://go.dev/wiki/MinimumRequirements';

/** Is the system one that today's Go and .NET run on? */
export const osVersion: Check = {
  id: 'os.version',
  group: 'os',
  uses: [],
  optional: ['windows'],
  judge({ evidence }) {
    const { os, release } = evidence.platform;
    if (os === 'win32') return judgeWindows(evidence);
    const found = systemName(evidence.platform);
    const needed = os === 'linux' ? goNeeds.linuxKernel : os === 'darwin' ? goNeeds.darwin : null;
    const version = parseVersion(release);
    if (needed && version && compareVersions(version, needed) < 0) {
      return verdict('warn', {
        found,
        expected: `>= ${needed.join('.')}`,
        finding: { code: 'OS_KERNEL_OLD', facts: { release } },
        docs: goNeedsDocs,
      });
    }
    return verdict('pass', { found, expected: needed ? `>= ${needed.join('.')}` : null });
  },
};

function judgeWindows(evidence: Evidence) {
  const windows = optionalSectionOf(evidence, 'windows');
  const build = buildOf(evidence.platform);
  const server = isServer(evidence.platform, windows);
  const found = windowsName(evidence.platform, windows);
  const expected = server ? '>= Windows Server 2016 (14393)' : '>= Windows 10 1809 (17763)';
  const shown = { found, expected, docs: windowsDocs };
  const major = parseVersion(evidence.platform.release)?.[0] ?? 0;
  if (major < 10 || build < windowsBuilds.windows10) {
    return verdict('fail', {
      ...shown,
      docs: goNeedsDocs,
      finding: { code: 'OS_TOO_OLD', facts: { name: found } },
    });
  }
  if (build < (server ? windowsBuilds.server2016 : windowsBuilds.version1809)) {
    return verdict('warn', { ...shown, finding: { code: 'OS_OLD_BUILD', facts: { name: found } } });
  }
  const longTerm = windowsSupport.longTermEditions.test(windows?.system.editionId ?? '');
  if (!server && build < windowsBuilds.windows11 && !longTerm) {
    const { windows10Ended: ended, asOf } = windowsSupport;
    return verdict('warn', {
      ...shown,
      expected: 'Windows 11',
      finding: { code: 'OS_UNSUPPORTED', facts: { name: found, ended, asOf } },
    });
  }
  return verdict('pass', shown);
}

/** Is this program, and is the machine, 64-bit, and built for each other? */
export const osArch: Check = {
  id: 'os.arch',
  group: 'os',
  uses: [],
  optional: ['windows'],
  judge({ evidence }) {
    const native = nativeArch(evidence);
    const node = evidence.platform.arch;
    const found = native === node ? native : `${native} (Node.js: ${node})`;
    const shown = { found, expected: native };
    if (native === 'ia32' || native === 'arm') {
      const finding = { code: 'ARCH_32BIT', facts: { native } } as const;
      return verdict(evidence.platform.os === 'win32' ? 'fail' : 'warn', {
        found,
        expected: 'x64 | arm64',
        finding,
      });
    }
    if (node === 'ia32' || node === 'arm') {
      return verdict('warn', { ...shown, finding: { code: 'NODE_32BIT', facts: { native } } });
    }
    if (node !== native) {
      return verdict('warn', { ...shown, finding: { code: 'NODE_EMULATED', facts: { node, native } } });
    }
    return verdict('pass', shown);
  },
};

const archNames: Readonly<Record<string, string>> = {
  amd64: 'x64',
  x86_64: 'x64',
  x64: 'x64',
  arm64: 'arm64',
  aarch64: 'arm64',
  x86: 'ia32',
  i386: 'ia32',
  i686: 'ia32',
  armv6l: 'arm',
  armv7l: 'arm',
  armv8l: 'arm64',
  loongarch64: 'loong64',
  ppc64le: 'ppc64',
};

/** The machine's architecture in Node's words. */
function nativeArch(evidence: Evidence): string {
  const { machine, arch } = evidence.platform;
  const known = optionalSectionOf(evidence, 'windows')?.nativeArch ?? machine;
  return archNames[known.toLowerCase()] ?? (known || arch);
}

export function buildOf({ release }: Platform): number {
  return parseVersion(release)?.[2] ?? 0;
}

/** A build number can't tell Windows 11 24H2 from Server 2025 (both 26100): the product type does. */
function isServer({ version }: Platform, windows: WindowsEvidence | null): boolean {
  const system = windows?.system;
  if (system?.productType) return system.productType !== 1;
  if (system?.installationType) return /server/i.test(system.installationType);
  return /server/i.test(version);
}

/** `Windows 11 Pro 24H2 (26100.2314)`. The registry's name still says Windows 10 on 11. */
function windowsName(platform: Platform, windows: WindowsEvidence | null): string {
  const { productName = null, displayVersion = null, updateRevision = null } = windows?.system ?? {};
  const build = buildOf(platform);
  const name = (productName ?? platform.version) || 'Windows';
  const isEleven = build >= windowsBuilds.windows11 && !isServer(platform, windows);
  const honest = isEleven ? name.replace('Windows 10', 'Windows 11') : name;
  const revision = updateRevision === null ? '' : `.${updateRevision}`;
  return [honest, displayVersion, `(${build}${revision})`].filter(Boolean).join(' ');
}

function systemName({ os, release, name, wsl }: Platform): string {
  const system = os === 'darwin' ? 'macOS, Darwin' : (name ?? os);
  return `${system} ${os === 'darwin' ? release : `(${release})`}${wsl ? ' WSL' : ''}`;
}
