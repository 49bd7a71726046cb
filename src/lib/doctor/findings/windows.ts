/** Windows' own components: PowerShell, .NET, the Visual C++ runtime. */
export interface WindowsFindings {
  PS_MISSING: object;
  PS_DENIED: object;
  PS_TIMEOUT: { durationMs: number };
  PS_FAILED: { exitCode: number | null };
  PS_UNREADABLE: object;
  PS_CONSTRAINED: { mode: string };
  PS_PARTIAL: { sections: readonly string[] };
  PS_SLOW: { durationMs: number };
  DOTNET_MISSING: object;
  DOTNET_OLD: { version: string; release: number };
  DOTNET_UNKNOWN: object;
  REGISTRY_UNREADABLE: object;
  VC_MISSING: object;
  DOTNET_RUNTIME_NONE: object;
  DOTNET_RUNTIME_OLD: { newest: string; oldest: string; asOf: string };
}
