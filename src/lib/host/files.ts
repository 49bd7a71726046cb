/** The file system. Paths are native; text is UTF-8. Failures are Node's own errors with `code` (ENOENT, EACCES …). */
export interface Files {
  readText(path: string): Promise<string>;
  /** For files in an encoding that is yet to be found out. */
  readBytes(path: string): Promise<Uint8Array>;
  /** Writes through a temporary file and a rename, so that a reader never sees half a file. `mode` is for POSIX. */
  writeText(path: string, text: string, options?: { mode?: number }): Promise<void>;
  /** Makes a file that must not be there yet; rejects with EEXIST where it is. For locks. */
  createText(path: string, text: string, options?: { mode?: number }): Promise<void>;
  /** Adds to the end of a file, which is made where it is not there. */
  appendText(path: string, text: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Names in a folder, unsorted; an empty list where the folder does not exist. */
  list(path: string): Promise<string[]>;
  /** POSIX permission bits, for example 0o600. */
  mode(path: string): Promise<number>;
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
}
