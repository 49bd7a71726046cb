import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, missing, type Program } from '../../../helpers/programs.js';
import { missingModules, testPython } from '../../../helpers/python.js';
import { type Answer, type Client, execute, proxyUrl, type ToldProxy, type Wish } from './client.js';

const run = promisify(execFile);
const sources = resolve(import.meta.dirname, '../../../fixtures/tunnel-clients');

/** `net/http`, told by `http.ProxyURL`. */
export const go: Client = {
  name: 'Go net/http',
  isMissing: () => missing('go'),
  can: { plain: true, secure: true, upload: true, socks: true, credentials: true },
  ask: async (wishes, { proxy, caFile }) => {
    const program = await built('main.go', async (out) => {
      await run(programAt('go'), ['build', '-o', join(out, 'client'), join(sources, 'main.go')], {
        env: { ...process.env, GOFLAGS: '-mod=mod', GO111MODULE: 'off' },
      });
    });
    const told = proxyUrl(proxy, proxy.scheme === 'socks5h' ? 'socks5' : proxy.scheme);
    return askInLines({ path: join(program, 'client') }, [told, caFile], wishes, {
      SSL_CERT_FILE: caFile,
    });
  },
};

/** `java.net.http.HttpClient`, told by a `ProxySelector`. Basic must be allowed for tunnels, which Java forbids. */
export const java: Client = {
  name: 'Java HttpClient',
  isMissing: () => missing('java', 'javac'),
  can: { plain: true, secure: true, upload: true, socks: false, credentials: true },
  ask: async (wishes, { proxy, caFile }) => {
    const classes = await built('Fetch.java', async (out) => {
      await run(programAt('javac'), ['-d', out, join(sources, 'Fetch.java')]);
    });
    const options = [
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-Djdk.http.auth.tunneling.disabledSchemes=',
    ];
    return askInLines('java', [...options, '-cp', classes, 'Fetch', proxyUrl(proxy), caFile], wishes);
  },
};

/** `requests`, told by `proxies`. */
export const python: Client = {
  name: 'Python requests',
  isMissing: () => missingModules('requests'),
  can: { plain: true, secure: true, upload: true, socks: false, credentials: true },
  ask: (wishes, { proxy, caFile }) =>
    askInLines({ path: testPython }, [join(sources, 'fetch.py'), proxyUrl(proxy), caFile], wishes),
};

/** `node:http` in absolute form, and CONNECT below `node:https`: what agents for proxies do. */
export const node: Client = {
  name: 'Node.js http',
  isMissing: () => false,
  can: { plain: true, secure: true, upload: true, socks: false, credentials: true },
  ask: (wishes, { proxy, caFile }) =>
    askInLines({ path: process.execPath }, [join(sources, 'fetch.mjs'), proxyUrl(proxy), caFile], wishes),
};

/** `fetch` of newer Nodes, told by the environment. `.ci/run` names 22, 24 and 26. */
export const nodesWithFetch: readonly Client[] = (process.env.NODES_TO_COMPARE ?? '')
  .split(delimiter)
  .filter((path) => path !== '')
  .map((path) => ({
    name: `Node.js ${versionOf(path)} fetch`,
    isMissing: () => false,
    can: { plain: true, secure: true, upload: true, socks: false, credentials: true },
    ask: (wishes, { proxy, caFile }) =>
      askInLines({ path }, [join(sources, 'fetch.mjs'), proxyUrl(proxy), caFile], wishes, {
        NODE_USE_ENV_PROXY: '1',
        NODE_EXTRA_CA_CERTS: caFile,
        ...variablesFor(proxy),
      }),
  }));

function versionOf(path: string): string {
  return execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
}

/** The variables that tell a program of a proxy, and that nothing is excepted. */
export function variablesFor(proxy: ToldProxy): Record<string, string> {
  const told = proxyUrl(proxy);
  return { HTTP_PROXY: told, HTTPS_PROXY: told, http_proxy: told, https_proxy: told, NO_PROXY: '' };
}

/** Runs one of test/fixtures/tunnel-clients: a wish a line, an answer a line. */
async function askInLines(
  program: Program | { path: string },
  args: readonly string[],
  wishes: readonly Wish[],
  env: Record<string, string> = {},
): Promise<Answer[]> {
  const input = wishes.map(({ method, url, file = '' }) => `${method}\t${url}\t${file}\n`).join('');
  const { code, stdout, stderr } = await execute(program, args, { env, input });
  const lines = stdout.toString().trimEnd().split('\n');
  if (code !== 0 || lines.length !== wishes.length)
    throw new Error(`ended with ${code} after ${lines.length} answers: ${stderr}`);
  return lines.map((line) => {
    const [status, digest = '', bytes, told, error] = line.split('\t');
    const failed = status !== '200';
    return {
      status: status === '0' ? null : Number(status),
      ...{ sha256: digest, bytes: Number(bytes) },
      code: told || null,
      error: failed ? error || `status ${status}` : null,
    };
  });
}

/** Where a program was built from its source, now or by a run before. */
async function built(source: string, build: (folder: string) => Promise<void>): Promise<string> {
  const text = await readFile(join(sources, source));
  const folder = join(
    tmpdir(),
    `aliproxy-test-${source}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`,
  );
  const isThere = () =>
    stat(folder).then(
      () => true,
      () => false,
    );
  if (await isThere()) return folder;
  const draft = `${folder}-${process.pid}`;
  await mkdir(draft, { recursive: true });
  await build(draft);
  await rename(draft, folder).catch(async (error) => {
    await rm(draft, { recursive: true, force: true });
    if (!(await isThere())) throw error;
  });
  return folder;
}

function programAt(name: Program): string {
  const path = findProgram(name);
  if (path === null) throw new Error(`${name} is not installed`);
  return path;
}
