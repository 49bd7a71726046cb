import type { CheckId } from '../../../doctor/check.js';
import type { WindowsFindings } from '../../../doctor/findings/windows.js';
import type { ErrorTexts } from '../../text.js';
import { seconds } from '../seconds.js';

export const windowsFindings: ErrorTexts<WindowsFindings> = {
  PS_MISSING: {
    message: () => 'PowerShell was not found',
    hint: () => 'facts were read from the registry and folders instead; nothing must be done.',
  },
  PS_DENIED: {
    message: () => 'PowerShell may not be started here',
    hint: () => 'facts were read from the registry and folders instead; nothing must be done.',
  },
  PS_TIMEOUT: {
    message: ({ durationMs }) => `PowerShell did not answer within ${seconds(durationMs)}`,
    hint: () => 'facts were read in other ways; look for a slow virus scanner or a hung WMI service.',
  },
  PS_FAILED: {
    message: ({ exitCode }) => `PowerShell failed${exitCode === null ? '' : ` with exit code ${exitCode}`}`,
    hint: () => 'facts were read from the registry and folders instead; a policy may forbid scripts.',
  },
  PS_UNREADABLE: {
    message: () => "PowerShell's answer can't be read",
    hint: () => 'facts were read from the registry and folders instead.',
  },
  PS_CONSTRAINED: {
    message: ({ mode }) => `PowerShell is locked down (${mode})`,
    hint: () => 'a policy of your company; what it did not tell was read in other ways.',
  },
  PS_PARTIAL: {
    message: ({ sections }) => `PowerShell could not tell everything (${sections.join(', ')})`,
    hint: () => 'what is missing was read in other ways.',
  },
  PS_SLOW: {
    message: ({ durationMs }) => `PowerShell took ${seconds(durationMs)}`,
    hint: () => 'look for a slow virus scanner or a hung WMI service.',
  },
  DOTNET_MISSING: {
    message: () => '.NET Framework 4.5 or later is not installed',
    hint: () => 'install .NET Framework 4.8: https://dotnet.microsoft.com/download/dotnet-framework/net48',
  },
  DOTNET_OLD: {
    message: ({ version, release }) => `${version} (${release}) is too old`,
    hint: () => 'install .NET Framework 4.8: https://dotnet.microsoft.com/download/dotnet-framework/net48',
  },
  DOTNET_UNKNOWN: {
    message: () => "a 4.x is there; which one can't be read (PowerShell and reg.exe are locked)",
    hint: () => '',
  },
  REGISTRY_UNREADABLE: {
    message: () => "the registry can't be read (PowerShell and reg.exe are locked)",
    hint: () => '',
  },
  VC_MISSING: {
    message: () => 'not installed (only programs with C code need it)',
    hint: () => '',
  },
  DOTNET_RUNTIME_NONE: { message: () => 'not installed (Go needs none)', hint: () => '' },
  DOTNET_RUNTIME_OLD: {
    message: ({ newest }) => `.NET ${newest} is the newest here, and gets no more security fixes`,
    hint: ({ oldest, asOf }) =>
      `install .NET ${oldest} if a program of yours needs .NET (supported as of ${asOf}: ${oldest} and later).`,
  },
};

export const windowsTitles = {
  'ps.available': 'PowerShell',
  'dotnet.framework': '.NET Framework',
  'dotnet.runtime': '.NET runtimes',
  'vcredist.v14': 'Visual C++ runtime v14',
} satisfies Partial<Record<CheckId, string>>;
