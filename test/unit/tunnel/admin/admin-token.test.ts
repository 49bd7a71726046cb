import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bears, makeAdminToken } from '../../../../src/lib/tunnel/admin/admin-token.js';

describe('the token of a tunnel', () => {
  const random = (bytes: number) => randomBytes(bytes);

  it('has 256 bits, in signs that need no quoting, and is another one each time', () => {
    const token = makeAdminToken({ random });
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(makeAdminToken({ random })).not.toBe(token);
  });

  it.each(['Bearer secret', 'bearer secret', 'Bearer   secret'])('is shown by %j', (header) => {
    expect(bears(header, 'secret')).toBe(true);
  });

  it.each([
    ...[
      undefined,
      '',
      'secret',
      'Bearer',
      'Bearer ',
      'Bearer secret2',
      'Bearer secre',
      'Bearer secret x',
      'Basic secret',
    ],
  ])('is not shown by %j', (header) => expect(bears(header, 'secret')).toBe(false));

  it('is not shown by nothing, even if it were empty', () => {
    expect(bears(undefined, '')).toBe(false);
  });
});
