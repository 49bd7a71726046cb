import { execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { blobOf } from './target.js';

const run = promisify(execFile);

/** Settings that make git the same on each machine. */
export const gitEnvironment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@server.test',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@server.test',
};

/** A bare repository `/git/MARK/source.git`, whatever the mark, with one commit of random bytes; it may be pushed to. */
export class GitRepository {
  readonly #root: string;
  #head = '';

  constructor(folder: string) {
    this.#root = join(folder, 'git');
  }

  /** The commit of its branch `main`. */
  get head(): string {
    return this.#head;
  }

  async fill(bytes: number): Promise<void> {
    const work = join(this.#root, 'work');
    const bare = join(this.#root, 'source.git');
    await mkdir(work, { recursive: true });
    await writeFile(join(work, 'blob'), blobOf(bytes));
    const git = (...args: string[]) =>
      run('git', ['-C', work, ...args], { env: { ...process.env, ...gitEnvironment } });
    await git('init', '-q', '-b', 'main');
    await git('add', 'blob');
    await git('commit', '-q', '-m', 'content');
    await git('clone', '-q', '--bare', '.', bare);
    await run('git', ['-C', bare, 'config', 'http.receivepack', 'true']);
    this.#head = await this.commitOf('main');
  }

  /** The commit that a branch stands at. */
  async commitOf(branch: string): Promise<string> {
    const { stdout } = await run('git', ['-C', join(this.#root, 'source.git'), 'rev-parse', branch]);
    return stdout.trim();
  }

  /** Git's own server for "smart HTTP", as a web server runs it (CGI). */
  readonly serve = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server.test');
    const { headers } = request;
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        ...gitEnvironment,
        GIT_PROJECT_ROOT: this.#root,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
        PATH_INFO: pathname.replace(/^\/git\/[^/]+/, ''),
        QUERY_STRING: searchParams.toString(),
        REQUEST_METHOD: request.method,
        REMOTE_ADDR: '127.0.0.1',
        CONTENT_TYPE: headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: String(headers['content-encoding'] ?? ''),
        ...(headers['content-length'] ? { CONTENT_LENGTH: headers['content-length'] } : {}),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    backend.stdin.on('error', () => {});
    request.pipe(backend.stdin);
    let head = Buffer.alloc(0);
    const takeHead = (bytes: Buffer) => {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      backend.stdout.off('data', takeHead);
      const lines = head.subarray(0, end).toString('latin1').split('\r\n');
      const pairs = lines.map((line) => line.split(/:\s*/, 2) as [string, string]);
      const status = pairs.find(([name]) => name.toLowerCase() === 'status')?.[1];
      response.writeHead(status ? Number.parseInt(status, 10) : 200, pairs.flat());
      response.write(head.subarray(end + 4));
      backend.stdout.pipe(response);
    };
    backend.stdout.on('data', takeHead);
  };
}
