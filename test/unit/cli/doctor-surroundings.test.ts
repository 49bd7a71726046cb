import { describe, expect, it } from 'vitest';
import { readSurroundings } from '../../../src/lib/cli/doctor-surroundings.js';
import { loadConfiguration } from '../../../src/lib/config/configuration.js';
import { fakeHost } from '../../helpers/fake-host.js';

describe('the targets that doctor checks', () => {
  it('are those of the probe, however they are written, as far as they have a host', async () => {
    const lines = [
      'probe:',
      '  targets:',
      '    - redis://cache.test#name=cache',
      '    - {url: "https://api.test/health", name: api}',
      '    - proxy://',
      '    - url: dns:///db.test',
    ];
    const host = fakeHost({ files: { '/home/li/project/aliproxy.yaml': lines.join('\n') } });
    const { targets } = readSurroundings([], await loadConfiguration(host, undefined));
    expect(targets).toEqual(['redis://cache.test#name=cache', 'https://api.test/health']);
  });
});
