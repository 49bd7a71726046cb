import type { CloudFailures, ServiceFacts } from '../../cloud/failures.js';
import type { Check } from '../../cloud/plan.js';
import type { Resource } from '../../cloud/resources.js';
import type { ErrorText, ErrorTexts } from '../text.js';

const refused = (hint: (facts: ServiceFacts) => string): ErrorText<ServiceFacts> => ({
  message: ({ action, code, said }) => `Alibaba Cloud refused ${action}: ${said || code}`,
  hint,
});

const serviceErrors = {
  SERVICE_KEY_UNKNOWN: refused(
    () =>
      'the AccessKey id is unknown, deleted or disabled. Check where it comes from (environment or ~/.aliyun/config.json) and that it belongs to this site (China or international).',
  ),
  SERVICE_SIGNATURE: refused(
    () =>
      'the AccessKey secret does not belong to this id, or has a blank too many. If both are right, something on the way rewrites the request.',
  ),
  SERVICE_SECURITY_TOKEN: refused(
    () =>
      'temporary keys need their token, and it expires. Get new ones, and set ALIBABA_CLOUD_SECURITY_TOKEN together with both keys.',
  ),
  SERVICE_CLOCK: refused(
    () =>
      'the clock of this machine is more than 15 minutes off. Set it (WSL and virtual machines: after a resume).',
  ),
  SERVICE_NONCE: refused(() => 'the same signed request arrived twice. Run the command again.'),
  SERVICE_RISK: refused(
    () => 'the risk control of Alibaba Cloud stopped it. Contact their support with the request id.',
  ),
  SERVICE_FORBIDDEN: refused(
    ({ action }) => `the user of this key may not do ${action}. Ask for a RAM policy that allows it.`,
  ),
  SERVICE_THROTTLED: refused(() => 'too many calls; it was tried several times. Wait a minute, then repeat.'),
  SERVICE_DOWN: refused(
    () => 'the service has a problem of its own. Repeat later; give support the request id.',
  ),
  SERVICE_API_UNKNOWN: refused(
    ({ region }) => `the endpoint does not know this action. Check --endpoint and --region (${region}).`,
  ),
  SERVICE_DRY_RUN: refused(() => 'the dry run passed; nothing was changed.'),
  SERVICE_MISMATCH: refused(
    () => 'the group and the vSwitch must be in the same VPC. Check --group and --vswitch.',
  ),
  SERVICE_PARAMETER: refused(() => 'check the value that the message names; --help shows the forms.'),
  SERVICE_QUOTA: refused(
    () =>
      'a quota is used up (by default 10 VPCs a region). Delete what is not needed, or ask for more in Quota Center.',
  ),
  SERVICE_NAME: refused(
    () =>
      'choose another --name: a letter first, 128 characters at most; letters, digits and . _ : - always pass.',
  ),
  SERVICE_CIDR_TAKEN: refused(
    () => 'the block is taken. Leave --vswitch-cidr out: a free block is then proposed.',
  ),
  SERVICE_NOT_FOUND: refused(
    ({ region }) => `there is no such id in ${region}: wrong id, or wrong --region.`,
  ),
  SERVICE_NOT_READY: refused(() => 'it is still being set up. Repeat the command in a moment.'),
  SERVICE_ZONE: refused(() => 'choose another --zone; this one does not sell it, or does not exist.'),
  SERVICE_REGION: refused(({ region }) => `check --region: ${region} is not known there.`),
  SERVICE_GROUP: refused(
    ({ region }) => `check --group and --source-group: in ${region}, and both in the same VPC.`,
  ),
  SERVICE_RULE: refused(
    () =>
      'check --protocol, --port, --cidr, --policy and --priority against each other: icmp, gre and all have no ports.',
  ),
  SERVICE_SOURCE_CONFLICT: refused(() => 'give the rule one source only: --cidr or --source-group.'),
  SERVICE_GROUP_FULL: refused(() => 'the group has as many rules or servers as it may. Use another --group.'),
  SERVICE_WINDOWS_DATA: refused(
    () => 'check --user-data: for Windows images it starts with [bat] or [powershell].',
  ),
  SERVICE_IN_USE: refused(
    () => 'something still uses it, or protects it. Delete in this order: servers, groups, vSwitches, VPC.',
  ),
  SERVICE_NO_STOCK: refused(() => 'this type is sold out there. Try another --zone or --type.'),
  SERVICE_NOT_SOLD: refused(
    () => 'this type or disk is not sold in that zone. Try another --type, --disk or --zone.',
  ),
  SERVICE_ACCOUNT: refused(
    () => 'the account must be put right first (balance, payment, real-name registration), in the console.',
  ),
  SERVICE_PASS_ROLE: refused(() => 'the user of this key needs ram:PassRole on that role.'),
  SERVICE_IMAGE: refused(({ region }) => `check --image: not known in ${region}, or not for this type.`),
  SERVICE_ADDRESS: refused(() => 'the private address is outside the vSwitch or taken.'),
  SERVICE_TOKEN_REUSED: refused(
    () => 'the same request token came with other values. Run the command again.',
  ),
  SERVICE_REFUSED: refused(() => 'look the code up in the API error centre; give support the request id.'),
};

