import { describe, expect, it } from 'vitest';
import { benches, type CloudDocument } from './bench.js';

const open = benches();

describe('vpc create', () => {
  it('makes a VPC and a vSwitch and waits until both are usable', async () => {
    const bench = await open();
    const { exitCode, json } = await bench.run('vpc create --name office --zone cn-hangzhou-h --json');
    expect(exitCode).toBe(0);
    const { ok, dryRun, requestIds, resources } = json<CloudDocument>();
    expect({ ok, dryRun, calls: requestIds.length }).toEqual({ ok: true, dryRun: false, calls: 2 });
    expect(resources).toMatchObject([
      { type: 'vpc', name: 'office', status: 'Available', created: true, cidr: '192.168.0.0/16' },
      {
        type: 'vswitch',
        name: 'office-h',
        zone: 'cn-hangzhou-h',
        status: 'Available',
        created: true,
        cidr: '192.168.0.0/24',
      },
    ]);
    expect(resources[1]?.vpc).toBe(resources[0]?.id);
  });

  it('makes nothing a second time', async () => {
    const bench = await open();
    const first = (
      await bench.run('vpc create --name office --zone cn-hangzhou-h --json')
    ).json<CloudDocument>();
    const second = (
      await bench.run('vpc create --name office --zone cn-hangzhou-h --json')
    ).json<CloudDocument>();
    expect(second.resources).toEqual(first.resources.map((resource) => ({ ...resource, created: false })));
    expect([bench.count('CreateVpc'), bench.count('CreateVSwitch')]).toEqual([1, 1]);
  });

  it('adds what is missing, in a block that is free', async () => {
    const bench = await open();
    await bench.run('vpc create --name office --zone cn-hangzhou-h');
    const { resources } = (
      await bench.run('vpc create --name office --zone cn-hangzhou-i --json')
    ).json<CloudDocument>();
    expect(resources).toMatchObject([
      { created: false },
      { created: true, name: 'office-i', cidr: '192.168.1.0/24' },
    ]);
  });

  it('refuses a VPC of the same name with another block, and makes nothing', async () => {
    const bench = await open();
    await bench.run('vpc create --name office');
    const { exitCode, json } = await bench.run('vpc create --name office --cidr 10.0.0.0/16 --json');
    expect(exitCode).toBe(1);
    expect(json<CloudDocument>().error).toMatchObject({ code: 'RESOURCE_DIFFERS' });
    expect(bench.count('CreateVpc')).toBe(1);
  });

  it('knows a wrong zone before it makes the VPC', async () => {
    const bench = await open();
    const { exitCode, json } = await bench.run('vpc create --name office --zone cn-hangzhou-x --json');
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([2, 'ZONE_UNKNOWN']);
    expect(bench.count('CreateVpc')).toBe(0);
  });

  it('tries out what the service can try out, changes nothing and says who checked what', async () => {
    const bench = await open();
    const { exitCode, json } = await bench.run(
      'vpc create --name office --zone cn-hangzhou-h --dry-run --json',
    );
    expect(exitCode).toBe(0);
    expect(json<CloudDocument>()).toMatchObject({
      dryRun: true,
      requestIds: [],
      resources: [
        { type: 'vpc', id: null, status: 'Planned', check: 'service' },
        { type: 'vswitch', id: null, status: 'Planned', check: 'here' },
      ],
    });
    expect(bench.requests.filter(({ code }) => code === 'DryRunOperation')).toHaveLength(1);
    expect(bench.count('CreateVpc')).toBe(0);
  });

  it('names the vSwitch of a VPC with the longest name so that the service takes it', async () => {
    const bench = await open();
    const line = `vpc create --name ${'网'.repeat(128)} --zone cn-hangzhou-h --json`;
    const [first, second] = [await bench.run(line), await bench.run(line)];
    expect(first.json<CloudDocument>().resources[1]).toMatchObject({
      name: `${'网'.repeat(126)}-h`,
      created: true,
    });
    expect(second.json<CloudDocument>().resources[1]).toMatchObject({ created: false });
  });

  it('does not wait for the last resource with --no-wait', async () => {
    const bench = await open();
    const { json } = await bench.run('vpc create --name office --no-wait --json');
    expect(json<CloudDocument>().resources).toMatchObject([{ status: 'Pending', created: true }]);
  });

  it('asks for the name and for a confirmation on a terminal, with the plan on stderr', async () => {
    const bench = await open();
    const { exitCode, questions, err } = await bench.run('vpc create', {
      tty: true,
      answers: ['office', true],
    });
    expect(exitCode).toBe(0);
    expect(questions).toEqual(['The name (--name)', 'Go ahead?']);
    expect(err).toContain('to create');
  });

  it('makes nothing where a person says no', async () => {
    const bench = await open();
    const { exitCode, err } = await bench.run('vpc create --name office', { tty: true, answers: [false] });
    expect([exitCode, bench.count('CreateVpc')]).toEqual([1, 0]);
    expect(err).toContain('[DECLINED]');
  });

  it.each([
    ['vpc create', 'INPUT_NEEDED'],
    ['vpc create --name http://x', 'NAME_INVALID'],
    ['vpc create --name x --cidr 192.168.0.0', 'CIDR_INVALID'],
    ['vpc create --name x --vswitch-cidr 192.168.1.0/24', 'INPUT_NEEDED'],
    ['vpc create --name x --region hangzhou', 'REGION_INVALID'],
    ['vpc create --name x --endpoint http://host.test', 'ENDPOINT_NOT_ENCRYPTED'],
    ['vpc create --name x --sandbox --endpoint https://host.test', 'FLAG_CONFLICT'],
    ['vpc create --name x --zone ', 'FLAG_NEEDS_VALUE'],
    ['sg authorize --port 443 --group ', 'FLAG_NEEDS_VALUE'],
    ['sg authorize --port 22 --cidr  --yes', 'FLAG_NEEDS_VALUE'],
  ])('%s: exit 2 with %s, and nothing is called', async (line, code) => {
    const bench = await open();
    const { exitCode, json } = await bench.run(`${line} --json`);
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([2, code]);
    expect(bench.requests).toEqual([]);
  });
});

