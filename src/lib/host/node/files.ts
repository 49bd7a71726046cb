import { randomBytes } from 'node:crypto';
import { access, appendFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Files } from '../files.js';

export const nodeFiles: Files = {
  readText: (path) => readFile(path, 'utf8'),
  readBytes: (path) => readFile(path),
  async writeText(path, text, options = {}) {
    if (await isDevice(path)) return await writeFile(path, text);
    await mkdir(dirname(path), { recursive: true });
    const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      await writeFile(temporary, text, { mode: options.mode ?? 0o644 });
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  },
  async createText(path, text, options = {}) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: options.mode ?? 0o644, flag: 'wx' });
  },
  appendText: (path, text) => appendFile(path, text, 'utf8'),
  async exists(path) {
    try {
      await access(path);
      return true;
    } catch {
      return false;
    }
  },
  async list(path) {
    try {
      return await readdir(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  },
  mode: async (path) => (await stat(path)).mode & 0o777,
  remove: (path) => rm(path, { recursive: true, force: true }),
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true });
  },
};

/** A pipe or a device (`/dev/stdout`, `/dev/null`) is written to: a rename would put a file in its place. */
async function isDevice(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}
