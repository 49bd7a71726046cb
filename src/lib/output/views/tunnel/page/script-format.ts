/** How figures read, in the language of the page. A part of the page's script: `words` is the catalogue's. */
export const formatScript = String.raw`
const locale = document.documentElement.lang;
const numbers = new Intl.NumberFormat(locale);
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** Fills in what stands in braces. */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

function count(value) {
  return numbers.format(value);
}

/** 223 B, 18.8 KiB, 1.5 GiB */
function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (unit === 0 ? Math.round(value) : value.toFixed(1)) + ' ' + units[unit];
}

function perSecond(value) {
  return fill(words.charts.perSecond, { amount: bytes(value) });
}

/** 0.42 ms, 8.5 ms, 120 ms, 2.4 s */
function milliseconds(value) {
  if (value >= 1000) return (value / 1000).toFixed(1) + ' s';
  return (value >= 100 ? Math.round(value) : value.toFixed(value >= 1 ? 1 : 2)) + ' ms';
}

/** 42 s, 3 min 5 s, 2 h 5 min, 3 d 4 h: two units at most. */
function duration(ms) {
  const [s, min, h, d] = words.units;
  const two = (big, small, unit) => big + (small === 0 ? '' : ' ' + small + unit);
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return seconds + s;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return two(minutes + min, seconds % 60, s);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return two(hours + h, minutes % 60, min);
  return two(Math.floor(hours / 24) + d, hours % 24, h);
}

function ago(ms) {
  return fill(words.charts.ago, { time: duration(ms) });
}

function timeOf(value) {
  return clock.format(new Date(value));
}
`;
