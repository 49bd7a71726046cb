import { list, nullable, number, object, type Shaped, text, word } from '../shape.js';

export const windows = object({
  powershell: object({
    state: word('ok', 'missing', 'denied', 'timeout', 'failed', 'unreadable'),
    program: nullable(text),
    version: nullable(text),
    languageMode: nullable(text),
    exitCode: nullable(number),
    durationMs: number,
    /** Names of the script's sections that threw. */
    failedSections: list(text),
  }),
  system: object({
    source: nullable(word('powershell', 'registry')),
    /** 1 workstation, 2 domain controller, 3 server. */
    productType: nullable(number),
    installationType: nullable(text),
    productName: nullable(text),
    displayVersion: nullable(text),
    editionId: nullable(text),
    updateRevision: nullable(number),
  }),
  /** `AMD64`, `ARM64`, `x86`: the machine's own, whatever this process is. */
  nativeArch: nullable(text),
  /** A `source` of null: could not be read. A `release` of null: not installed. `folder`: only that there is some 4.x. */
  netFramework: object({
    source: nullable(word('powershell', 'registry', 'folder')),
    release: nullable(number),
  }),
  vcRuntime: object({
    source: nullable(word('powershell', 'registry', 'folder')),
    x64: nullable(text),
    x86: nullable(text),
    arm64: nullable(text),
  }),
  codePage: nullable(text),
});

export type WindowsEvidence = Shaped<typeof windows>;
