import type { ExitCode } from '../errors.js';
import type { Stage } from './stage.js';

export type StepName = 'doctor' | 'probe' | 'vpc' | 'group' | 'instance';

/** One command of the demonstration, as a user would type it. */
export interface DemoStep {
  readonly name: StepName;
  readonly argv: readonly string[];
  /** How it must end. The doctor may find fault with this machine: that is its job, not a failure of ours. */
  readonly expected: readonly ExitCode[];
}

/** The commands on a given stage, in order. */
export function demoSteps({ proxyUrl, httpUrl, redisUrl, refusedTarget }: Stage): DemoStep[] {
  return [
    { name: 'doctor', argv: ['doctor', '--offline'], expected: [0, 1] },
    { name: 'probe', argv: ['probe', '-x', proxyUrl, httpUrl, redisUrl, refusedTarget], expected: [1] },
    {
      name: 'vpc',
      argv: ['vpc', 'create', '--name', 'demo', '--zone', 'cn-hangzhou-h', '--yes'],
      expected: [0],
    },
    { name: 'group', argv: ['sg', 'authorize', '--port', '443', '--yes'], expected: [0] },
    {
      name: 'instance',
      argv: [
        'ecs',
        'create',
        '--name',
        'proxy',
        '--type',
        'ecs.e-c1m1.large',
        '--image',
        'aliyun_3_x64_20G_alibase_20260612.vhd',
        '--yes',
      ],
      expected: [0],
    },
  ];
}
