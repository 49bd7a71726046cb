import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tunnelFlags } from '../../../src/lib/cli/tunnel-flags.js';
import { parseSettings } from '../../../src/lib/config/parse.js';
import { configurationKeys } from '../../../src/lib/config/schema.js';
import { en } from '../../../src/lib/messages/en.js';
import { outcome } from './start.js';

const manual = readFileSync('docs/tunnel.md', 'utf8');
const [, example = ''] = /```yaml\n([^`]*)```/.exec(manual) ?? [];

describe('the manual', () => {
  it('shows every key of the configuration in an example that is right', () => {
    expect([...parseSettings(example, 'manual').keys()].sort()).toEqual(
      Object.keys(configurationKeys)
        .filter((key) => key.startsWith('tunnel.'))
        .sort(),
    );
  });

  it.each(Object.keys(tunnelFlags))('mentions --%s', (flag) => {
    expect(manual.includes(`--${flag}`)).toBe(true);
  });

  it.each(Object.keys(en.tunnel.meanings))('tells what %s means', (code) => {
    expect(manual.includes(`\`${code}\``)).toBe(true);
  });
});

describe('the first example of each page', () => {
  it.each(['docs/tunnel.md', 'README.md', 'README.zh-CN.md'])(
    'shows what its command prints: %s',
    async (path) => {
      const [, words = '', printed = ''] =
        /\$ aliproxy tunnel (.*-L .*)\n([^`]*?)```/.exec(readFileSync(path, 'utf8')) ?? [];
      const { exitCode, out } = await outcome([...words.split(' '), '--check']);
      const tables = out.slice(0, out.lastIndexOf('\n\n'));
      expect(exitCode).toBe(0);
      expect(tables).toContain('10.0.3.8:6379');
      expect(printed).toContain(tables);
    },
  );
});
