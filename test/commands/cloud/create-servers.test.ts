import { describe, expect, it } from 'vitest';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { benches, type CloudDocument } from './bench.js';

const type = 'ecs.e-c1m1.large';
const image = 'aliyun_3_x64_20G_alibase_20260612.vhd';
const server = `--type ${type} --image ${image}`;

const open = benches();

describe('ecs create', () => {
  const network = async (...faults: string[]) => {
    const bench = await open(...faults);
    await bench.run('vpc create --name office --zone cn-hangzhou-h');
    await bench.run('sg authorize --port 443');
    return bench;
  };

  it('puts a server into what the other commands made, without a public address', async () => {
    const bench = await network();
    const { exitCode, json } = await bench.run(`ecs create --name proxy ${server} --yes --json`);
    expect(exitCode).toBe(0);
    const { resources } = json<CloudDocument>();
    expect(resources.map(({ type: kind, created }) => [kind, created])).toEqual([
      ['vswitch', false],
      ['security-group', false],
      ['instance', true],
    ]);
    expect(resources[2]).toMatchObject({
      status: 'Running',
      zone: 'cn-hangzhou-h',
      privateIp: expect.stringMatching(/^192\.168\.0\.\d+$/),
      publicIp: null,
    });
  });

  it('makes no second server, and only the missing ones of several', async () => {
    const bench = await network();
    await bench.run(`ecs create --name proxy ${server} --yes`);
    const again = (await bench.run(`ecs create --name proxy ${server} --json`)).json<CloudDocument>();
    expect(again.resources.map(({ created }) => created)).toEqual([false]);
    const more = (
      await bench.run(`ecs create --name proxy ${server} --count 3 --yes --json`)
    ).json<CloudDocument>();
    expect(
      more.resources.filter(({ type: kind }) => kind === 'instance').map(({ created }) => created),
    ).toEqual([false, true, true]);
  });

  it('refuses a server of the same name with another type', async () => {
    const bench = await network();
    await bench.run(`ecs create --name proxy ${server} --yes`);
    const { exitCode, json } = await bench.run(
      `ecs create --name proxy --type ecs.g7.large --image ${image} --yes --json`,
    );
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([1, 'RESOURCE_DIFFERS']);
  });

  it('needs --yes without a terminal: it costs money', async () => {
    const bench = await network();
    const { exitCode, json } = await bench.run(`ecs create --name proxy ${server} --json`);
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([2, 'SERVERS_UNCONFIRMED']);
    expect(bench.count('RunInstances')).toBe(0);
  });

  it('refuses a zone that is not the one of the named vSwitch', async () => {
    const bench = await network();
    const { resources } = (
      await bench.run('vpc create --name office --zone cn-hangzhou-h --json')
    ).json<CloudDocument>();
    const line = `ecs create --name proxy ${server} --vswitch ${resources[1]?.id} --yes --json`;
    const { exitCode, json } = await bench.run(`${line} --zone cn-hangzhou-i`);
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([2, 'ZONE_MISMATCH']);
    expect(bench.count('RunInstances')).toBe(0);
    expect((await bench.run(`${line} --zone cn-hangzhou-h`)).exitCode).toBe(0);
  });

  it('does not count the time that a person takes to choose', async () => {
    const bench = await network();
    const elevenMinutesMs = 660_000;
    const clock = {
      ...nodeClock,
      monotonic: () => nodeClock.monotonic() + started.host.questions.length * elevenMinutesMs,
    };
    const options = { tty: true, answers: [type, image, true], clock };
    const started = bench.start('ecs create --name proxy --no-wait', options);
    expect((await started.finished).exitCode).toBe(0);
  });

  it('has the service try it out, and tells the price', async () => {
    const bench = await network();
    const { json } = await bench.run(`ecs create --name proxy ${server} --dry-run --json`);
    expect(json<CloudDocument>()).toMatchObject({
      dryRun: true,
      resources: [{ check: 'exists' }, { check: 'exists' }, { type: 'instance', id: null, check: 'service' }],
      price: { amount: expect.any(Number), currency: 'CNY', per: 'hour' },
    });
    expect(bench.count('RunInstances')).toBe(0);
  });

  it('makes vSwitch and group where only a VPC is there and a zone is given', async () => {
    const bench = await open();
    await bench.run('vpc create --name office');
    const { json } = await bench.run(`ecs create --name proxy ${server} --zone cn-hangzhou-i --yes --json`);
    expect(json<CloudDocument>().resources).toMatchObject([
      { type: 'vswitch', created: true, zone: 'cn-hangzhou-i' },
      { type: 'security-group', created: true, name: 'aliproxy' },
      { type: 'instance', created: true, status: 'Running' },
    ]);
  });

  it('asks for type and image with lists from the cloud', async () => {
    const bench = await network();
    const options = { tty: true, answers: [type, image, true] };
    const { exitCode, questions } = await bench.run('ecs create --name proxy', options);
    expect(exitCode).toBe(0);
    expect(questions).toEqual(['The instance type (--type)', 'The image (--image)', 'Go ahead?']);
  });

  it.each([
    [`--name proxy --image ${image}`, 'INPUT_NEEDED', '--type'],
    [`--name proxy --type ${type}`, 'INPUT_NEEDED', '--image'],
    [`--name proxy ${server}`, 'INPUT_NEEDED', '--zone'],
    [`--name p ${server}`, 'NAME_INVALID', '2 to 128'],
    [`--name web[1,3] ${server}`, 'NAME_NUMBERED', '--count'],
    [`--name web[,] ${server}`, 'NAME_NUMBERED', '--count'],
    [`--name proxy ${server} --disk 40`, 'DISK_INVALID', 'cloud_essd:40'],
    [`--name proxy ${server} --user-data none.sh`, 'FILE_UNREADABLE', ''],
    [`--name proxy ${server} --spot --charge PrePaid`, 'FLAG_CONFLICT', ''],
  ])('%s without a network: exit 2 with %s', async (flags, code, hint) => {
    const bench = await open();
    const { exitCode, json } = await bench.run(`ecs create ${flags} --yes --json`);
    expect([exitCode, json<CloudDocument>().error.code]).toEqual([2, code]);
    expect(json<CloudDocument>().error.hint).toContain(hint);
  });

  it('tells what was made and how to go on where the zone is sold out', async () => {
    const bench = await open('no-stock:cn-hangzhou-i');
    await bench.run('vpc create --name office');
    const line = `ecs create --name proxy ${server} --zone cn-hangzhou-i --yes`;
    const { exitCode, json } = await bench.run(`${line} --json`);
    expect(exitCode).toBe(1);
    const { error } = json<CloudDocument>();
    expect(error).toMatchObject({
      code: 'OperationDenied.NoStock',
      requestId: expect.any(String),
      resume: `aliproxy ${line} --json`,
    });
    expect(error.made.map(({ type: kind }) => kind)).toEqual(['vswitch', 'security-group']);
    const asText = await bench.run(line);
    expect(asText.err).toContain('Nothing was made.');
    expect(asText.err).toContain(`To go on: aliproxy ${line}`);
  });
});
