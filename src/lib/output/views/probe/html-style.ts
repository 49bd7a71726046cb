/** What only the report of probe has. Proxy and target differ by their pattern as well as by their colour. */
export const probeStyle = `
:root { --proxy: #2f6fd0; --target: #0d8571; }
@media (prefers-color-scheme: dark) { :root { --proxy: #6fa8ff; --target: #35c2a5; } }
.tiles { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(4, 1fr); gap: .75rem; }
.tiles li { border: 1px solid var(--line); border-top: .1875rem solid var(--tone); border-radius: .375rem;
  padding: .5rem .75rem; }
.tiles b { display: block; font-size: 1.5rem; line-height: 1.2; color: var(--tone); }
.tiles li:not([class]) { --tone: var(--ink); }
.tiles span { color: var(--soft); font-size: .8125rem; }
.note { margin-top: .75rem; color: var(--warn); font-weight: 600; }
.hint code { background: var(--code); border-radius: .25rem; padding: .125rem .375rem; user-select: all;
  -webkit-user-select: all; }
.same { padding-left: 1.25rem; font-size: .9375rem; }
article details { margin-top: .5rem; padding: .375rem .75rem; border-radius: .375rem; }
article summary { font-weight: 400; }
.found { list-style: none; padding: .5rem .75rem; background: var(--code); border-radius: .375rem; }
.hidden { position: absolute; width: 0; height: 0; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; margin-bottom: .75rem; font-size: .875rem; }
.key { display: inline-flex; gap: .375rem; align-items: center; }
.key svg { width: 1.75rem; height: .75rem; }
fieldset { border: 0; margin: 0; padding: 0; display: none; flex-wrap: wrap; gap: .25rem 1rem; }
legend { float: left; padding: 0; color: var(--soft); }
@supports selector(:has(*)) { fieldset { display: flex; } }
body:has(#only-pass:checked) details.probe:not(.pass), body:has(#only-warn:checked) details.probe:not(.warn),
body:has(#only-fail:checked) details.probe:not(.fail) { display: none; }
rect { height: 100%; } .fall code { color: var(--soft); font-weight: 400; white-space: nowrap; }
.p { fill: url(#hatch); } .t { fill: var(--target); } .x { fill: var(--fail); }
.hatch-ground { fill: var(--proxy); height: 5px; } .hatch-line { stroke: var(--sheet); stroke-width: 1.25; }
details.probe { margin-top: .5rem; padding: 0; border-left: .3125rem solid var(--tone); }
details.probe > summary { display: grid; grid-template-columns: 4.75rem minmax(0, 1fr) 9rem 7rem .75rem; gap: .25rem 1rem;
  padding: .5rem 1rem; align-items: center; font-weight: 400; list-style: none; }
details.probe > summary::-webkit-details-marker { display: none; }
details.probe > summary::after { content: "+"; color: var(--soft); text-align: center; }
details.probe[open] > summary::after { content: "\\2013"; }
details.probe > summary:hover { background: var(--code); }
details.probe > summary:focus-visible { outline: .125rem solid var(--info); outline-offset: -.125rem; }
.who b { font-weight: 600; }
.who small { display: block; color: var(--soft); font-size: .8125rem; }
.strip { width: 100%; height: .75rem; background: var(--code); display: block; border-radius: .125rem; }
.ms { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.body { padding: .25rem 1rem 1rem; border-top: 1px solid var(--line); }
.body > * + * { margin-top: .75rem; }
.body h3 { margin: 1rem 0 .25rem; font-size: .875rem; }
.body table { font-size: .875rem; }
.body th, .body td { padding: .25rem .5rem; min-width: 0; }
.body thead th { font-weight: 600; }
.fall td:nth-child(n+3), .fall thead th:nth-child(n+3), td.n { text-align: right; font-variant-numeric: tabular-nums;
  white-space: nowrap; width: 1%; }
.fall tbody th, .fall tfoot th { min-width: 0; width: 19rem; }
.fall tfoot th { font-weight: 600; } .fall tfoot tr { border-top: 1px solid var(--line); }
.fall b { display: block; font-family: var(--mono); font-size: .8125rem; }
.fall b, td b { color: var(--tone); }
.fall td > svg { width: 100%; height: .875rem; margin-top: .25rem; display: block; overflow: visible; background: var(--code); }
path { stroke: var(--ink); stroke-width: 2; }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .375rem 1.25rem;
  font-size: .875rem; }
@media (max-width: 36rem) {
  header { padding: 1rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  details.probe > summary { grid-template-columns: 1fr auto auto; padding: .5rem .75rem; gap: .25rem .75rem; }
  details.probe > summary > .who { grid-row: 2; grid-column: 1 / -1; }
  details.probe > summary > .strip { grid-row: 3; grid-column: 1 / -1; }
  .body { padding: .25rem .75rem .75rem; }
  .body th, .body td { padding: .25rem; }
  .fall tbody th, .fall tfoot th { width: 45%; }
  .fall tr > :nth-child(3) { display: none; }
  .certificates thead { display: none; }
  .body .certificates tbody th { font-weight: 600; }
  .certificates tr, .certificates th, .certificates td { display: block; text-align: left; width: auto; }
}
@media print {
  :root { --proxy: #174f80; --target: #0a5c4e; }
  details.probe:not([open]) { display: block; break-inside: avoid; }
  fieldset { display: none !important; }
  rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
