import { describe, expect, it } from 'vitest';
import { usageFailure } from '../../../../src/lib/errors.js';
import type { TunnelPlan } from '../../../../src/lib/tunnel/run/plan.js';
import { type Reload, Reloader } from '../../../../src/lib/tunnel/run/reloader.js';
import { defaultSettings, type TunnelSettings } from '../../../../src/lib/tunnel/settings.js';

const plan: TunnelPlan = { settings: defaultSettings, drainMs: 8_000, admin: null, accessLog: null };

/** A reloader whose loads and applies the test answers. */
function reloading(load: () => Promise<TunnelPlan>, apply = async () => {}) {
  const applied: TunnelSettings[] = [];
  const told: Reload[] = [];
  const tunnel = {
    apply: async (settings: TunnelSettings) => {
      await apply();
      applied.push(settings);
    },
  };
  const source = { load, files: new Map() };
  const reloader = new Reloader(plan, tunnel, { source, onReload: (reload) => void told.push(reload) });
  return { reloader, applied, told };
}

describe('a reload', () => {
  it('applies what has changed, names it, and goes on from there', async () => {
    const settings = { ...defaultSettings, strategy: 'first', logLevel: 'off' } as const;
    const { reloader, applied } = reloading(async () => ({ ...plan, settings, drainMs: 0 }));
    expect(await reloader.reload()).toEqual({
      ok: true,
      changed: ['strategy', 'logLevel', 'drain'],
      restart: [],
    });
    expect(applied).toEqual([settings]);
    expect(reloader.plan.drainMs).toBe(0);
    expect(await reloader.reload()).toEqual({ ok: true, changed: [], restart: [] });
    expect(applied).toHaveLength(1);
  });

  it('tells again what waits for a restart, as long as it does', async () => {
    const { reloader } = reloading(async () => ({ ...plan, accessLog: '-' }));
    const outcome = { ok: true, changed: [], restart: ['accessLog'] };
    expect(await reloader.reload()).toEqual(outcome);
    expect(await reloader.reload()).toEqual(outcome);
  });

  it.each(['load', 'apply'])('changes nothing where the %s fails, and says why', async (where) => {
    const failure = usageFailure('CONFIG_NOT_FOUND', { path: 'a' });
    const fail = () => Promise.reject(failure);
    const next = async () => ({ ...plan, drainMs: 1 });
    const { reloader, told } = where === 'load' ? reloading(fail) : reloading(next, fail);
    expect(await reloader.reload()).toEqual({ ok: false, failure });
    expect([reloader.plan, told]).toEqual([plan, [{ ok: false, failure }]]);
  });

  it('is done one after the other, and not at all once the tunnel ends', async () => {
    let running = 0;
    const { reloader, told } = reloading(async () => {
      running++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(running--).toBe(1);
      return plan;
    });
    const both = Promise.all([reloader.reload(), reloader.reload()]);
    await reloader.stop();
    expect((await both).map(({ ok }) => ok)).toEqual([false, false]);
    expect(told).toEqual([]);
  });
});
