import { describe, expect, it } from 'vitest';
import { type ReportFormat, reportFormats } from '../../../src/lib/probe/report-format.js';
import { probeBench } from '../../commands/probe/world.js';
import { type Fake, serve } from '../probe/world.js';

const proxyPassword = 'canary-of-the-proxy';
const targetPassword = 'canary-of-the-target';
const header = 'canary-of-a-header';
const canaries = [
  ...[proxyPassword, targetPassword, header],
  Buffer.from(`li:${proxyPassword}`).toString('base64'),
];

/** A proxy that repeats in its answer all that it was sent. */
function echoingProxy(): Promise<Fake> {
  return serve((socket) => {
    socket.once('data', (asked) => {
      const said = String(asked).replace(/\r?\n/g, ' ');
      socket.end(
        `HTTP/1.1 403 ${said}\r\nServer: ${said}\r\nVia: 1.1 ${said}\r\nContent-Length: ${said.length}\r\n\r\n${said}`,
      );
    });
  });
}

describe('secrets in reports', () => {
  const { run, keep } = probeBench();

  async function runWith(...flags: string[]) {
    const gate = keep(await echoingProxy());
    const argv = [
      ...['-x', `http://li:${proxyPassword}@127.0.0.1:${gate.port}`],
      ...['-H', `X-Api-Key: ${header}`, '-H', `Authorization: Bearer ${header}`],
      ...[`redis://app:${targetPassword}@10.0.3.8:6379#name=cache`, `http://app:${targetPassword}@api.test/`],
      ...flags,
    ];
    return run(argv, { env: { GITHUB_STEP_SUMMARY: '/summary.md' } });
  }

  const onScreen = reportFormats.filter(
    (format): format is Exclude<ReportFormat, 'html'> => format !== 'html',
  );

  it.each(onScreen)('are not in %s on stdout', async (format) => {
    const { exitCode, out, err } = await runWith('--format', format);
    expect(exitCode).toBe(1);
    expect(out).toContain('PROXY_FORBIDDEN');
    for (const canary of canaries) expect(out + err).not.toContain(canary);
  });

  it('are not in files, nor in the summary of a step', async () => {
    const reports = reportFormats.flatMap((format) => ['--report', `${format}=/report.${format}`]);
    const { exitCode, contents } = await runWith('--format', 'github', ...reports);
    expect(exitCode).toBe(1);
    for (const path of ['/summary.md', ...reportFormats.map((format) => `/report.${format}`)]) {
      const text = contents.get(path) ?? '';
      expect(text).toContain('PROXY_FORBIDDEN');
      // The proxy did repeat them.
      if (path === '/report.json') expect(text).toContain('Proxy-Authorization: Basic ***');
      for (const canary of canaries)
        expect({ path, found: text.includes(canary) }).toEqual({ path, found: false });
    }
  });
});
