import { describe, expect, it } from 'vitest';
import { badTarget } from '../../../../src/lib/probe/failures.js';
import { parseTarget } from '../../../../src/lib/probe/target/target.js';

function facts(text: string) {
  const reading = parseTarget(text);
  if (reading.ok) throw new Error(`${text} is a target`);
  return badTarget(text, null, reading).facts;
}

describe('a text that is no target', () => {
  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['cache.test 6379', 'blank'],
    ['::1', 'brackets'],
    ['::1:6379', 'brackets'],
    ['redis://fd00::1', 'brackets'],
    ['redis://:hun#ter2@cache.test', 'hash'],
    ['api.test/health', 'bare-url'],
    ['api.test:8080/health', 'bare-url'],
    ['cache.test:99999', 'port'],
    ['cache.test:redis', 'port'],
  ])('%j is understood as: %s', (text, kind) => {
    expect(facts(text).mistake).toEqual({ kind });
  });

  it.each([
    ['htps://api.test', 'https'],
    ['reddis://cache.test', 'redis'],
    ['mongodb://db.test', null],
  ])('the scheme of %s: %s', (text, suggestion) => {
    expect(facts(text).mistake).toEqual({ kind: 'scheme', suggestion });
  });

  it.each([
    ['redis-cli -h 127.0.0.1 -a secret-word', 'redis-cli ***'],
    ['Server=db.test;Password=secret-word', 'Server=db.test;Password=***'],
    ['host=db.test password=secret-word', 'host=db.test ***'],
    ['tcp://li:secret word@cache.test', 'tcp://***@cache.test'],
    ['ssh li@code.test -p secret-word', '***@code.test ***'],
    ['li:secret-word@tcp(db.test:3306)/shop', '***@tcp(db.test:***'],
    ['::1', '::1'],
    ['fd00::1:6379', 'fd00::1:6379'],
  ])('%j is shown as %j', (text, shown) => {
    expect(facts(text).text).toBe(shown);
  });

  it.each([
    ['http://api.test/#access_token=secret-word', 'access_token=***'],
    ['http://api.test/#speed=5', 'speed=5'],
  ])('the option of %s is named as %s', (text, what) => {
    expect(facts(text).what).toBe(what);
  });

  it.each([
    ['jdbc:mysql://db.test:3307/shop?password=secret-word', 'mysql', 3307],
    ['jdbc:postgresql://db.test/shop', 'postgres', 5432],
    ['mysql+pymysql://li:secret-word@db.test/shop', 'mysql', 3306],
    ['postgresql+psycopg2://li:secret-word@db.test', 'postgres', 5432],
    ['mariadb://db.test', 'mysql', 3306],
  ])('the connection string %s is one', (text, kind, port) => {
    const reading = parseTarget(text);
    expect(reading).toMatchObject({ ok: true, target: { kind, host: 'db.test', port } });
    expect(JSON.stringify(reading.ok && reading.target.shown)).not.toContain('secret-word');
  });
});
