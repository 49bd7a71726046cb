/** Of variables for http and https, those that Go reads: a lower-case one only where the upper-case one is not set. */
export function readByGo<Variable extends { readonly name: string }>(
  variables: readonly Variable[],
): Variable[] {
  const names = new Set(variables.map(({ name }) => name));
  return variables.filter(({ name }) => {
    const upper = name.toUpperCase();
    return /^HTTPS?_PROXY$/.test(upper) && (name === upper || !names.has(upper));
  });
}
