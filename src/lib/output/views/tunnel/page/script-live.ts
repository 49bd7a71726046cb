/** Asks the tunnel for news each second, and says so when none come. */
export const liveScript = `
const everyMs = 1000;
const patienceMs = 3000;
let last = null;
let version = null;
let timer;

function showVerdict(kind, values) {
  const [tone, sign] = {
    ready: ['pass', '●'], draining: ['warn', '▲'], down: ['fail', '✖'], gone: ['fail', '✖'], refused: ['fail', '✖'],
  }[kind];
  document.querySelector('header').className = tone;
  document.body.classList.toggle('stale', kind === 'gone' || kind === 'refused');
  write(byId('sign'), sign);
  write(byId('verdict'), fill(words.verdict[kind], values ?? {}));
  const stale = (kind === 'gone' || kind === 'refused') && last !== null;
  write(byId('last-seen'), stale ? fill(words.lastSeen, { time: timeOf(last) }) : '');
  const title = sign + ' ' + words.title;
  if (document.title !== title) document.title = title;
}

function showFacts(status) {
  write(byId('version'), status.version);
  write(byId('pid'), String(status.pid));
  write(byId('uptime'), duration(status.uptimeMs));
  write(byId('strategy'), words.strategies[status.strategy] ?? status.strategy);
  write(byId('log-level'), words.logLevels[status.logLevel] ?? status.logLevel);
}

function showTiles({ totals }) {
  const failed = Object.values(totals.failures).reduce((sum, one) => sum + one, 0);
  write(byId('active'), count(totals.active));
  write(byId('connections'), count(totals.connections));
  write(byId('up'), bytes(totals.bytesUp));
  write(byId('down'), bytes(totals.bytesDown));
  write(byId('failed'), count(failed));
  byId('failed').parentElement.className = failed > 0 ? 'warn' : '';
  write(byId('retries'), count(totals.retries));
  const { setupMs } = totals;
  write(byId('setup'), setupMs === null ? '' : fill(words.setup, {
    p50: milliseconds(setupMs.p50), p95: milliseconds(setupMs.p95), max: milliseconds(setupMs.max),
  }));
}

function show(status) {
  const now = Date.parse(status.now);
  last = now;
  showVerdict(status.draining ? 'draining' : status.ready ? 'ready' : 'down');
  showFacts(status);
  showTiles(status);
  showHistory(status);
  showUpstreams(status, now);
  showListeners(status);
  showRecent(status);
  showSums(status);
  byId('figures').classList.remove('waiting');
}

async function ask() {
  clearTimeout(timer);
  try {
    const answer = await fetch('/api/status', { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
    if (!answer.ok) showVerdict('refused', { status: answer.status });
    else {
      const status = await answer.json();
      // Another aliproxy has taken over the port: its page may be another one, too.
      if (version !== null && status.version !== version) location.reload();
      version = status.version;
      show(status);
    }
  } catch {
    showVerdict('gone');
  }
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(ask, everyMs);
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) ask();
});
ask();
`;
