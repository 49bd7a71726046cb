/**
 * Tables that change in place: rows keep their elements by key, so that a selection, a scroll position and a screen
 * reader's place stay. Whatever comes from outside becomes text, never markup.
 */
export const tablesScript = `
/** Writes only what is different. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A piece of a cell: a string, or [class, piece, …]; what has the class 'sign' is for the eye only. */
function pieces(parts) {
  return parts.map((part) => {
    if (typeof part === 'string') return document.createTextNode(part);
    const [kind, ...inner] = part;
    const element = document.createElement(kind === 'code' || kind === 'small' ? kind : 'span');
    element.className = kind;
    element.append(...pieces(inner));
    if (kind === 'sign') element.ariaHidden = 'true';
    return element;
  });
}

/** rows: [{ key, cells: [[part, …], …] }, …] in their order; the first cell names the row. */
function fillTable(table, rows) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  // Two may have the same key.
  const known = new Map();
  for (const row of body.rows) known.set(row.dataset.key, [...(known.get(row.dataset.key) ?? []), row]);
  rows.forEach(({ key, cells }, at) => {
    const row = known.get(key)?.shift() ?? document.createElement('tr');
    row.dataset.key = key;
    row.role = 'row';
    if (body.rows[at] !== row) body.insertBefore(row, body.rows[at] ?? null);
    cells.forEach((parts, column) => {
      let cell = row.cells[column];
      if (cell === undefined) {
        cell = document.createElement(column === 0 ? 'th' : 'td');
        cell.role = column === 0 ? 'rowheader' : 'cell';
        if (column === 0) cell.scope = 'row';
        cell.className = heads[column].className;
        cell.dataset.label = heads[column].textContent;
        row.append(cell);
      }
      const content = JSON.stringify(parts);
      if (cell.dataset.content === content) return;
      cell.dataset.content = content;
      cell.replaceChildren(...pieces(parts));
    });
  });
  while (body.rows.length > rows.length) body.lastElementChild.remove();
  table.closest('section').classList.toggle('empty', rows.length === 0);
}

const states = {
  up: ['pass', '●'],
  suspect: ['warn', '▲'],
  down: ['fail', '✖'],
  'half-open': ['info', '◐'],
  auth: ['warn', '▲'],
};

function stateParts(state) {
  const [tone, sign] = states[state] ?? ['skip', '?'];
  return [['badge ' + tone, ['sign', sign + ' '], words.states[state] ?? state]];
}

/** A code, and under it when it was and what it means, as far as that is known. */
function codeParts(code, ...notes) {
  const known = [...notes, words.meanings[code]].filter((note) => note !== undefined);
  return known.length === 0 ? [['code', code]] : [['code', code], ['small', known.join(': ')]];
}

function showUpstreams({ upstreams }, now) {
  const rows = upstreams.map((one) => {
    const notes = [];
    if (one.url !== one.name) notes.push(one.url);
    if (one.backup) notes.push(words.upstreams.backup);
    if (one.weight !== 1) notes.push(fill(words.upstreams.weight, one));
    const last = one.lastFailure;
    return {
      key: one.name,
      cells: [
        notes.length === 0 ? [['code', one.name]] : [['code', one.name], ['small', notes.join(', ')]],
        stateParts(one.state),
        [count(one.active)],
        [count(one.total)],
        [one.latencyMs === null ? '-' : milliseconds(one.latencyMs)],
        [count(one.failures)],
        last === null ? ['-'] : codeParts(last.code, ago(now - Date.parse(last.at))),
        [ago(now - Date.parse(one.since))],
      ],
    };
  });
  fillTable(byId('upstreams'), rows);
}

function showListeners({ listeners }) {
  const { mixed, mixedTls, forward } = words.listeners;
  const rows = listeners.map((one) => ({
    key: one.listen,
    cells: [
      [['code', one.listen]],
      [one.target === null ? (one.tls ? mixedTls : mixed) : fill(forward, one)],
      [count(one.active)],
      [count(one.total)],
      [bytes(one.bytesUp)],
      [bytes(one.bytesDown)],
      [count(one.failed)],
    ],
  }));
  fillTable(byId('listeners'), rows);
}

const fewFailures = 10;
let everyFailure = false;

function showRecent(status) {
  const { recentFailures, totals } = status;
  const all = Object.values(totals.failures).reduce((sum, one) => sum + one, 0);
  const rows = recentFailures.slice(0, everyFailure ? undefined : fewFailures).map((one) => ({
    key: [one.at, one.client, one.listener, one.code].join(' '),
    cells: [
      [timeOf(one.at)],
      codeParts(one.code),
      one.destination === null ? ['-'] : [['code', one.destination]],
      [one.upstream ?? '-'],
      [['code', one.client], ['small', [words.protocols[one.protocol] ?? one.protocol, one.listener].filter(Boolean).join(', ')]],
      [['code', one.traceId]],
    ],
  }));
  fillTable(byId('recent'), rows);
  write(byId('newest'), all > rows.length ? fill(words.recent.newest, { count: count(rows.length), total: count(all) }) : '');
  const more = byId('more');
  more.hidden = recentFailures.length <= fewFailures;
  more.ariaExpanded = String(everyFailure);
  write(more, everyFailure ? words.recent.fewer : fill(words.recent.more, { count: count(recentFailures.length) }));
  more.onclick = () => {
    everyFailure = !everyFailure;
    showRecent(status);
  };
}

function showSums({ totals }) {
  const rows = (counts, parts) =>
    Object.entries(counts)
      .sort((one, other) => other[1] - one[1])
      .map(([key, value]) => ({ key, cells: [parts(key), [count(value)]] }));
  fillTable(byId('failures'), rows(totals.failures, (code) => codeParts(code)));
  fillTable(byId('closed'), rows(totals.closed, (reason) => [words.reasons[reason] ?? reason]));
}
`;
