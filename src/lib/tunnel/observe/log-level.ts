/** `error`: failures only; `info`: every connection at its end; `debug`: also when it is decided where it goes. */
export const logLevels = ['off', 'error', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];
