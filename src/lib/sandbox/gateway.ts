import type { Product } from '../cloud/action-table.js';
import { actions } from './actions.js';
import { type AccessKey, authenticate, Nonces } from './authenticate.js';
import { checkParameters } from './check-parameters.js';
import { type Faults, noFaults } from './faults.js';
import { once } from './idempotency.js';
import { type ParameterRule, parameterRules, productOfVersion } from './parameter-table.js';
import { Parameters } from './parameters.js';
import { type HttpRequest, type RpcRequest, readRpcRequest } from './rpc-request.js';
import { ServiceError, unsupported } from './service-error.js';
import { settle } from './state.js';
import type { StateStore } from './state-store.js';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  readonly requestId: string;
  readonly product: Product | null;
  readonly action: string | null;
  /** The error code; null for a success. */
  readonly code: string | null;
  /** Everything was done, and the answer must not arrive. */
  readonly lost: boolean;
}

export interface GatewayOptions {
  readonly store: StateStore;
  readonly key: AccessKey;
  /** The sandbox's own wall clock. */
  readonly now: () => number;
  readonly random: (bytes: number) => Buffer;
  readonly faults?: Faults;
}

/** What the cloud's front door does: which action, who calls, are the parameters right; then the action itself. */
export class Gateway {
  readonly #options: Required<GatewayOptions>;
  readonly #nonces = new Nonces();

  constructor(options: GatewayOptions) {
    this.#options = { faults: noFaults, ...options };
  }

  /** Answers every request; refusals are answers too. */
  async answer(http: HttpRequest): Promise<Answer> {
    const requestId = uuid(this.#options.random);
    let request: RpcRequest | null = null;
    let product: Product | null = null;
    try {
      request = readRpcRequest(http);
      product = productOfVersion(request.version);
      const body = await this.#perform(request, product);
      const lost = this.#options.faults.losesResponse(request.action);
      return {
        status: 200,
        headers: {},
        body: { RequestId: requestId, ...body },
        requestId,
        product,
        action: request.action,
        code: null,
        lost,
      };
    } catch (error) {
      const refusal = error instanceof ServiceError ? error : internalError();
      return {
        status: refusal.httpStatus,
        headers: refusal.headers,
        body: errorBody(refusal, requestId, http.headers.host ?? '', product),
        requestId,
        product,
        action: request?.action || null,
        code: refusal.code,
        lost: false,
      };
    }
  }

  async #perform(request: RpcRequest, product: Product | null): Promise<object> {
    const rules = rulesOf(request, product);
    const { key, now, store, faults } = this.#options;
    authenticate(request, key, this.#nonces, now());
    if ((request.sent.get('Format') ?? 'JSON').toUpperCase() !== 'JSON')
      throw unsupported('answers other than JSON');
    await faults.beforeAction(request.action);
    checkParameters(product as Product, rules, request.parameters);
    const name = `${product}.${request.action}`;
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!action) throw unsupported(`the action ${name}`);
    return store.transact((state) => {
      const parameters = new Parameters(request.parameters);
      parameters.accept(
        'OwnerId',
        'OwnerAccount',
        'ResourceOwnerId',
        'ResourceOwnerAccount',
        'ResourceGroupId',
      );
      const call = {
        parameters,
        state,
        now: now(),
        random: this.#options.random,
        soldOutZones: faults.soldOutZones,
      };
      settle(state, call.now);
      return once(call, name, request.parameters, () => {
        const body = action(call);
        parameters.refuseUnread();
        return body;
      });
    });
  }
}

function rulesOf(request: RpcRequest, product: Product | null): ReadonlyMap<string, ParameterRule> {
  if (request.action === '')
    throw new ServiceError('MissingAction', 400, 'Action is mandatory for this action.');
  if (request.version === '')
    throw new ServiceError('MissingVersion', 400, 'Version is mandatory for this action.');
  if (product === null)
    throw new ServiceError('InvalidVersion', 404, 'Specified parameter Version is not valid.');
  const rules = parameterRules(product, request.action);
  if (rules) return rules;
  throw new ServiceError(
    'InvalidApi.NotFound',
    404,
    'Specified api is not found, please check your url and method.',
  );
}

function errorBody(error: ServiceError, requestId: string, hostId: string, product: Product | null): object {
  const query = new URLSearchParams({ q: error.code, ...(product ? { product } : {}), requestId });
  return {
    RequestId: requestId,
    HostId: hostId,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.aliyun.com/troubleshoot?${query}`,
  };
}

function internalError(): ServiceError {
  return new ServiceError(
    'InternalError',
    500,
    'The request processing has failed due to some unknown error, exception or failure.',
  );
}

function uuid(random: (bytes: number) => Buffer): string {
  const hex = random(16).toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
