import type { Cloud } from '../cloud/cloud.js';
import { type Credentials, type CredentialsWarning, findCredentials } from '../cloud/credentials.js';
import { checkEndpoint, checkRegion } from '../cloud/endpoints.js';
import { usageFailure } from '../errors.js';
import type { CommandContext } from './base-command.js';
import type { Desk } from './desk.js';

/** What the common flags of a cloud command say. */
export interface ConnectionFlags {
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly endpoint: string | undefined;
  readonly sandbox: boolean;
  readonly timeoutMs: number;
}

export interface Connection {
  readonly cloud: Cloud;
  close(): Promise<void>;
}

/** Where the keys and the endpoint come from; of a real account, or of the embedded sandbox. */
interface Access {
  readonly credentials: Credentials;
  /** Takes the place of the public endpoints. */
  readonly endpoint: string | null;
  /** Where no flag, variable or file names a region. */
  readonly region: string | null;
  close(): Promise<void>;
}

const sandboxRegion = 'cn-hangzhou';

/** Finds keys, region and endpoint in the order of the contract, and puts a client on them. Nothing is called yet. */
export async function connectCloud(
  flags: ConnectionFlags,
  context: CommandContext,
  desk: Desk,
): Promise<Connection> {
  const named = regionSetting(flags, context);
  const access = flags.sandbox ? await sandboxAccess(flags, context) : await accountAccess(flags, context);
  try {
    const region = checkRegion(named ?? access.region ?? (await desk.askRegion()));
    return await connect(region, access, flags, context, desk);
  } catch (error) {
    await access.close();
    throw error;
  }
}

async function connect(
  region: string,
  access: Access,
  { timeoutMs }: ConnectionFlags,
  context: CommandContext,
  desk: Desk,
): Promise<Connection> {
  const { host, signal, progress, text } = context;
  const { openCloud } = await import('../cloud/open-cloud.js');
  const { cloud, close } = openCloud(host, {
    credentials: access.credentials,
    region,
    endpoint: access.endpoint,
    timeoutMs,
    signal,
    choose: (choice) => desk.choose(choice),
    chooseZone: (client) => desk.askZone(client),
    onRetry: ({ action, reason }) => progress.update(text.cloud.working.retry(action, reason)),
  });
  return {
    cloud,
    close: async () => {
      close();
      await access.close();
    },
  };
}

function regionSetting({ region }: ConnectionFlags, { configuration }: CommandContext): string | undefined {
  return configuration.find<string>('cloud.region', {
    flag: { name: '--region', value: region },
    variables: ['ALIBABA_CLOUD_REGION_ID'],
  })?.value;
}

async function sandboxAccess(
  flags: ConnectionFlags,
  { host, secrets, text, signal }: CommandContext,
): Promise<Access> {
  if (flags.endpoint !== undefined)
    throw usageFailure('FLAG_CONFLICT', { flags: ['--sandbox', '--endpoint'] });
  const { startPrivateSandbox } = await import('../sandbox/private-sandbox.js');
  const sandbox = await startPrivateSandbox(host, { signal });
  secrets.add(sandbox.accessKeySecret);
  host.output.err(`${text.cloud.sandbox}\n`);
  return {
    credentials: {
      accessKeyId: sandbox.accessKeyId,
      accessKeySecret: sandbox.accessKeySecret,
      securityToken: null,
    },
    endpoint: sandbox.endpoint,
    region: sandboxRegion,
    close: () => sandbox.close(),
  };
}

async function accountAccess(flags: ConnectionFlags, context: CommandContext): Promise<Access> {
  const { host, configuration, secrets } = context;
  const endpoint = configuration.find<string>('cloud.endpoint', {
    flag: { name: '--endpoint', value: flags.endpoint },
    variables: ['ALIPROXY_OPENAPI_ENDPOINT'],
  })?.value;
  const checked = endpoint === undefined ? null : checkEndpoint(endpoint);
  const preferred = configuration.find<string>('cloud.profile', { variables: ['ALIBABA_CLOUD_PROFILE'] });
  const asked = { chosen: flags.profile ?? null, preferred: preferred?.value ?? null };
  const { credentials, region, warnings } = await findCredentials(host, asked, secrets);
  for (const warning of warnings) context.warn(warningText(warning, context));
  return { credentials, endpoint: checked, region, close: async () => {} };
}

function warningText(warning: CredentialsWarning, { text }: CommandContext): string {
  const { warnings } = text.cloud;
  return warning.kind === 'OPEN_TO_OTHERS'
    ? warnings.OPEN_TO_OTHERS(warning.path)
    : warnings.ENVIRONMENT_BEFORE_PROFILE(warning.profile, warning.path);
}
