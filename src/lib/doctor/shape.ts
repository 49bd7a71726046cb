/** Reads a value of an unknown kind as a `T`, or throws a `ShapeError` that names the member. */
export type Shape<T> = (value: unknown, path: string) => T;

export type Shaped<S> = S extends Shape<infer T> ? T : never;

export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly path: string;
  readonly expected: string;

  constructor(path: string, expected: string) {
    super(`${path}: expected ${expected}`);
    this.path = path;
    this.expected = expected;
  }
}

/** Without control characters: a file from somebody else shall not steer the terminal it is shown on. */
export const text: Shape<string> = (value, path) => {
  if (typeof value !== 'string') throw new ShapeError(path, 'a text');
  return value.replace(/\p{Cc}/gu, '\ufffd');
};

export const number: Shape<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ShapeError(path, 'a number');
  return value;
};

export const flag: Shape<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new ShapeError(path, 'true or false');
  return value;
};

export function word<const Words extends readonly string[]>(...words: Words): Shape<Words[number]> {
  return (value, path) => {
    if (typeof value !== 'string' || !words.includes(value)) throw new ShapeError(path, words.join(' | '));
    return value;
  };
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? null : shape(value, path));
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path, 'a list');
    return value.map((item, index) => shape(item, `${path}[${index}]`));
  };
}

/** Exactly these members are read; others are left out, so that newer evidence can be judged. */
export function object<Members extends Readonly<Record<string, Shape<unknown>>>>(
  members: Members,
): Shape<{ readonly [Name in keyof Members]: Shaped<Members[Name]> }> {
  return (value, path) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw new ShapeError(path, 'an object');
    }
    const source = value as Readonly<Record<string, unknown>>;
    const entries = Object.entries(members).map(([name, shape]) => {
      const at = path === '' ? name : `${path}.${name}`;
      if (!(name in source)) throw new ShapeError(at, 'to be there');
      return [name, shape(source[name], at)];
    });
    return Object.fromEntries(entries) as { readonly [Name in keyof Members]: Shaped<Members[Name]> };
  };
}
