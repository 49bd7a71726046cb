// npm run bench [-- NAME] [-- --runs N]: the start-up of the program, or one of the others below.
const benches = ['start-up', 'probe'];
const [name = 'start-up'] = process.argv.slice(2).filter((argument) => /^[a-z]/.test(argument));
if (!benches.includes(name)) {
  process.stderr.write(`There is no bench "${name}"; there are: ${benches.join(', ')}\n`);
  process.exit(2);
}
await import(`./${name}.js`);
