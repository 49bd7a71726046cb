/** Names and ports. */
export interface NetFindings {
  PORT_EXCLUDED: { port: number; start: number; end: number };
  PORT_DENIED: { port: number; code: string };
  PORT_BUSY: { port: number };
  PORT_IS_PROXY: { port: number };
}
