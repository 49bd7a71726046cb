import { list, object, type Shaped, text } from '../shape.js';

/** The .NET runtimes that are installed (not .NET Framework, which is part of Windows). */
export const dotnet = object({
  /** Folders that hold an installation. */
  roots: list(text),
  /** `Microsoft.NETCore.App` 10.0.1; each once, the newest first. */
  runtimes: list(object({ name: text, version: text })),
});

export type DotnetEvidence = Shaped<typeof dotnet>;
