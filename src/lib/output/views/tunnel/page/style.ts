/** What only the live page has. Two series of a chart differ by their dashes as well as by their colour. */
export const tunnelPageStyle = `
:root { --proxy: #2f6fd0; --target: #0d8571; }
@media (prefers-color-scheme: dark) { :root { --proxy: #6fa8ff; --target: #35c2a5; } }
body { max-width: 76rem; }
.verdict { display: flex; gap: .5rem; align-items: baseline; margin-bottom: .25rem; }
#last-seen { color: var(--soft); } #last-seen:empty { display: none; }
.facts { margin-top: .75rem; padding-top: .75rem; }
.tiles { list-style: none; padding: 0; margin: .875rem 0 0; display: grid; gap: .75rem;
  grid-template-columns: repeat(6, minmax(0, 1fr)); }
.tiles li { --tone: var(--ink); background: var(--sheet); border: 1px solid var(--line); border-radius: .625rem;
  padding: .5rem .875rem; }
.tiles li.warn { --tone: var(--warn); }
.tiles b { display: block; font-size: 1.375rem; line-height: 1.3; color: var(--tone); overflow-wrap: anywhere;
  font-variant-numeric: tabular-nums; }
.tiles span { color: var(--soft); font-size: .8125rem; }
.charts { display: grid; gap: .875rem; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); }
.charts figure { background: var(--sheet); border: 1px solid var(--line); border-radius: .625rem;
  padding: .75rem .875rem .5rem; }
figcaption { display: flex; flex-wrap: wrap; gap: .125rem 1rem; align-items: baseline; color: var(--ink);
  font-size: .875rem; margin-bottom: .375rem; }
figcaption b { font-weight: 600; margin-right: auto; }
figcaption dl { display: flex; flex-wrap: wrap; gap: .125rem 1rem; }
figcaption dl div { display: flex; gap: .375rem; align-items: baseline; }
figcaption dd { min-width: 4.5rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
figcaption dd.active, figcaption dd.opened, figcaption dd.failed { min-width: 1.75rem; }
figcaption .key { width: 1.375rem; height: .5rem; overflow: visible; }
.plot { position: relative; background: var(--code); border-radius: .25rem; touch-action: pan-y; }
.plot:focus-visible, .scroll:focus-visible { outline: .125rem solid var(--info); outline-offset: .125rem; }
.plot svg { display: block; width: 100%; height: 7rem; overflow: hidden; border-radius: .25rem; }
.top { position: absolute; top: .125rem; left: .375rem; color: var(--soft); font-size: .75rem; pointer-events: none;
  font-variant-numeric: tabular-nums; }
.axis { display: flex; justify-content: space-between; color: var(--soft); font-size: .75rem; }
.line { fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round;
  vector-effect: non-scaling-stroke; }
.area { stroke: none; opacity: .16; }
.active, .down, .setup, .opened { --curve: var(--proxy); }
.up { --curve: var(--target); } .failed { --curve: var(--fail); }
.line { stroke: var(--curve); } .area { fill: var(--curve); }
.line.up, .line.failed { stroke-dasharray: 5 3; }
.grid { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.rule { stroke: var(--soft); stroke-width: 1; vector-effect: non-scaling-stroke; }
#setup { margin-top: .5rem; color: var(--soft); font-size: .875rem; }
th, td { padding: .4375rem .75rem; } td { min-width: 0; }
tbody th { min-width: 9rem; } tbody th code, td code { overflow-wrap: anywhere; }
td small, th small { display: block; color: var(--soft); font-size: .8125rem; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.live .badge { white-space: normal; }
#upstreams td:nth-child(8) { white-space: nowrap; }
#recent th { white-space: nowrap; min-width: 0; }
#recent td:nth-child(2) code { overflow-wrap: normal; }
#recent td:nth-child(4) { overflow-wrap: anywhere; }
#recent td:nth-child(6) { min-width: 16.5rem; }
#recent td:nth-child(6) code { font-size: .75rem; color: var(--soft); }
.sums { display: grid; gap: 0 .875rem; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr));
  align-items: start; }
.none { display: none; color: var(--soft); }
section.empty .scroll, section.empty .newest { display: none; } section.empty .none { display: block; }
section.empty:not(.kept) { display: none; }
.newest { color: var(--soft); font-size: .8125rem; margin-top: .375rem; }
.newest button { font: inherit; color: var(--info); background: none; border: 0; padding: .25rem 0; cursor: pointer;
  text-decoration: underline; }
.newest button:focus-visible { outline: .125rem solid var(--info); outline-offset: .125rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.waiting { visibility: hidden; }
.stale main { opacity: .7; }
@media (max-width: 58rem) {
  .tiles { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .live thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .live tbody, .live tr { display: block; }
  .live tbody tr { padding: .5rem 0; }
  .live tbody th, .live tbody td { display: grid; grid-template-columns: 6.5rem 1fr; gap: 0 .75rem;
    padding: .125rem .75rem; text-align: left; white-space: normal; min-width: 0; }
  .live tbody th::before, .live tbody td::before { content: attr(data-label); color: var(--soft); font-size: .8125rem; }
  .live tbody th > *, .live tbody td > * { grid-column: 2; }
  .live tbody th { font-weight: 600; } .live tbody th small { font-weight: 400; }
  #recent tbody td:nth-child(6) { min-width: 0; }
}
@media (max-width: 40rem) {
  header { padding: 1rem; }
  .verdict { font-size: 1.375rem; }
  .facts { grid-template-columns: 1fr 1fr; gap: .5rem 1rem; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem; }
}
`;
