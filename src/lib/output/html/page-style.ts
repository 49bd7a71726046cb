/** What all pages look like: by the reader's own light or dark, on narrow screens, and on paper. */
export function pageStyle(own: string): string {
  return `${base}${own}${narrowAndPaper}`;
}

const base = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --sheet: #ffffff; --ink: #1c2330; --soft: #5b6575; --line: #dfe3ea; --code: #f0f2f6;
  --pass: #187a42; --info: #1f6fb5; --warn: #9a6300; --fail: #c1272d; --skip: #6b7280; --error: #a21c70;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei UI",
    "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif;
  --mono: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC",
    "Microsoft YaHei", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151b; --sheet: #1a1f28; --ink: #e4e8ef; --soft: #99a3b3; --line: #2d3440; --code: #232a35;
    --pass: #4cc38a; --info: #6cb6ff; --warn: #e3a93c; --fail: #ff7b7f; --skip: #98a1b0; --error: #f08cc8;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 2rem 1.25rem 3rem; max-width: 62rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 var(--sans); overflow-wrap: anywhere; }
h1, h2, h3, p, dl, ul, figure, pre { margin: 0; }
h1 { font-size: 1rem; font-weight: 600; color: var(--soft); letter-spacing: .01em; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1.05rem; line-height: 1.4; }
code, pre { font-family: var(--mono); font-size: .875em; }
a { color: var(--info); }
.pass { --tone: var(--pass); } .info { --tone: var(--info); } .warn { --tone: var(--warn); }
.fail { --tone: var(--fail); } .skip { --tone: var(--skip); } .error { --tone: var(--error); }
header, article, section > .scroll, .well, details {
  background: var(--sheet); border: 1px solid var(--line); border-radius: .625rem; }
header { padding: 1.5rem; border-top: .375rem solid var(--tone); }
.verdict { font-size: 1.75rem; line-height: 1.3; font-weight: 650; color: var(--tone); margin: .25rem 0 .75rem; }
.counts { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .375rem 1.25rem; }
.badge { color: var(--tone); font-weight: 600; white-space: nowrap; }
article .badge { border: 1px solid currentColor; border-radius: 1rem; padding: .0625rem .5625rem; font-size: .8125rem;
  margin-right: .25rem; display: inline-block; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem 1.5rem;
  margin-top: 1.25rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
dt { color: var(--soft); font-size: .8125rem; }
dd { margin: 0; }
article { padding: 1.125rem 1.25rem; border-left: .3125rem solid var(--tone); margin-bottom: .875rem; }
article > * + * { margin-top: .5rem; }
.id { color: var(--soft); font-weight: 400; white-space: nowrap; }
.message, dd, td { white-space: pre-line; }
.hint::first-letter { text-transform: uppercase; }
figure { position: relative; }
figcaption { color: var(--soft); font-size: .75rem; margin-bottom: .125rem; }
pre { background: var(--code); border-radius: .375rem; padding: .625rem .75rem; white-space: pre-wrap;
  user-select: all; -webkit-user-select: all; }
pre.wide { white-space: pre; overflow-x: auto; user-select: auto; -webkit-user-select: auto; font-size: .8125rem;
  overflow-wrap: normal; line-height: 1.5; }
.docs { font-size: .875rem; color: var(--soft); }
.well { padding: 1rem 1.25rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; }
thead th { color: var(--soft); font-size: .75rem; letter-spacing: .04em; }
tbody tr + tr { border-top: 1px solid var(--line); }
tbody th { font-weight: 400; min-width: 11rem; }
td { min-width: 6rem; }
details { margin-top: 2.25rem; padding: .875rem 1.25rem; }
details > * + * { margin-top: .75rem; }
summary { cursor: pointer; font-weight: 600; }
footer { margin-top: 2rem; color: var(--soft); font-size: .8125rem; }
`;

/** These come last: they undo rules of a page. */
const narrowAndPaper = `@media (max-width: 36rem) {
  body { padding: 1rem .75rem 2rem; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --sheet: #fff; --ink: #000; --soft: #444; --line: #bbb; --code: #f3f3f3;
    --pass: #14602f; --info: #174f80; --warn: #6e4700; --fail: #961a1f; --skip: #444; --error: #78154f; }
  @page { margin: 16mm 14mm; }
  body { padding: 0; max-width: none; font-size: 10pt; }
  h2, h3 { break-after: avoid; }
  article, tr, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  details:not([open]) { display: none; }
  pre.wide { white-space: pre-wrap; font-size: 8pt; }
  header, article, section > .scroll, .well, details { border-radius: 0; }
}
`;
