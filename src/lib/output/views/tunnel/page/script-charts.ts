/** Curves of the last minutes, drawn as SVG; a pointer or the arrow keys read any second of them. */
export const chartsScript = `
const width = 600;
const height = 120;
/** Above the highest value, for the figure that says how high that is. */
const headroom = 18;
const shortestMs = 60000;

const charts = [
  { id: 'chart-active', show: count, series: [['active', (one) => one.active]] },
  { id: 'chart-traffic', show: perSecond, binary: true,
    series: [['down', (one, s) => one.bytesDown / s], ['up', (one, s) => one.bytesUp / s]] },
  { id: 'chart-setup', show: milliseconds, series: [['setup', (one) => one.setupMs]] },
  { id: 'chart-opened', show: count,
    series: [['opened', (one, s) => one.opened / s], ['failed', (one, s) => one.failed / s]] },
];
/** The moment that is looked at, in milliseconds before now; null: now itself. The same in all charts. */
let lookedAt = null;
let shown = { intervalMs: 1000, samples: [] };

/** The end of an axis: 1, 2, 3, 5, 10 … or, for bytes, a power of two. */
function roundUp(value, binary) {
  if (binary) return 2 ** Math.ceil(Math.log2(Math.max(value, 1024)));
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 5, 10].find((step) => step * power >= value) * power;
}

function spanOf({ samples, intervalMs }) {
  if (samples.length === 0) return { end: 0, span: shortestMs };
  const end = samples[samples.length - 1].atMs;
  return { end, span: Math.max(shortestMs, samples.length * intervalMs) };
}

/** A path with a gap wherever there is no value; a value alone is a dot. */
function pathOf(points) {
  let path = '';
  points.forEach((point, at) => {
    if (point === null) return;
    const [x, y] = point.map((one) => one.toFixed(1));
    const begins = at === 0 || points[at - 1] === null;
    const alone = begins && (points[at + 1] ?? null) === null;
    path += (begins ? 'M' : 'L') + x + ' ' + y + (alone ? 'h.01' : '');
  });
  return path;
}

/** The same, closed along the bottom. */
function areaOf(points) {
  const whole = points.every((point) => point !== null);
  if (!whole || points.length < 2) return '';
  return pathOf(points) + 'V' + height + 'H' + points[0][0].toFixed(1) + 'Z';
}

/** Where the sample is that is looked at; the last one for now. */
function indexAt({ samples }) {
  if (lookedAt === null) return samples.length - 1;
  const at = samples[samples.length - 1]?.atMs - lookedAt;
  let best = samples.length - 1;
  samples.forEach((one, index) => {
    if (Math.abs(one.atMs - at) < Math.abs(samples[best].atMs - at)) best = index;
  });
  return best;
}

function drawChart(chart) {
  const { samples, intervalMs } = shown;
  const seconds = intervalMs / 1000;
  const figure = byId(chart.id);
  const title = figure.querySelector('figcaption b').textContent;
  const { end, span } = spanOf(shown);
  const values = chart.series.map(([, read]) => samples.map((one) => read(one, seconds)));
  const most = Math.max(0, ...values.flat().filter((one) => one !== null));
  const top = roundUp(most, chart.binary);
  const x = (atMs) => width - ((end - atMs) / span) * width;
  const y = (value) => height - (value / top) * (height - headroom);
  const index = indexAt(shown);
  const said = [];
  chart.series.forEach(([name], at) => {
    const points = values[at].map((value, i) => (value === null ? null : [x(samples[i].atMs), y(value)]));
    figure.querySelector('.plot .line.' + name).setAttribute('d', pathOf(points));
    figure.querySelector('.plot .area.' + name)?.setAttribute('d', areaOf(points));
    const value = values[at][index] ?? null;
    const text = value === null ? words.charts.none : chart.show(value);
    write(figure.querySelector('dd.' + name), text);
    said.push(words.charts.series[name] + ' ' + text);
  });
  write(figure.querySelector('.top'), chart.show(top));
  write(figure.querySelector('.from'), ago(span));
  const looked = lookedAt !== null && samples.length > 0;
  const when = looked ? timeOf(samples[index].atMs) : words.charts.now;
  write(figure.querySelector('.when'), when);
  const rule = figure.querySelector('.rule');
  rule.setAttribute('d', looked ? 'M' + x(samples[index].atMs).toFixed(1) + ' 0V' + height : '');
  const svg = figure.querySelector('.plot svg');
  svg.ariaLabel = fill(words.charts.summary, {
    title, values: when + ': ' + said.join(', '), most: most === 0 ? words.charts.none : chart.show(most),
  });
}

function showHistory({ history }) {
  shown = history;
  charts.forEach(drawChart);
}

function look(ms) {
  const { samples } = shown;
  const oldest = samples.length === 0 ? 0 : samples[samples.length - 1].atMs - samples[0].atMs;
  lookedAt = ms === null || ms <= 0 ? null : Math.min(ms, oldest);
  charts.forEach(drawChart);
}

for (const { id } of charts) {
  const plot = byId(id).querySelector('.plot');
  plot.addEventListener('pointermove', ({ clientX }) => {
    const { left, width: wide } = plot.getBoundingClientRect();
    look((1 - (clientX - left) / wide) * spanOf(shown).span);
  });
  plot.addEventListener('pointerleave', () => look(null));
  plot.addEventListener('blur', () => look(null));
  plot.addEventListener('keydown', (event) => {
    const steps = { ArrowLeft: 1, ArrowRight: -1, Home: Infinity, End: -Infinity };
    const step = steps[event.key];
    if (step === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    look(step === undefined ? null : (lookedAt ?? 0) + step * shown.intervalMs);
    write(byId('said'), plot.querySelector('svg').ariaLabel);
  });
}
`;
