import type { ToolsEvidence } from '../evidence/tools.js';

type Vscode = ToolsEvidence['vscode'];

/** Something in the settings of VS Code that makes Go behave unlike in a terminal. */
export type EditorNote =
  | { readonly kind: 'go-missing'; readonly path: string }
  /** `file`: settings.json or launch.json. */
  | ({ readonly kind: 'variable' } & Vscode['variables'][number])
  | { readonly kind: 'unreadable'; readonly file: string }
  | { readonly kind: 'own-proxy'; readonly value: string }
  | { readonly kind: 'no-launch' };

/** Python, Node.js and VS Code. */
export interface ToolsFindings {
  PYTHON_MISSING: object;
  /** Only the stub that opens the Microsoft Store. */
  PYTHON_STORE: object;
  PYTHON_BROKEN: { path: string };
  PYTHON_OLD: { version: string; minimum: string };
  PYTHON_UNSUPPORTED: { version: string; supported: string; asOf: string };
  NODE_MISSING: object;
  NODE_BROKEN: { path: string };
  NODE_OLD: { version: string; minimum: string };
  NODE_UNSUPPORTED: { version: string; supported: string; asOf: string };
  VSCODE_NONE: object;
  VSCODE_NO_GO: object;
  VSCODE_MISTAKES: { notes: readonly EditorNote[] };
  VSCODE_NOTES: { notes: readonly EditorNote[] };
}
