/** The system's own proxy settings. */
export interface SystemProxyFindings {
  SYSTEM_PROXY_NONE: object;
  SYSTEM_PROXY_UNREADABLE: object;
  /** `dropped`: exceptions that NO_PROXY can't express. */
  SYSTEM_PROXY_ONLY: { server: string; dropped: readonly string[] };
  SYSTEM_PROXY_SCRIPT: { pac: string };
  SYSTEM_PROXY_DEAD: { endpoint: string };
  SYSTEM_PROXY_OTHER: { server: string };
  SYSTEM_PROXY_LEFTOVER: { server: string };
  WINHTTP_OTHER: { server: string };
  WINHTTP_AUTOMATIC: object;
  WINHTTP_UNKNOWN: object;
}
