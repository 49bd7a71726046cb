import { readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { missing } from '../../../helpers/programs.js';
import {
  type Answer,
  type Client,
  codeIn,
  execute,
  hostAndPort,
  proxyUrl,
  readRawAnswer,
  type Surroundings,
  type Wish,
} from './client.js';
import { sha256 } from './target.js';

/** Told by `-x`; the certificate of an `https` proxy by `--proxy-cacert`, its own by `--proxy-cert`. */
export const curl: Client = {
  name: 'curl',
  isMissing: () => missing('curl'),
  can: { plain: true, secure: true, upload: true, socks: true, credentials: true },
  ask: eachWish(async ({ method, url, file }, { proxy, caFile, folder }) => {
    const heads = join(folder, 'heads');
    await writeFile(heads, '');
    const own = proxy.identity ? await identityFiles(folder, proxy.identity) : [];
    const { code, stdout, stderr } = await execute('curl', [
      ...['-q', '-sS', '--max-time', '60', '-x', proxyUrl(proxy), '--noproxy', ''],
      ...['--cacert', caFile, '--proxy-cacert', caFile, '-D', heads, '--fail', ...own],
      ...(file ? ['-X', method, '-T', file] : []),
      url,
    ]);
    const shown = await readFile(heads, 'latin1');
    const status = [...shown.matchAll(/^HTTP\/1\.\d (\d{3})/gm)].at(-1)?.[1];
    return {
      status: status === undefined ? null : Number(status),
      ...{ sha256: sha256(stdout), bytes: stdout.length },
      code: codeIn(shown),
      error: code === 0 ? null : stderr.trim(),
    };
  }),
};

/** Told by `http_proxy` and `https_proxy`. */
export const wget: Client = {
  name: 'wget',
  isMissing: () => missing('wget'),
  can: { plain: true, secure: true, upload: true, socks: false, credentials: true },
  ask: eachWish(async ({ method, url, file }, { proxy, caFile }) => {
    const told = proxyUrl(proxy);
    const { code, stdout, stderr } = await execute(
      'wget',
      [
        ...['--no-config', '-nv', '-S', '-O', '-', '-T', '60', '-t', '1', `--ca-certificate=${caFile}`],
        '--no-hsts',
        ...(file ? [`--method=${method}`, `--body-file=${file}`] : []),
        url,
      ],
      { env: { http_proxy: told, https_proxy: told, no_proxy: '' } },
    );
    const status = [...stderr.matchAll(/^ {2}HTTP\/1\.\d (\d{3})/gm)].at(-1)?.[1];
    return {
      status: status === undefined ? null : Number(status),
      ...{ sha256: sha256(stdout), bytes: stdout.length },
      code: codeIn(stderr),
      error: code === 0 ? null : stderr.trim(),
    };
  }),
};

/** Told by `-proxy`: it sends CONNECT and then speaks TLS; what is said inside is ours. */
export const openssl: Client = {
  name: 'openssl s_client',
  isMissing: () => missing('openssl'),
  can: { plain: false, secure: true, upload: true, socks: false, credentials: true },
  ask: eachWish(async (wish, { proxy, caFile }) => {
    const { hostname, port } = new URL(wish.url);
    const name = isIP(hostname) ? ['-verify_ip', hostname] : ['-verify_hostname', hostname];
    const credentials = proxy.user
      ? ['-proxy_user', proxy.user.username, '-proxy_pass', `pass:${proxy.user.password}`]
      : [];
    const { stdout, stderr } = await execute(
      'openssl',
      [
        ...['s_client', '-quiet', '-proxy', hostAndPort(proxy), ...credentials, ...name],
        ...['-connect', `${hostname}:${port || 443}`, '-CAfile', caFile, '-verify_return_error'],
      ],
      { input: await rawRequest(wish) },
    );
    return readRawAnswer(stdout, stderr.trim());
  }),
};

/** Told by `-X connect -x`, or `-X 5 -x`; what is said inside is ours. */
export const netcat: Client = {
  name: 'nc',
  isMissing: () => missing('nc'),
  can: { plain: true, secure: false, upload: true, socks: true, credentials: false },
  ask: eachWish(async (wish, { proxy }) => {
    const { hostname, port } = new URL(wish.url);
    const { stdout, stderr } = await execute(
      'nc',
      [
        ...['-X', proxy.scheme === 'socks5h' ? '5' : 'connect', '-x', hostAndPort(proxy)],
        ...[hostname, port || '80'],
      ],
      { input: await rawRequest(wish) },
    );
    return readRawAnswer(stdout, stderr.trim());
  }),
};

function eachWish(
  ask: (wish: Wish, surroundings: Surroundings) => Promise<Answer>,
): (wishes: readonly Wish[], surroundings: Surroundings) => Promise<Answer[]> {
  return async (wishes, surroundings) => {
    const answers: Answer[] = [];
    for (const wish of wishes) answers.push(await ask(wish, surroundings));
    return answers;
  };
}

/** The certificate and the key of a client in files, and the options that name them. */
async function identityFiles(
  folder: string,
  { cert, key }: { readonly cert: string; readonly key: string },
): Promise<string[]> {
  const [certFile, keyFile] = [join(folder, 'client.pem'), join(folder, 'client.key')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key, { mode: 0o600 });
  return ['--proxy-cert', certFile, '--proxy-key', keyFile];
}

async function rawRequest({ method, url, file }: Wish): Promise<Buffer> {
  const { host, pathname, search } = new URL(url);
  const body = file ? await readFile(file) : Buffer.alloc(0);
  const head = [
    `${method} ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}
