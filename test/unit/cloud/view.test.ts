import { describe, expect, it } from 'vitest';
import type {
  Instance,
  Resource,
  Rule,
  SecurityGroup,
  Vpc,
  VSwitch,
} from '../../../src/lib/cloud/resources.js';
import { terminalFrom } from '../../../src/lib/host/terminal.js';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { styleFor } from '../../../src/lib/output/style.js';
import { type CloudResult, cloudView } from '../../../src/lib/output/views/cloud.js';
import { columnsOf } from '../../../src/lib/output/width.js';

const region = 'cn-hangzhou';
const vpc: Vpc = {
  type: 'vpc',
  id: 'vpc-bp15zckdt37pq72zvabcd',
  name: 'office',
  region,
  status: 'Available',
  created: false,
  cidr: '192.168.0.0/16',
};
const vswitch: VSwitch = {
  ...vpc,
  type: 'vswitch',
  id: 'vsw-bp1s5fnvk4gn2twsabcde',
  name: 'office-h',
  zone: 'cn-hangzhou-h',
  cidr: '192.168.0.0/24',
  vpc: vpc.id,
  created: true,
};
const group: SecurityGroup = {
  type: 'security-group',
  id: 'sg-bp67acfmxazb4pabcdefg',
  name: 'aliproxy',
  region,
  status: 'Available',
  created: true,
  vpc: vpc.id,
};
const rule: Rule = {
  type: 'rule',
  id: 'sgr-bp12kewq32dfwrdiabcd',
  group: group.id,
  direction: 'ingress',
  protocol: 'tcp',
  port: '8000/8100',
  source: '203.0.113.128/25',
  policy: 'accept',
  priority: 1,
  description: '办公室出口',
  created: true,
};
const server: Instance = {
  type: 'instance',
  id: 'i-bp67acfmxazb4p00abcd',
  name: '代理服务器（杭州办公室）',
  region,
  zone: 'cn-hangzhou-h',
  status: 'Running',
  created: true,
  instanceType: 'ecs.g7.large',
  image: 'aliyun_3',
  vswitch: vswitch.id,
  group: group.id,
  privateIp: '192.168.0.12',
  publicIp: '203.0.113.45',
  chargeType: 'PostPaid',
};

const result = (resources: Resource[], members: Partial<CloudResult> = {}): CloudResult => ({
  resources,
  isPlan: false,
  checks: null,
  price: undefined,
  ...members,
});

function shown(value: CloudResult, text: typeof en, columns = 80): string {
  const env = { LANG: 'en_US.UTF-8' };
  const facts = { env, os: 'linux' as const, stdinTty: true, stdoutTty: true, stderrTty: true };
  const terminal = terminalFrom({
    ...facts,
    columns,
    colourDepth: 1,
    noColor: true,
    noInput: false,
    json: false,
  });
  return cloudView(value, { text, style: styleFor(terminal) });
}

const planned = { id: null, status: 'Planned', created: true };
const cases: [string, CloudResult][] = [
  ['a network', result([vpc, vswitch])],
  [
    'a group and its rules',
    result([group, rule, { ...rule, id: 'sgr-bp12kewq32dfwrdiabce', port: '443/443', created: false }]),
  ],
  ['a server', result([vswitch, group, server])],
  [
    'a dry run',
    result([vpc, { ...group, ...planned }, { ...server, ...planned, privateIp: null, publicIp: null }], {
      isPlan: true,
      checks: ['exists', 'here', 'service'],
      price: { amount: 0.52, currency: 'CNY', per: 'hour' },
    }),
  ],
  [
    'egress',
    result([{ ...rule, direction: 'egress', source: null, destination: '2001:db8:1234:5678::/64' }]),
  ],
];

describe('the table of a cloud command', () => {
  for (const [language, text] of [
    ['en', en],
    ['zh', zh],
  ] as const) {
    it.each(cases)(`shows %s (${language})`, (_, value) => {
      expect(shown(value, text)).toMatchSnapshot();
    });

    it.each(cases)(`is never wider than the terminal: %s (${language})`, (_, value) => {
      for (const columns of [60, 80, 100, 120]) {
        for (const line of shown(value, text, columns).split('\n')) {
          expect(columnsOf(line), line).toBeLessThanOrEqual(columns);
        }
      }
    });
  }

  it('says the region once, as a column where there is room', () => {
    expect(shown(result([vpc, vswitch]), en)).toMatch(/^Region: cn-hangzhou\n/);
    expect(shown(result([vpc, vswitch]), en, 120)).not.toContain('Region: ');
    expect(shown(result([vpc, vswitch]), en, 120)).toMatch(
      /vpc-\w+ .* cn-hangzhou .*192\.168\.0\.0\/16 +existing/,
    );
  });
});
