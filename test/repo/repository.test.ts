import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const texts = files.filter((path) => /\.(?:ts|js|json|md|yml|yaml|cmd)$|^\.ci\/run$/.test(path));

describe('the repository', () => {
  it('has no address of a package registry in its lock file', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "http/);
  });

  it('writes no secret-looking key and no home folder of a developer', () => {
    const wrong = texts.filter(
      (path) =>
        /LTAI[A-Za-z0-9]{16,}|\/(?:root|home\/(?!li\b)\w+)\//.test(read(path)) && !path.startsWith('test/'),
    );
    expect(wrong).toEqual([]);
  });

  it('has Windows line ends in .cmd files, and only there', () => {
    for (const path of texts)
      expect([path, read(path).includes('\r\n')]).toEqual([path, path.endsWith('.cmd')]);
  });

  it('leaves no test out by hand', () => {
    const marks = new RegExp(
      ['it', 'test', 'describe'].map((name) => `\\b${name}\\.(?:skip|only|todo)\\b`).join('|'),
    );
    expect(files.filter((path) => path.startsWith('test/') && marks.test(read(path)))).toEqual([]);
  });

  it('describes each npm script in CONTRIBUTING.md', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const name of Object.keys(scripts)) {
      const call = name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`;
      expect(read('CONTRIBUTING.md')).toContain(`\`${call}\``);
    }
  });

  it('has a section in CHANGELOG.md for the version of package.json', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(read('CHANGELOG.md')).toMatch(
      new RegExp(`^## (?:\\[?${version.replaceAll('.', '\\.')}\\]?|Unreleased)`, 'm'),
    );
  });

  it('has relative links in its documents that lead somewhere', () => {
    const broken = files
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
          .map(([, target]) => ({ path, target: target as string }))
          .filter(({ target }) => !existsSync(resolve(root, path, '..', target))),
      );
    expect(broken).toEqual([]);
  });

  it('shows YAML in its documents that parses', () => {
    const blocks = files
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...read(path).matchAll(/```ya?ml\n([\s\S]*?)```/g)].map(([, block]) => block as string),
      );
    for (const block of blocks) expect(() => parse(block)).not.toThrow();
  });
});
