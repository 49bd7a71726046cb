// npm run bench [-- NAME] [-- --runs N]: the start-up of the program, or one of the others below.
const benches = {
  'start-up': 'start-up',
  probe: 'probe',
  tunnel: 'tunnel',
  soak: 'tunnel-soak',
};
const [name = 'start-up'] = process.argv.slice(2).filter((argument) => /^[a-z]/.test(argument));
if (!Object.hasOwn(benches, name)) {
  process.stderr.write(`There is no bench "${name}"; there are: ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
await import(`./${benches[name]}.js`);
