import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { missing } from '../../../helpers/programs.js';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** On `lo`, each with a listener behind it. */
const reserved = [
  '100.100.100.200',
  '169.254.169.254',
  '169.254.0.1',
  '64:ff9b::6464:64c8',
  '64:ff9b::a9fe:a9fe',
  '2002:6464:64c8::1',
  '::6464:64c8',
];
const allowed = ['10.0.0.1', '100.100.100.199', 'fd00::1'];
const loopback = ['127.0.0.1', '127.0.0.53', '::1', '64:ff9b::7f00:1'];

/** The same addresses as requests may write them. */
const reservedTargets = [
  '100.100.100.200',
  '169.254.169.254',
  '169.254.0.1',
  '0.0.0.0',
  '0.1.2.3',
  '224.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::ffff:100.100.100.200]',
  '[::ffff:6464:64c8]',
  '[0:0:0:0:0:FFFF:a9fe:a9fe]',
  '[::ffff:0.0.0.0]',
  '[64:ff9b::6464:64c8]',
  '[64:ff9b::169.254.169.254]',
  '[2002:6464:64c8::1]',
  '[::100.100.100.200]',
  '[fe80::1]',
  '[ff02::1]',
];
const loopbackTargets = [
  '127.0.0.1',
  '127.0.0.53',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:35]',
  '[64:ff9b::7f00:1]',
];
const names = {
  'metadata.test': [['100.100.100.200']],
  'link-local.test': [['169.254.169.254']],
  'mapped.test': [['::ffff:100.100.100.200']],
  'nat64.test': [['64:ff9b::a9fe:a9fe']],
  'scoped.test': [['fe80::1%lo']],
  'any.test': [['0.0.0.0'], ['::']],
  'all-bad.test': [['169.254.0.1', '::6464:64c8', '100.100.100.200']],
  'mixed.test': [['100.100.100.200', '10.0.0.1', '2002:6464:64c8::1']],
  'changing.test': [['10.0.0.1'], ['100.100.100.200']],
  'fine.test': [['fd00::1']],
  'this-machine.test': [['127.0.0.53']],
};
const ownTargets = [
  '127.0.0.1#tunnel',
  '10.0.0.1#tunnel',
  '[::ffff:10.0.0.1]#tunnel',
  '[::1]#tunnel6',
  '10.0.0.1#forward',
];

/**
 * In a network namespace of its own the addresses are this machine's, on its loopback, and something listens on them:
 * a tunnel that dialled would connect. Nothing can leave the namespace, there is no other interface in it. Making one
 * takes root.
 */
describe.skipIf(!isRoot || process.platform !== 'linux' || missing('ip'))('what is never a target', () => {
  it('is not reached by any protocol, under whatever name, from wherever, though it would answer', async () => {
    const plan = {
      listen: [...reserved, ...allowed, ...loopback],
      targets: [
        ...reservedTargets,
        ...loopbackTargets,
        ...ownTargets,
        ...['10.0.0.1', '100.100.100.199', '[fd00::1]', 'localhost'],
        ...Object.keys(names).filter((name) => name !== 'changing.test'),
      ],
      names: { ...names, localhost: [['127.0.0.1']] },
      clients: ['127.0.0.1', '10.0.0.7'],
    };
    const { seen, answers } = await inNamespace(plan);
    for (const address of reserved) expect([address, seen[address]]).toEqual([address, 0]);

    const local = answers['127.0.0.1'] ?? expect.fail();
    const remote = answers['10.0.0.7'] ?? expect.fail();
    const badNames = ['metadata', 'link-local', 'mapped', 'nat64', 'scoped', 'any', 'all-bad'].map(
      (name) => `${name}.test`,
    );
    const never = [...reservedTargets, ...badNames];
    const always = ['10.0.0.1', '100.100.100.199', '[fd00::1]', 'mixed.test', 'fine.test'];
    const here = [...loopbackTargets.slice(0, -1), 'localhost', 'this-machine.test'];
    expect(local).toEqual({
      connect: {
        ...each(never, 'DENIED'),
        ...each([...here, ...always], 'reached'),
        ...ownFor('PROXY_LOOP'),
      },
      http: { ...each(never, 'DENIED'), ...each([...here, ...always], 'reached'), ...ownFor('PROXY_LOOP') },
      socks5: { ...each(never, 'refused'), ...each([...here, ...always], 'reached'), ...ownFor('refused') },
      forward: {
        ...each(badNames, 'closed'),
        ...each(['mixed.test', 'changing.test', 'fine.test', 'this-machine.test', 'localhost'], 'reached'),
      },
    });
    expect(remote).toEqual({
      connect: {
        ...each([...never, ...here, ...ownTargets, '[64:ff9b::7f00:1]'], 'DENIED'),
        ...each(always, 'reached'),
      },
      http: {
        ...each([...never, ...here, ...ownTargets, '[64:ff9b::7f00:1]'], 'DENIED'),
        ...each(always, 'reached'),
      },
      socks5: {
        ...each([...never, ...here, ...ownTargets, '[64:ff9b::7f00:1]'], 'refused'),
        ...each(always, 'reached'),
      },
      forward: {
        ...each([...badNames, 'this-machine.test', 'localhost'], 'closed'),
        ...each(['mixed.test', 'changing.test', 'fine.test'], 'reached'),
      },
    });
  });
});

function each<T>(keys: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(keys.map((key) => [key, value]));
}

/** Its own programs may go to a forward; in a loop they would go round. */
function ownFor(loop: string): Record<string, string> {
  return { ...each(ownTargets, loop), '10.0.0.1#forward': 'reached', '[64:ff9b::7f00:1]': 'reached' };
}

async function inNamespace(plan: object): Promise<{
  seen: Record<string, number>;
  answers: Record<string, Record<string, Record<string, string>>>;
}> {
  const name = `aliproxy-${process.pid}`;
  await run('ip', ['netns', 'add', name]);
  try {
    const inside = (...command: string[]) =>
      run('ip', ['netns', 'exec', name, ...command], { timeout: 15_000 });
    await inside('ip', 'link', 'set', 'lo', 'up');
    const addresses = [...reserved, ...allowed, '64:ff9b::7f00:1', 'fe80::1', '10.0.0.7'];
    for (const address of addresses) {
      await inside('ip', 'address', 'add', `${address}/${address.includes(':') ? 128 : 32}`, 'dev', 'lo');
    }
    const program = fileURLToPath(new URL('./reserved-addresses-program.ts', import.meta.url));
    const { stdout } = await inside(process.execPath, '--import', 'tsx', program, JSON.stringify(plan));
    return JSON.parse(stdout);
  } finally {
    await run('ip', ['netns', 'delete', name]);
  }
}
