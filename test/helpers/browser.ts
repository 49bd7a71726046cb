import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { findProgram } from './programs.js';

export interface BrowserOptions {
  /** `http://127.0.0.1:3128`, `socks5://…`; used for loopback, too. None by default. */
  readonly proxy?: string;
  /** Where its proxy configuration file is; instead of `proxy`. */
  readonly pac?: string;
  /** Name -> address. Every other name is unknown to the browser, so that it can't reach out. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** More command-line switches. */
  readonly args?: readonly string[];
}

export interface View {
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
  /** Device pixels for each of CSS. */
  readonly scale?: number;
}

/** A page in a headless Chromium of its own. */
export interface Browser {
  /** Resolves when the page has loaded; rejects with the browser's error, `net::ERR_CONNECTION_REFUSED`. */
  goto(url: string): Promise<void>;
  /** The value of an expression, awaited if it is a promise; must be JSON. Rejects with what it threw. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Polls until an expression is truthy. */
  until(expression: string, limitMs?: number): Promise<void>;
  /** Presses and releases a key: `Tab`, `ArrowLeft`. */
  press(key: string): Promise<void>;
  resize(view: View): Promise<void>;
  /** PNG; of the whole page, not only of what fits the window, where `full`. */
  screenshot(options?: { full?: boolean }): Promise<Buffer>;
  /** What the page has written to its console, and what it threw. */
  readonly console: readonly string[];
  close(): Promise<void>;
}

const startLimitMs = 30_000;
const callLimitMs = 15_000;

/** None outlives the tests: each leads a process group of its own. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) killGroup(child);
});

/** Starts Chromium with a fresh profile, driven through a pipe (DevTools protocol). Close it after use. */
export async function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const { hosts = {}, args = [] } = options;
  const path = findProgram('chromium');
  if (path === null) throw new Error('chromium is not installed');
  const profile = await mkdtemp(join(tmpdir(), 'aliproxy-chromium-'));
  const known = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`);
  const local = ['localhost', '127.0.0.1', '[::1]', ...Object.values(hosts)].map((host) => `EXCLUDE ${host}`);
  const child = spawn(
    path,
    [
      ...['--headless=new', '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--disable-gpu'],
      ...[
        '--no-first-run',
        '--no-default-browser-check',
        '--disable-background-networking',
        '--disable-sync',
      ],
      ...['--disable-component-update', '--disable-default-apps', '--disable-domain-reliability'],
      ...['--disable-features=OptimizationHints,MediaRouter,Translate,DialMediaRouteProvider', '--no-pings'],
      ...['--disable-dev-shm-usage', '--hide-scrollbars', '--force-color-profile=srgb', '--lang=en-US'],
      `--host-resolver-rules=${[...known, 'MAP * ~NOTFOUND', ...local].join(', ')}`,
      ...proxySwitches(options),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...args,
      'about:blank',
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
  );
  running.add(child);
  const close = async () => {
    running.delete(child);
    const gone = child.exitCode !== null || child.signalCode !== null;
    const exit = gone ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve));
    killGroup(child);
    await exit;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { ...(await attach(new Pipe(child))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function proxySwitches({ proxy, pac }: BrowserOptions): string[] {
  if (pac !== undefined) return [`--proxy-pac-url=${pac}`];
  if (proxy === undefined) return ['--no-proxy-server'];
  return [`--proxy-server=${proxy}`, '--proxy-bypass-list=<-loopback>'];
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

type Message = Readonly<Record<string, unknown>>;
type Listener = (message: Message) => void;

/** Messages of the DevTools protocol: JSON with a zero byte after each, on the descriptors 3 and 4. */
class Pipe {
  readonly #input: Writable;
  readonly #waiting = new Map<number, { resolve: Listener; reject: (error: Error) => void }>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #lastId = 0;
  #rest = Buffer.alloc(0);
  #log = '';

  constructor(child: ChildProcess) {
    this.#input = child.stdio[3] as Writable;
    this.#input.on('error', () => {});
    (child.stdio[4] as Readable).on('data', (bytes: Buffer) => this.#take(bytes));
    child.stderr?.on('data', (bytes: Buffer) => {
      this.#log = (this.#log + bytes.toString()).slice(-2_000);
    });
    child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`chromium has ended: ${this.#log}`));
    });
  }

  /** Calls a method; `limitMs` because a test must not hang. */
  call(method: string, params: object = {}, sessionId?: string, limitMs = callLimitMs): Promise<Message> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${method}: no answer in ${limitMs} ms; ${this.#log}`)),
        limitMs,
      );
      const settle =
        <Value>(then: (value: Value) => void) =>
        (value: Value) => {
          clearTimeout(timer);
          this.#waiting.delete(id);
          then(value);
        };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  on(event: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #take(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (let end = this.#rest.indexOf(0); end >= 0; end = this.#rest.indexOf(0)) {
      const message = JSON.parse(this.#rest.subarray(0, end).toString()) as Message;
      this.#rest = this.#rest.subarray(end + 1);
      this.#deliver(message);
    }
  }

  #deliver({ id, method, params, result, error }: Message): void {
    for (const listener of this.#listeners.get(method as string) ?? []) listener(params as Message);
    const waiting = this.#waiting.get(id as number);
    if (error !== undefined) waiting?.reject(new Error((error as { message: string }).message));
    else waiting?.resolve((result ?? {}) as Message);
  }
}

