/** What only the report of doctor has. */
export const reportStyle = `
.values { display: grid; gap: .25rem; }
.values > div { display: grid; grid-template-columns: 5.5rem 1fr; align-items: baseline; }
tr.group th { background: var(--code); font-weight: 600; font-size: .8125rem; padding: .3125rem .75rem; }
@media (max-width: 36rem) {
  .values > div { grid-template-columns: 1fr; }
}
`;
