import { describe, expect, it } from 'vitest';
import { selectToolchain, type ToolchainAnswer } from '../../../src/lib/doctor/go-toolchain.js';

const local: ToolchainAnswer = { kind: 'local' };
const invalid: ToolchainAnswer = { kind: 'invalid' };
const change = (name: string, pathOnly = false): ToolchainAnswer => ({ kind: 'switch', name, pathOnly });
const refused = (needed: string): ToolchainAnswer => ({ kind: 'refused', needed });

/** This Go is 1.26.8. */
const rows: readonly [
  setting: string,
  go: string | null,
  toolchain: string | null,
  answer: ToolchainAnswer,
][] = [
  ['auto', null, null, local],
  ['auto', '1.26', null, local],
  ['auto', '1.26.8', null, local],
  ['auto', '1.9', 'go1.20.1', local],
  ['auto', '1.27', null, change('go1.27.0')],
  ['auto', '1.27rc1', null, change('go1.27rc1')],
  ['auto', '1.26.9', null, change('go1.26.9')],
  ['auto', '1.25', 'go1.27.1', change('go1.27.1')],
  ['auto', '1.28.0', 'go1.27.1', change('go1.28.0')],
  ['auto', '1.25', 'default', local],
  ['auto', '1.27', 'default', refused('1.27')],
  ['auto', '1.25', 'nonsense', local],
  ['path', '1.27', null, change('go1.27.0', true)],
  ['path', '1.26', null, local],
  ['local', '1.26', 'go1.27.1', local],
  ['local', '1.27', null, refused('1.27')],
  ['', '1.27', null, refused('1.27')],
  ['local+auto', '1.27', null, change('go1.27.0')],
  ['local+path', '1.27', null, change('go1.27.0', true)],
  ['go1.26.8', '1.26', null, local],
  ['go1.25.3', '1.25', null, change('go1.25.3')],
  ['go1.25.3', '1.26', null, refused('1.26')],
  ['go1.25.3+auto', '1.26.0', null, change('go1.26.0')],
  ['go1.27.1+path', null, null, change('go1.27.1', true)],
  ['go1.27.1+auto', '1.26', 'go1.26.9', change('go1.27.1')],
  ['gccgo-go1.27.1', null, null, change('gccgo-go1.27.1')],
  ['bash', null, null, invalid],
  ['go1.26.8+soon', null, null, invalid],
  ['go1.26!', null, null, invalid],
  ['default', null, null, invalid],
];

describe('selectToolchain', () => {
  it.each(rows)('GOTOOLCHAIN=%s, go %s, toolchain %s', (setting, go, toolchain, answer) => {
    expect(selectToolchain({ setting, local: 'go1.26.8', module: { go, toolchain } })).toEqual(answer);
  });

  it('needs no module, and takes a development Go for the newest', () => {
    expect(selectToolchain({ setting: 'auto', local: 'go1.26.8', module: null })).toEqual(local);
    const module = { go: '1.27', toolchain: null };
    expect(selectToolchain({ setting: 'auto', local: 'devel go1.28-abc', module })).toEqual(local);
  });
});
