import type { UpstreamSetting } from '../settings.js';
import type { Candidate } from './strategies/candidate.js';
import type { Upstream } from './upstream.js';

/** An upstream with the settings that a pool has for it. */
export class Member implements Candidate {
  readonly setting: UpstreamSetting;
  readonly upstream: Upstream;

  constructor(setting: UpstreamSetting, upstream: Upstream) {
    this.setting = setting;
    this.upstream = upstream;
  }

  get name(): string {
    return this.setting.name;
  }

  get weight(): number {
    return this.setting.weight;
  }

  get active(): number {
    return this.upstream.active;
  }

  get latencyMs(): number | null {
    return this.upstream.freshLatencyMs;
  }
}
