import { describe, expect, it } from 'vitest';
import { fakeProxy, keepingFakes, probeOne, serve, verdict } from './world.js';

/** What simple web servers say to bytes they don't understand: a page without the head of a response (HTTP/0.9). */
const page =
  '<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n';
const login = '<!DOCTYPE html>\n<html><head><title>Sign in to continue</title></head></html>\n';

describe('a page in place of what was asked for', () => {
  const keep = keepingFakes();

  const webServer = () =>
    serve((socket) => {
      socket.once('data', () => socket.end(page));
    });

  it.each(['redis', 'grpc', 'ws'])('a web server that is probed as %s is no captive portal', async (kind) => {
    const direct = keep(await webServer());
    const result = await probeOne(`${kind}://127.0.0.1:${direct.port}`);
    expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' });
    expect(result.diagnosis?.facts).toMatchObject({ protocol: 'http' });
  });

  it.each([
    ['redis', 'APP_WRONG_PROTOCOL', 'app'],
    ['https', 'TLS_PROTOCOL', 'tls'],
    ['tls', 'TLS_PROTOCOL', 'tls'],
  ])('behind a proxy neither, probed as %s', async (kind, code, phase) => {
    const proxy = keep(
      await fakeProxy('HTTP/1.1 200 Connection established\r\n\r\n', (socket) => {
        socket.once('data', () => socket.end(page));
      }),
    );
    const result = await probeOne(`${kind}://app.test:80`, { via: `127.0.0.1:${proxy.port}` });
    expect(verdict(result)).toMatchObject({ code, phase });
    expect(result.details.app).toEqual({ protocol: 'http' });
  });

  it.each(['redis', 'https', 'mysql', 'ws'])(
    'one in a tunnel to %s that wants somebody to sign in is a portal',
    async (kind) => {
      const proxy = keep(await fakeProxy(`HTTP/1.1 200 OK\r\n\r\n${login}`));
      const result = await probeOne(`${kind}://app.test:80`, { via: `127.0.0.1:${proxy.port}` });
      expect(verdict(result)).toMatchObject({ code: 'CAPTIVE_PORTAL', blame: 'network' });
    },
  );

  it('without a proxy any page is just another protocol', async () => {
    const server = keep(await serve((socket) => socket.once('data', () => socket.end(login))));
    const result = await probeOne(`redis://127.0.0.1:${server.port}`);
    expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' });
    expect(result.details.app).toEqual({ protocol: 'html' });
  });
});