const errors: ErrorTexts<CloudFailures> = {
  ...serviceErrors,
  CREDENTIALS_MISSING: {
    message: () => 'there are no keys for Alibaba Cloud',
    hint: ({ path }) =>
      `set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or have a profile in ${path}. To try without an account, add --sandbox.`,
  },
  CREDENTIALS_HALF: {
    message: ({ present, missing }) => `${present} is set, but ${missing} is not`,
    hint: ({ missing }) => `set ${missing} as well, or neither to use a profile.`,
  },
  CREDENTIALS_FILE_MALFORMED: {
    message: ({ path }) => `${path} is not a valid profile file`,
    hint: () => 'repair its JSON, or write it anew with "aliyun configure".',
  },
  PROFILE_NOT_FOUND: {
    message: ({ profile, path }) => `there is no profile "${profile}" in ${path}`,
    hint: ({ known }) =>
      known.length === 0 ? 'create one with "aliyun configure".' : `known profiles: ${known.join(', ')}.`,
  },
  PROFILE_MODE_UNSUPPORTED: {
    message: ({ profile, mode }) => `the profile "${profile}" has mode ${mode}, which is not supported yet`,
    hint: () =>
      'use a profile of mode AK or StsToken, or set ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and, for temporary keys, ALIBABA_CLOUD_SECURITY_TOKEN.',
  },
  PROFILE_INCOMPLETE: {
    message: ({ profile, field }) => `the profile "${profile}" has no ${field}`,
    hint: ({ path }) => `complete it in ${path}, or with "aliyun configure".`,
  },
  REGION_INVALID: {
    message: ({ value }) => `"${value}" is not a region id`,
    hint: () => 'expected something like cn-hangzhou or ap-southeast-1.',
  },
  ENDPOINT_INVALID: {
    message: ({ value }) => `the endpoint can't be "${value}"`,
    hint: () => 'expected https://host[:port], without user, path or query.',
  },
  ENDPOINT_NOT_ENCRYPTED: {
    message: ({ value }) => `the endpoint ${value} is not encrypted`,
    hint: () => 'use https; http is for this machine only (127.0.0.1, localhost).',
  },
  CLOUD_UNREACHABLE: {
    message: ({ endpoint, reason, action }) => `${endpoint} can't be reached for ${action} (${reason})`,
    hint: () => 'check the network and the endpoint; "aliproxy doctor" looks for the cause.',
  },
  CLOUD_NO_ANSWER: {
    message: ({ endpoint, action, phase, limitMs }) =>
      phase === 'connect'
        ? `no connection to ${endpoint} within ${limitMs / 1_000} s`
        : `${endpoint} did not answer ${action} within ${Math.round(limitMs / 1_000)} s`,
    hint: () => 'check the network; if it was a create, repeat the command: it looks before it makes.',
  },
  CLOUD_BAD_ANSWER: {
    message: ({ endpoint, action, status }) =>
      `${endpoint} answered ${action} with something that is not the API's${status === null ? '' : ` (status ${status})`}`,
    hint: () => 'a proxy or a login page may stand in between; check --endpoint and "aliproxy doctor".',
  },
  WAIT_TIMEOUT: {
    message: ({ pending }) => `the waiting limit ran out; still pending: ${pending.join(', ')}`,
    hint: () => 'run the same command again to go on waiting, with a longer --timeout if need be.',
  },
  RESOURCE_VANISHED: {
    message: ({ id }) => `${id} was accepted, but is not there (any more)`,
    hint: () => 'for a server this mostly means no stock: try another --zone or --type.',
  },
  RESOURCE_FAILED: {
    message: ({ id, status }) => `${id} did not come up: its state is ${status}`,
    hint: () => 'look at its events in the console.',
  },
  RESOURCE_NOT_FOUND: {
    message: ({ id, region }) => `there is no ${id} in ${region}`,
    hint: () => 'check the id and --region.',
  },
  RESOURCE_DIFFERS: {
    message: ({ name, id, property, found, wanted }) =>
      `"${name}" is there already (${id}), but its ${property} is ${found}, not ${wanted}`,
    hint: () => 'choose another --name, or ask for what is there.',
  },
  CHOICE_NEEDED: {
    message: ({ kind, candidates }) =>
      `there are several ${manyOf[kind]} to choose from: ${candidates.join(', ')}`,
    hint: ({ flag }) => `name one with ${flag}.`,
  },
  VPC_NEEDED: {
    message: ({ region }) => `aliproxy has made no VPC in ${region} yet`,
    hint: () =>
      'run "aliproxy vpc create --name NAME --zone ZONE" first, or name what to use (--group, --vswitch).',
  },
  ZONE_UNKNOWN: {
    message: ({ zone, region }) => `${region} has no zone ${zone}`,
    hint: ({ known }) => `its zones: ${known.join(', ')}.`,
  },
  DECLINED: { message: () => 'not confirmed', hint: () => 'nothing was done.' },
  NAME_INVALID: {
    message: ({ value }) => `--name can't be "${value}"`,
    hint: ({ min, max }) => `expected ${min} to ${max} characters, not starting with http:// or https://.`,
  },
  NAME_NUMBERED: {
    message: ({ value }) => `--name can't be "${value}": the service would make numbered names of it`,
    hint: () => 'leave the brackets out; --count makes several servers of one name.',
  },
  CIDR_INVALID: {
    message: ({ flag, value }) => `${flag} can't be "${value}"`,
    hint: () => 'expected an address block such as 192.168.0.0/16.',
  },
  CIDR_HOST_BITS: {
    message: ({ flag, value }) => `${flag}: ${value} has bits set behind its prefix`,
    hint: ({ suggestion }) => `did you mean ${suggestion}?`,
  },
  CIDR_SIZE: {
    message: ({ flag, value }) => `${flag}: ${value} is too large or too small`,
    hint: ({ min, max }) => `expected a prefix from /${min} to /${max}.`,
  },
  CIDR_FORBIDDEN: {
    message: ({ flag, value, range }) => `${flag}: ${value} touches ${range}, which a VPC may not use`,
    hint: () => 'take a block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.',
  },
  CIDR_OUTSIDE: {
    message: ({ value, vpc }) => `--vswitch-cidr: ${value} is not inside the VPC's ${vpc}`,
    hint: () => 'leave it out: a free block is then proposed.',
  },
  CIDR_OVERLAP: {
    message: ({ value, other }) => `--vswitch-cidr: ${value} overlaps the vSwitch with ${other}`,
    hint: ({ free }) => (free ? `${free} is free.` : 'the VPC has no free block of this size.'),
  },
  CIDR_NO_ROOM: {
    message: ({ vpc }) => `the VPC's ${vpc} has no room for another vSwitch`,
    hint: () => 'delete a vSwitch, or use another VPC.',
  },
  PORTS_INVALID: {
    message: ({ wrong }) => `--port: "${wrong}" is not a port or a range of ports`,
    hint: () => 'expected 1 to 65535, for example 443, 80,443 or 8000-8100.',
  },
  PORT_NOT_APPLICABLE: {
    message: ({ protocol }) => `--port means nothing for the protocol ${protocol}`,
    hint: () => 'leave --port out.',
  },
  OPEN_TO_WORLD: {
    message: ({ ports, source }) => `this opens ${ports} to everybody (${source})`,
    hint: () => 'name a narrower --cidr, or confirm with --yes. Nothing was done.',
  },
  DISK_INVALID: {
    message: ({ value }) => `--disk can't be "${value}"`,
    hint: () => 'expected a category and a size in GiB, for example cloud_essd:40.',
  },
  USER_DATA_TOO_LARGE: {
    message: ({ path, sizeBytes }) => `${path} has ${sizeBytes} bytes`,
    hint: ({ limitBytes }) => `user data may have ${limitBytes} bytes; let it download the rest.`,
  },
  VPC_MISMATCH: {
    message: ({ vswitch, group }) => `${vswitch} and ${group} are not in the same VPC`,
    hint: () => 'name a --group and a --vswitch of one VPC.',
  },
  ZONE_MISMATCH: {
    message: ({ vswitch, zone, wanted }) => `${vswitch} is in ${zone}, not in ${wanted}`,
    hint: () => 'leave --zone out, or name a --vswitch of that zone.',
  },
  SERVERS_UNCONFIRMED: {
    message: ({ count, instanceType }) =>
      `creating ${count} × ${instanceType} costs money and needs a confirmation, and there is no terminal to ask on`,
    hint: () =>
      'look at plan and price with --dry-run, then repeat the command with --yes. Nothing was done.',
  },
};

