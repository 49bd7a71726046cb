import type { Call } from './call.js';
import { invalid } from './service-error.js';

/** One page of a list, with the members that the answer says about it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly about: object;
}

/** Paging by page number: `PageNumber` from 1, `PageSize`. */
export function numberedPage<T>({ parameters }: Call, all: readonly T[]): Page<T> {
  const number = parameters.number('PageNumber') ?? 1;
  const size = parameters.number('PageSize') ?? 10;
  if (number < 1) throw invalid('PageNumber', 'InvalidPageNumber');
  if (size < 1 || size > 100) throw invalid('PageSize', 'InvalidPageSize');
  return {
    items: all.slice((number - 1) * size, number * size),
    about: { TotalCount: all.length, PageNumber: number, PageSize: size },
  };
}

/** Paging by token where the call asks for it (`MaxResults`, `NextToken`), by page number otherwise. */
export function tokenOrNumberedPage<T>(call: Call, all: readonly T[]): Page<T> {
  const { parameters } = call;
  if (parameters.text('MaxResults') === null && parameters.text('NextToken') === null) {
    const page = numberedPage(call, all);
    return { items: page.items, about: { ...page.about, NextToken: '' } };
  }
  const { items, about } = tokenPage(call, all, 10);
  return { items, about: { ...about, TotalCount: all.length } };
}

/** Paging by token only. The token is empty on the last page. */
export function tokenPage<T>({ parameters }: Call, all: readonly T[], defaultSize: number): Page<T> {
  const size = parameters.number('MaxResults') ?? defaultSize;
  const start = readToken(parameters.text('NextToken'));
  const end = start + size;
  return { items: all.slice(start, end), about: { NextToken: end < all.length ? writeToken(end) : '' } };
}

function writeToken(offset: number): string {
  return Buffer.from(`sandbox:${offset}`).toString('base64url');
}

function readToken(token: string | null): number {
  if (token === null) return 0;
  const offset = /^sandbox:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (offset === undefined) throw invalid('NextToken', 'InvalidNextToken');
  return Number(offset);
}
