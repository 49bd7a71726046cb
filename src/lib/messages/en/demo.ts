import type { StepName } from '../../demo/steps.js';
import type { ErrorTexts } from '../text.js';

export interface DemoFailures {
  DEMO_STEP: { command: string; code: number };
}

const steps: Readonly<Record<StepName, string>> = {
  doctor: 'This machine. (Real: what the doctor finds here is about here.)',
  probe: 'Three targets through the tunnel; the third is refused on purpose, to show a diagnosis.',
  vpc: 'A VPC with a vSwitch, in the sandbox.',
  group: 'A rule that lets HTTPS in, in a new security group.',
  instance: 'A server that could run the proxy.',
};

export const demo = {
  introduction: 'aliproxy on embedded parts: no account, no root, nothing leaves this machine.',
  embedded: 'Embedded for this demonstration:',
  parts: {
    http: 'HTTP target',
    redis: 'Redis-speaking target (not a Redis server)',
    tunnel: 'aliproxy tunnel',
    sandbox: 'aliproxy sandbox, in place of the cloud',
  },
  steps,
  tunnelEnd: 'The tunnel has ended. What went through it:',
  end: 'That was all. Your turn: "aliproxy doctor", "aliproxy probe --help", "aliproxy tunnel".',
};

export const demoErrors: ErrorTexts<DemoFailures> = {
  DEMO_STEP: {
    message: ({ command, code }) => `the demonstration went wrong at "aliproxy ${command}" (exit ${code})`,
    hint: () => 'the command said why. Please report it with the output of "aliproxy demo --json".',
  },
};
