// npm run bench [-- start-up]: the built program against bare Node, interleaved in one run so that noise hits all alike.
// Figures are ratios of medians; milliseconds belong to the machine they were taken on. `--runs N`, default 31.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root } from '../scripts/steps.js';
import { machine, median, runsAsked } from './measure.js';

const runs = runsAsked(31);
await prepare();
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
const bare = median(timesMs[0]);
console.log(`Start-up, medians of ${runs} interleaved runs. ${machine()}`);
console.log('\n| command | median ms | min ms | times bare |\n| --- | ---: | ---: | ---: |');
for (const [index, { name }] of cases.entries()) {
  const middle = median(timesMs[index]);
  console.log(
    `| \`${name}\` | ${middle.toFixed(1)} | ${Math.min(...timesMs[index]).toFixed(1)} | ${(middle / bare).toFixed(2)} |`,
  );
}
