// npm run bench: start-up of the built program against bare Node, interleaved in one run so that noise hits all alike.
// Figures are ratios of medians; milliseconds belong to the machine they were taken on. `--runs N`, default 31.
import { spawnSync } from 'node:child_process';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { prepare, root } from '../scripts/steps.js';

await prepare();
const at = process.argv.indexOf('--runs');
const runs = at < 0 ? 31 : Number(process.argv[at + 1]);
if (!Number.isInteger(runs) || runs < 3) {
  process.stderr.write('--runs takes a whole number of at least 3\n');
  process.exit(2);
}
const bin = join(root, 'bin', 'run.js');
const cases = [
  { name: 'node -e 0 (bare)', args: ['-e', '0'] },
  { name: 'aliproxy --version', args: [bin, '--version'] },
  { name: 'aliproxy --help', args: [bin, '--help'] },
  { name: 'aliproxy doctor --list', args: [bin, 'doctor', '--list'] },
  { name: 'aliproxy explain URL', args: [bin, 'explain', 'https://a.test'] },
];
const timesMs = cases.map(() => []);
for (let run = -1; run < runs; run++) {
  for (const [index, { args, name }] of cases.entries()) {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1' },
    });
    const ms = performance.now() - started;
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    if (run >= 0) timesMs[index].push(ms);
  }
}
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const bare = median(timesMs[0]);
console.log(
  `Start-up, medians of ${runs} interleaved runs. Node ${process.versions.node}, ${process.platform} ${release()}, ${cpus().length} x ${cpus()[0]?.model}`,
);
console.log('\n| command | median ms | min ms | times bare |\n| --- | ---: | ---: | ---: |');
for (const [index, { name }] of cases.entries()) {
  const middle = median(timesMs[index]);
  console.log(
    `| \`${name}\` | ${middle.toFixed(1)} | ${Math.min(...timesMs[index]).toFixed(1)} | ${(middle / bare).toFixed(2)} |`,
  );
}
