import { describe, expect, it } from 'vitest';
import {
  acceptFor,
  encodeClose,
  handshakeRequest,
} from '../../../../src/lib/probe/protocols/websocket-handshake.js';

const handshake = {
  key: 'dGhlIHNhbXBsZSBub25jZQ==',
  authority: 'app.test',
  path: '/chat?room=1',
  headers: [],
  authorization: null,
};

describe('a WebSocket handshake', () => {
  it('has the accept key of RFC 6455 section 1.3', () => {
    expect(acceptFor('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });

  it('asks for version 13 with the key', () => {
    expect(handshakeRequest(handshake).toString()).toBe(
      'GET /chat?room=1 HTTP/1.1\r\nHost: app.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nUser-Agent: aliproxy\r\n\r\n',
    );
  });

  it('sends what was given once, and leaves alone what makes it a handshake', () => {
    const request = handshakeRequest({
      ...handshake,
      authorization: 'Basic eDp5',
      headers: [
        ...[
          { name: 'Host', value: 'other.test' },
          { name: 'authorization', value: 'Bearer t' },
        ],
        ...[
          { name: 'Connection', value: 'close' },
          { name: 'Sec-WebSocket-Key', value: 'mine' },
        ],
        { name: 'Origin', value: 'https://app.test' },
      ],
    }).toString();
    expect(request.match(/^host:.*$/gim)).toEqual(['Host: other.test']);
    expect(request.match(/^authorization:.*$/gim)).toEqual(['authorization: Bearer t']);
    expect(request.match(/^connection:.*$/gim)).toEqual(['Connection: Upgrade']);
    expect(request.match(/^sec-websocket-key:.*$/gim)).toEqual([
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ]);
    expect(request).toContain('\r\nOrigin: https://app.test\r\n');
  });

  it('closes with code 1000, masked', () => {
    expect(encodeClose(Buffer.from('a1b2c3d4', 'hex')).toString('hex')).toBe('8882a1b2c3d4a25a');
  });
});
