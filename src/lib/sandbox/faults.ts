import { actionTable } from '../cloud/action-table.js';
import type { Clock } from '../host/clock.js';
import { regions } from './catalogue.js';
import { ServiceError } from './service-error.js';

/** A trouble to order, as `--fault` names it. `times` counts down. */
export type Fault =
  | { readonly kind: 'throttle' | 'lost-response'; readonly action: string; readonly times: number }
  | { readonly kind: 'error'; readonly action: string; readonly code: string; readonly times: number }
  | { readonly kind: 'slow'; readonly action: string; readonly ms: number }
  | { readonly kind: 'no-stock'; readonly zone: string }
  | { readonly kind: 'clock-skew'; readonly seconds: number };

/** The grammar of `--fault`, as a refusal shows it. */
export const faultForms = [
  'throttle:ACTION:N',
  'lost-response:ACTION:N',
  'error:ACTION:CODE:N',
  'slow:ACTION:MS',
  'no-stock:ZONE',
  'clock-skew:SECONDS',
] as const;

/** Reads one `--fault`; null where it is none. Actions, zones and numbers must be ones that can happen. */
export function parseFault(text: string): Fault | null {
  const [kind, ...rest] = text.split(':');
  const [first = '', second = '', third = ''] = rest;
  switch (`${kind}/${rest.length}`) {
    case 'throttle/2':
    case 'lost-response/2': {
      const times = positive(second);
      return isAction(first) && times !== null
        ? { kind: kind as 'throttle' | 'lost-response', action: first, times }
        : null;
    }
    case 'error/3': {
      const times = positive(third);
      return isAction(first) && /^[A-Za-z][A-Za-z0-9.]*$/.test(second) && times !== null
        ? { kind: 'error', action: first, code: second, times }
        : null;
    }
    case 'slow/2': {
      const ms = positive(second);
      return isAction(first) && ms !== null ? { kind: 'slow', action: first, ms } : null;
    }
    case 'no-stock/1':
      return regions.some(({ zones }) => zones.includes(first)) ? { kind: 'no-stock', zone: first } : null;
    case 'clock-skew/1':
      return /^[+-]?\d{1,9}$/.test(first) ? { kind: 'clock-skew', seconds: Number(first) } : null;
    default:
      return null;
  }
}

function isAction(name: string): boolean {
  return Object.values(actionTable).some(({ actions }) => Object.hasOwn(actions, name));
}

function positive(text: string): number | null {
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null;
}

/** The troubles of one sandbox. */
export interface Faults {
  readonly soldOutZones: ReadonlySet<string>;
  /** Added to the sandbox's clock. */
  readonly clockOffsetMs: number;
  /** Waits, or throws, where a fault says so; before the action does anything. */
  beforeAction(action: string): Promise<void>;
  /** Must the answer to a call that was carried out be lost? */
  losesResponse(action: string): boolean;
}

export const noFaults: Faults = {
  soldOutZones: new Set(),
  clockOffsetMs: 0,
  beforeAction: async () => {},
  losesResponse: () => false,
};

const retryAfterMs = 500;

export function faultsOf(list: readonly Fault[], clock: Clock, signal?: AbortSignal): Faults {
  const left = list.map((fault) => ({
    fault,
    times: 'times' in fault ? fault.times : Number.POSITIVE_INFINITY,
  }));
  const next = (kind: Fault['kind'], action: string): Fault | null => {
    const entry = left.find(
      ({ fault, times }) => fault.kind === kind && 'action' in fault && fault.action === action && times > 0,
    );
    if (!entry) return null;
    entry.times--;
    return entry.fault;
  };
  return {
    soldOutZones: new Set(list.flatMap((fault) => (fault.kind === 'no-stock' ? [fault.zone] : []))),
    clockOffsetMs: list.reduce(
      (sum, fault) => sum + (fault.kind === 'clock-skew' ? fault.seconds * 1000 : 0),
      0,
    ),
    async beforeAction(action) {
      const slow = next('slow', action);
      if (slow?.kind === 'slow') {
        await clock.sleep(slow.ms, signal).catch(() => {
          throw new ServiceError('ServiceUnavailable', 503, 'The sandbox is being closed.');
        });
      }
      if (next('throttle', action)) throw throttled();
      const ordered = next('error', action);
      if (ordered?.kind === 'error') throw orderedError(ordered.code);
    },
    losesResponse: (action) => next('lost-response', action) !== null,
  };
}

function throttled(): ServiceError {
  return new ServiceError('Throttling.User', 400, 'Request was denied due to user flow control.', {
    'x-acs-retry-after': String(retryAfterMs),
  });
}

function orderedError(code: string): ServiceError {
  return new ServiceError(code, statusOf(code), `The sandbox was told to answer ${code}.`);
}

/** The HTTP status a code usually comes with. */
function statusOf(code: string): number {
  if (code === 'InternalError' || code === 'UnknownError') return 500;
  if (code === 'ServiceUnavailable') return 503;
  if (/\.NotFound$/.test(code)) return 404;
  return /^(?:Forbidden|NoPermission|OperationDenied\.NoStock|Quota)/.test(code) ? 403 : 400;
}
