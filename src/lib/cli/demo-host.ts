import { join } from 'node:path';
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
 * their credentials are looked at. Under `--json` the output is kept for the document instead of printed.
 */
export function demoHost(context: CommandContext, stage: Stage, { noColor }: { noColor: boolean }): DemoHost {
  const { host, json, language } = context;
  const { endpoint, accessKeyId, accessKeySecret } = stage.sandbox;
  let kept = '';
  const nowhere = join(host.platform.temp, `aliproxy-demo-${host.platform.pid}`, 'nowhere');
  return {
    host: {
      ...host,
      platform: { ...host.platform, home: nowhere, cwd: nowhere },
      env: {
        ...Object.fromEntries(Object.entries(host.env).filter(([name]) => !personal.test(name))),
        ALIPROXY_LANG: language,
        ALIPROXY_OPENAPI_ENDPOINT: endpoint,
        ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou',
        ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
      },
      output: {
        out: (text) => {
          if (json) kept += text;
          else host.output.out(text);
        },
        err: (text) => host.output.err(text),
      },
      terminal: (options) => host.terminal({ ...options, noColor: options.noColor || noColor }),
    },
    document: () => JSON.parse(kept),
  };
}
