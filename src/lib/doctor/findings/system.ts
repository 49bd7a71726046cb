export type FirewallProfile = 'domain' | 'private' | 'public';

/** The system: version, architecture, language, paths, WSL, firewall. */
export interface SystemFindings {
  OS_TOO_OLD: { name: string };
  OS_OLD_BUILD: { name: string };
  OS_UNSUPPORTED: { name: string; ended: string; asOf: string };
  OS_KERNEL_OLD: { release: string };
  ARCH_32BIT: { native: string };
  NODE_32BIT: { native: string };
  NODE_EMULATED: { node: string; native: string };
  LOCALE_LEGACY_CONSOLE: { codePage: string };
  LOCALE_NOT_UTF8: { locale: string };
  PATH_LONG: { characters: number; repeated: number };
  PATH_TOO_LONG: { characters: number; limit: number; repeated: number };
  LONG_PATHS_OFF: object;
  WSL_NONE: object;
  WSL_HERE: { networkingMode: string | null; autoProxy: boolean | null };
  WSL_LOOPBACK_PROXY: { endpoint: string };
  FIREWALL_OFF: { profiles: readonly FirewallProfile[] };
}
