import type { Files } from './files.js';

/** The text of a file that nobody has to have; null where it is not there, or may not be read. */
export async function readIfThere(
  { files }: { readonly files: Files },
  path: string,
): Promise<string | null> {
  try {
    return await files.readText(path);
  } catch {
    return null;
  }
}

/** The names in a folder that nobody has to have; none where it is not there, or may not be looked into. */
export async function listIfThere({ files }: { readonly files: Files }, path: string): Promise<string[]> {
  try {
    return await files.list(path);
  } catch {
    return [];
  }
}
