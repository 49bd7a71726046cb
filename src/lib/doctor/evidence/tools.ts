import { flag, list, nullable, number, object, type Shaped, text, word } from '../shape.js';

/** With the environment, credentials included. */
const compared = word('same', 'differs', 'unset');

/** Python, Node.js on PATH, VS Code and its Go extension. */
export const tools = object({
  python: object({
    /** `store`: only the stub is there that opens the Microsoft Store; it is never run. */
    state: word('ok', 'missing', 'store', 'failed', 'timeout'),
    path: nullable(text),
    version: nullable(text),
  }),
  node: object({
    state: word('ok', 'missing', 'failed', 'timeout'),
    path: nullable(text),
    version: nullable(text),
  }),
  vscode: object({
    /** Where it is installed; `VS Code Server` is the remote half. */
    editions: list(object({ name: text, version: nullable(text) })),
    goExtension: nullable(text),
    /** settings.json and launch.json that are there but no JSON. */
    unreadable: list(text),
    /** `go.alternateTools` of Go itself, where it is a path. */
    alternateGo: nullable(object({ path: text, exists: flag })),
    /** `http.proxy`: VS Code's own. Credentials masked. */
    httpProxy: nullable(object({ value: text, environment: compared })),
    /** Proxy variables in `go.toolsEnvVars` and in the Go configurations of launch.json. Credentials masked. */
    variables: list(
      object({ file: text, configuration: nullable(text), name: text, value: text, environment: compared }),
    ),
    /** Go configurations in the current folder's launch.json; null where there is none. */
    launchConfigurations: nullable(number),
  }),
});

export type ToolsEvidence = Shaped<typeof tools>;