const manyOf = { group: 'security groups', vpc: 'VPCs', vswitch: 'vSwitches', zone: 'zones' } as const;

const types: Readonly<Record<Resource['type'], string>> = {
  vpc: 'VPC',
  vswitch: 'vSwitch',
  'security-group': 'security group',
  rule: 'rule',
  instance: 'server',
};

export const cloud = {
  columns: {
    id: 'ID',
    name: 'NAME',
    type: 'TYPE',
    region: 'REGION',
    zone: 'ZONE',
    status: 'STATUS',
    addresses: 'ADDRESSES',
    result: 'RESULT',
    group: 'GROUP',
    direction: 'DIRECTION',
    ports: 'PORTS',
    peer: 'SOURCE',
    destination: 'DESTINATION',
    policy: 'POLICY',
    priority: 'PRIORITY',
    description: 'DESCRIPTION',
  },
  types,
  result: { created: 'created', existing: 'existing', toCreate: 'to create' },
  region: (region: string) => `Region: ${region}`,
  created: (count: number) => `Created: ${count}.`,
  existing: (labels: readonly string[]) => `Already there: ${labels.join(', ')}.`,
  planTitle: 'Plan',
  nothingToDo: 'Nothing to do: all of it is there already.',
  dryRun: 'Dry run: nothing was changed.',
  checked: {
    service: (what: readonly string[]) => `Checked by Alibaba Cloud: ${what.join(', ')}.`,
    here: (what: readonly string[]) =>
      `Checked here only, for the service has no dry run for it: ${what.join(', ')}.`,
    exists: (what: readonly string[]) => `There already: ${what.join(', ')}.`,
  } satisfies Record<Check, (what: readonly string[]) => string>,
  price: (amount: string, currency: string, per: 'hour' | 'month') =>
    `Price by the service's list: ${amount} ${currency} ${per === 'hour' ? 'an hour' : 'a month'}, traffic not included.`,
  priceUnknown: 'The price is not known: the service did not say.',
  worldWarning: (ports: string, source: string) => `This opens ${ports} to everybody (${source}).`,
  confirm: 'Go ahead?',
  sandbox: 'Using the embedded sandbox: nothing reaches Alibaba Cloud.',
  made: (labels: readonly string[]) => `Made so far: ${labels.join(', ')}`,
  madeNothing: 'Nothing was made.',
  resume: (command: string) => `To go on: ${command}`,
  working: {
    plan: 'looking at what is there',
    dryRun: 'trying it out',
    make: (type: Resource['type']) => `creating: ${types[type]}`,
    settle: (type: Resource['type']) => `waiting until it is usable: ${types[type]}`,
    retry: (action: string, reason: string) => `${action}: ${reason}, trying again`,
  },
  what: {
    name: 'the name',
    region: 'the region',
    zone: 'the zone',
    type: 'the instance type',
    image: 'the image',
    port: 'the port',
    vpc: 'the VPC',
    group: 'the security group',
    vswitch: 'the vSwitch',
    source: 'the source (address block)',
  },
  warnings: {
    OUTSIDE_PRIVATE_RANGES:
      'the block is outside the private ranges (RFC 1918); those addresses are then lost to the VPC',
    LARGER_THAN_16: 'the block is larger than /16; the service advises /16 to /28',
    ENVIRONMENT_BEFORE_PROFILE: (profile: string, path: string) =>
      `the keys of the environment are used, not those of the profile "${profile}" in ${path} (the aliyun CLI does it the other way round); --profile ${profile} chooses the profile`,
    OPEN_TO_OTHERS: (path: string) => `${path} can be read by others; run "chmod 600 ${path}"`,
  },
};

export const cloudErrors = errors;
