import { describe, expect, it } from 'vitest';
import { zh } from '../../../src/lib/messages/zh.js';
import { missing } from '../../helpers/programs.js';
import { testPython } from '../../helpers/python.js';
import { counted, crowd, everyKind, explained, matrix, mixed } from '../../unit/output/probe/sample-runs.js';
import { sampleRun } from '../../unit/probe/samples.js';
import { hostileResults, hostileTexts } from './hostile.js';
import { readWith, render } from './readers.js';

/** Python's own tokenizer of HTML; what it opens and closes is counted here, strictly. */
const script = `
import json, sys
from html.parser import HTMLParser
VOID = {'meta', 'br', 'input'}
class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.errors, self.loads, self.ids, self.links = [], [], [], [], []
        self.headings, self.text, self.labels, self.inputs, self.rows, self.tags = [], [], 0, 0, [], {}
    def handle_starttag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)): self.errors.append('attribute twice in ' + tag)
        for name, value in attrs:
            if name == 'id': self.ids.append(value)
            if name in ('src', 'srcset', 'href', 'action', 'data', 'poster', 'xlink:href', 'background'): self.links.append(value)
            if name.startswith('on') or name == 'style': self.errors.append(name + ' in ' + tag)
            if name == 'http-equiv' and value.lower() == 'refresh': self.errors.append('refresh')
        if tag in ('script', 'link', 'img', 'iframe', 'object', 'embed', 'base', 'form', 'image', 'use'): self.loads.append(tag)
        if tag in ('h1', 'h2', 'h3', 'h4', 'h5', 'h6'): self.headings.append(int(tag[1]))
        if tag == 'input' and 'label' not in self.open: self.errors.append('input without a label')
        if tag == 'tr': self.rows.append([self.open[-1] if self.open else '', 0])
        if tag in ('td', 'th'):
            self.rows[-1][1] += 1
            if tag == 'th' and 'scope' not in names: self.errors.append('th without scope')
        if tag == 'svg' and 'aria-hidden' not in names and 'svg' not in self.open: self.errors.append('picture without words')
        if tag not in VOID: self.open.append(tag)
    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID: self.open.pop()
    def handle_endtag(self, tag):
        if tag in VOID: self.errors.append('end of ' + tag)
        elif not self.open or self.open.pop() != tag: self.errors.append('</' + tag + '> closes nothing')
    def handle_data(self, data):
        if self.open and self.open[-1] != 'style': self.text.append(data)
reader = Reader()
reader.feed(sys.stdin.buffer.read().decode('utf-8')); reader.close()
print(json.dumps({'open': reader.open, 'errors': reader.errors, 'loads': reader.loads, 'links': reader.links,
  'ids': reader.ids, 'headings': reader.headings, 'text': ''.join(reader.text), 'tags': reader.tags}))
`;

interface Reading {
  readonly open: readonly string[];
  readonly errors: readonly string[];
  readonly loads: readonly string[];
  readonly links: readonly string[];
  readonly ids: readonly string[];
  readonly headings: readonly number[];
  readonly text: string;
  readonly tags: Readonly<Record<string, number>>;
}

function read(page: string): Reading {
  return readWith(testPython, ['-c', script], page) as Reading;
}

const hostile = sampleRun(hostileResults(hostileTexts(60)));
const runs = { mixed, explained, everyKind, matrix, counted, crowd, hostile, nothing: sampleRun([]) };

describe.skipIf(missing('python3'))('the HTML page, read by another parser', () => {
  it.each(Object.entries(runs))('is whole, loads nothing, and leads only into itself: %s', async (_, run) => {
    for (const more of [{}, { text: zh, language: 'zh' as const }]) {
      const { open, errors, loads, links, ids, headings } = read(await render('html', run, more));
      expect({ open, errors, loads }).toEqual({ open: [], errors: [], loads: [] });
      expect(ids).toHaveLength(new Set(ids).size);
      for (const link of links) expect(ids).toContain(link.replace(/^#/, ''));
      expect(headings[0]).toBe(1);
      for (const [index, level] of headings.entries()) {
        if (index > 0) expect(level - (headings[index - 1] ?? 0), `heading ${index}`).toBeLessThanOrEqual(1);
      }
    }
  });

  it('shows hostile names, targets and answers as text', async () => {
    const { text, tags } = read(await render('html', hostile));
    expect(text).toContain(']]>');
    expect(text).toContain('</failure>');
    expect(text).toContain('&#0;');
    expect(Object.keys(tags).filter((tag) => !/^(?:[a-z]+\d?)$/.test(tag))).toEqual([]);
    expect(tags.details).toBeGreaterThanOrEqual(hostile.results.length);
  });

  it('has the words of each result', async () => {
    const { text } = read(await render('html', everyKind));
    for (const { target } of everyKind.results) expect(text).toContain(target);
    for (const seen of ['PONG', '8.0.36', 'OpenSSH_9.2p1', 'SERVING', '10.0.3.8 +2', 'TLSv1.3']) {
      expect(text).toContain(seen);
    }
  });
});
