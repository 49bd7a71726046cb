import { join, parse } from 'node:path';
import type { Stage } from '../demo/stage.js';
import type { Host } from '../host/host.js';
import type { CommandContext } from './base-command.js';

/** The world of one command of the demonstration. */
export interface DemoHost {
  readonly host: Host;
  /** The JSON document the command printed. */
  document(): unknown;
}

/** Variables that would make the demonstration depend on who runs it. */
const personal = /^(?:ALIPROXY_|ALIBABA_?CLOUD_|ALICLOUD_|XDG_|APPDATA$|LOCALAPPDATA$)/i;

/**
 * This machine, but for what is embedded: the cloud is the stage's sandbox, and neither the user's configuration nor
 * their credentials are looked at; `real` leaves it all as it is, for the doctor. Under `--json` the output is kept for the document instead of printed.
 */
export function demoHost(
  context: CommandContext,
  stage: Stage,
  { noColor, real = false }: { noColor: boolean; real?: boolean },
): DemoHost {
  const { host, json, language } = context;
  const { endpoint, accessKeyId, accessKeySecret } = stage.sandbox;
  let kept = '';
  // At the root: a configuration is looked for upward, and anybody can leave one in the folder for temporary files.
  const nowhere = join(parse(host.platform.temp).root, `aliproxy-demo-${host.platform.pid}`);
  const embedded = {
    ...Object.fromEntries(Object.entries(host.env).filter(([name]) => !personal.test(name))),
    ALIPROXY_OPENAPI_ENDPOINT: endpoint,
    ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou',
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  };
  return {
    host: {
      ...host,
      platform: real ? host.platform : { ...host.platform, home: nowhere, cwd: nowhere },
      env: { ...(real ? host.env : embedded), ALIPROXY_LANG: language },
      output: {
        out: (text) => {
          if (json) kept += text;
          else host.output.out(text);
        },
        // After Ctrl-C the demonstration speaks for itself: "to go on" would lead to the real cloud.
        err: (text) => {
          if (!context.signal.aborted) host.output.err(text);
        },
        unreadBytes: (of) => host.output.unreadBytes(of),
      },
      terminal: (options) => host.terminal({ ...options, noColor: options.noColor || noColor }),
    },
    document: () => JSON.parse(kept),
  };
}