describe('sg authorize', () => {
  it('makes a group in the only VPC, adds the rules and finds their ids', async () => {
    const bench = await open();
    await bench.run('vpc create --name office');
    const { resources } = (await bench.run('sg authorize --port 443,80 --json')).json<CloudDocument>();
    const [group, ...rules] = resources;
    expect(group).toMatchObject({ type: 'security-group', name: 'aliproxy', created: true });
    expect(rules).toEqual(
      ['443/443', '80/80'].map((port) => ({
        type: 'rule',
        id: expect.stringMatching(/^sgr-/),
        group: group?.id,
        direction: 'ingress',
        protocol: 'tcp',
        port,
        source: '0.0.0.0/0',
        policy: 'accept',
        priority: 1,
        description: '',
        created: true,
      })),
    );
  });

  it('says of each rule whether it was there already', async () => {
    const bench = await open();
    await bench.run('vpc create --name office');
    await bench.run('sg authorize --port 443');
    const { resources } = (await bench.run('sg authorize --port 443,80 --json')).json<CloudDocument>();
    expect(resources).toMatchObject([{ created: false }, { created: false }, { created: true }]);
    const again = (await bench.run('sg authorize --port 443,80 --json')).json<CloudDocument>();
    expect(again.resources.map(({ created }) => created)).toEqual([false, false, false]);
    expect(bench.count('AuthorizeSecurityGroup')).toBe(2);
  });

  it.each([
    ['--port 22 --cidr 10.0.0.1', { port: '22/22', source: '10.0.0.1/32' }],
    ['--port 443 --cidr 2001:db8::/32', { source: '2001:db8::/32' }],
    ['--protocol icmp --cidr 10.0.0.0/8', { protocol: 'icmp', port: '-1/-1' }],
    [
      '--port 5000-5010 --protocol udp --cidr 10.0.0.0/8 --priority 7 --policy drop',
      { priority: 7, policy: 'drop' },
    ],
    ['--port 443 --direction egress', { direction: 'egress', source: null, destination: '0.0.0.0/0' }],
    ['--port 22 --cidr 0.0.0.0/0 --policy drop', { policy: 'drop' }],
    ['--port 22 --cidr 0.0.0.0/0 --yes', { source: '0.0.0.0/0' }],
  ])('%s', async (flags, rule) => {
    const bench = await open();
    await bench.run('vpc create --name office');
    const { exitCode, json } = await bench.run(`sg authorize ${flags} --json`);
    expect(exitCode).toBe(0);
    expect(json<CloudDocument>().resources[1]).toMatchObject({
      ...rule,
      id: expect.stringMatching(/^sgr-/),
      created: true,
    });
    const again = await bench.run(`sg authorize ${flags} --json`);
    expect(again.json<CloudDocument>().resources[1]).toMatchObject({ ...rule, created: false });
  });

  it.each([
    ['--port 443', 'VPC_NEEDED'],
    ['--port 22', 'INPUT_NEEDED'],
    ['--port 443,8443', 'INPUT_NEEDED'],
    ['', 'INPUT_NEEDED'],
    ['--port 99999', 'PORTS_INVALID'],
    ['--port 80 --protocol icmp --cidr 10.0.0.0/8', 'PORT_NOT_APPLICABLE'],
    ['--port 80 --cidr 10.0.0.1/8', 'CIDR_HOST_BITS'],
    ['--port 80 --cidr 10.0.0.0/8 --source-group sg-1', 'FLAG_CONFLICT'],
    ['--port 80 --priority 101', 'BAD_FLAG_VALUE'],
  ])('%s without a VPC: exit 2 with %s', async (flags, code) => {
    const bench = await open();
    const { exitCode, json } = await bench.run(`sg authorize ${flags} --json`.replace('  ', ' '));
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([2, code]);
  });

  it.each(['22', '3389', '3300-3400', '1-65535', '80,6379'])(
    'does not open %s to the world unasked, and makes nothing',
    async (ports) => {
      const bench = await open();
      await bench.run('vpc create --name office');
      const { exitCode, json } = await bench.run(`sg authorize --port ${ports} --cidr 0.0.0.0/0 --json`);
      expect([exitCode, json<CloudDocument>().error.code]).toEqual([2, 'OPEN_TO_WORLD']);
      expect(bench.count('CreateSecurityGroup')).toBe(0);
    },
  );

  it('knows the world in every spelling of it', async () => {
    const bench = await open();
    await bench.run('vpc create --name office');
    const { exitCode, json } = await bench.run('sg authorize --port 22 --cidr 2001:db8::1/0 --json');
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([2, 'OPEN_TO_WORLD']);
    expect(bench.count('CreateSecurityGroup')).toBe(0);
  });

  it('names the candidates where there are several VPCs', async () => {
    const bench = await open();
    await bench.run('vpc create --name one');
    await bench.run('vpc create --name two');
    const { exitCode, json } = await bench.run('sg authorize --port 443 --json');
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([2, 'CHOICE_NEEDED']);
    expect(json<CloudDocument>().error.message).toMatch(/vpc-\w+ \((?:one|two)\), vpc-\w+ \((?:one|two)\)/);
  });

  it('says that a named group is not there', async () => {
    const bench = await open();
    const { exitCode, json } = await bench.run('sg authorize --port 443 --group sg-nope --json');
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([1, 'RESOURCE_NOT_FOUND']);
  });
});

describe('sg create', () => {
  it('makes a group once', async () => {
    const bench = await open();
    const made = (await bench.run('vpc create --name office --json')).json<CloudDocument>();
    const line = `sg create --vpc ${made.resources[0]?.id} --name web --json`;
    const [first, second] = [await bench.run(line), await bench.run(line)];
    expect(first.json<CloudDocument>().resources).toMatchObject([
      { type: 'security-group', name: 'web', created: true },
    ]);
    expect(second.json<CloudDocument>().resources).toMatchObject([
      { id: first.json<CloudDocument>().resources[0]?.id, created: false },
    ]);
  });

  it.each([
    ['--name web', 2, 'INPUT_NEEDED'],
    ['--vpc vpc-nope --name web', 1, 'RESOURCE_NOT_FOUND'],
  ])('%s: exit %i with %s', async (flags, code, name) => {
    const bench = await open();
    const { exitCode, json } = await bench.run(`sg create ${flags} --json`);
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([code, name]);
  });
});