async function attach(pipe: Pipe): Promise<Omit<Browser, 'close'>> {
  const { targetId } = await pipe.call(
    'Target.createTarget',
    { url: 'about:blank' },
    undefined,
    startLimitMs,
  );
  const attached = await pipe.call('Target.attachToTarget', { targetId, flatten: true });
  const call = (method: string, params: object = {}) =>
    pipe.call(method, params, attached.sessionId as string);
  const console: string[] = [];
  pipe.on('Runtime.consoleAPICalled', ({ args }) => {
    console.push((args as { value?: unknown; description?: string }[]).map(describe).join(' '));
  });
  pipe.on('Runtime.exceptionThrown', ({ exceptionDetails }) => console.push(thrown(exceptionDetails)));
  pipe.on('Log.entryAdded', ({ entry }) => console.push((entry as { text: string }).text));
  await Promise.all(['Page.enable', 'Runtime.enable', 'Log.enable'].map((method) => call(method)));
  await call('Page.setLifecycleEventsEnabled', { enabled: true });

  const evaluate = async <Value>(expression: string): Promise<Value> => {
    const { result, exceptionDetails } = await call('Runtime.evaluate', {
      ...{ expression, awaitPromise: true, returnByValue: true, userGesture: true },
    });
    if (exceptionDetails !== undefined) throw new Error(thrown(exceptionDetails));
    return (result as { value: Value }).value;
  };
  return {
    console,
    evaluate,
    goto: async (url) => {
      // The page before, or the browser's own for an error, may still tell that it has loaded.
      const loaded = new Set<unknown>();
      let heard = () => {};
      const off = pipe.on('Page.lifecycleEvent', ({ name, loaderId }) => {
        if (name === 'load') loaded.add(loaderId);
        heard();
      });
      try {
        const { errorText, loaderId } = await call('Page.navigate', { url });
        if (errorText !== undefined) throw new Error(errorText as string);
        const load = new Promise<void>((resolve) => {
          heard = () => void (loaded.has(loaderId) && resolve());
        });
        heard();
        await within(load, callLimitMs, `${url} did not load`);
      } finally {
        off();
      }
    },
    until: async (expression, limitMs = 10_000) => {
      const end = performance.now() + limitMs;
      // A page that is being left throws.
      let error = '';
      const holds = () =>
        evaluate<boolean>(`Boolean(${expression})`).catch((thrownNow: Error) => {
          error = thrownNow.message;
          return false;
        });
      while (!(await holds())) {
        if (performance.now() > end) throw new Error(`not so after ${limitMs} ms: ${expression} ${error}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    press: async (key) => {
      const codes: Readonly<Record<string, number>> = {
        ...{ Tab: 9, Enter: 13, Escape: 27, End: 35, Home: 36, ArrowLeft: 37, ArrowRight: 39 },
      };
      const event = { key, code: key, windowsVirtualKeyCode: codes[key] };
      await call('Input.dispatchKeyEvent', { ...event, type: 'keyDown' });
      await call('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
    },
    resize: async ({ width, height, dark = false, scale = 1 }) => {
      await call('Emulation.setDeviceMetricsOverride', {
        ...{ width, height, deviceScaleFactor: scale, mobile: false },
      });
      await call('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
      });
    },
    screenshot: async ({ full = false } = {}) => {
      const { data } = await call('Page.captureScreenshot', { captureBeyondViewport: full });
      return Buffer.from(data as string, 'base64');
    },
  };
}

function describe({ value, description }: { value?: unknown; description?: string }): string {
  return description ?? String(value);
}

function thrown(details: unknown): string {
  const { text, exception } = details as { text: string; exception?: { description?: string } };
  return exception?.description ?? text;
}

async function within<Value>(promise: Promise<Value>, limitMs: number, complaint: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${complaint} in ${limitMs} ms`)), limitMs);
  });
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
