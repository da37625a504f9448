/** The page's style: a supplement to a paper, on screen and on paper. */
export const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --soft: #555; --faint: #767676; --line: #d5d5d5;
  --hover: #f6f8fb; --accent: #0b5394; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 96rem; padding: 2.5rem 1.5rem 4rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .3rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.6rem 0 .8rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h4 { font-size: .95rem; margin: 0 0 .3rem; }
nav { margin: .4rem 0 0; font-size: .9rem; }
nav a { margin-right: 1rem; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .35rem 1rem; margin: 0; max-width: 72rem; font-size: .9rem; }
dt { color: var(--soft); }
dd { margin: 0; }
dd p { margin: 0 0 .15rem; overflow-wrap: anywhere; }
.table { margin: 0 0 2.2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; border-top: 2px solid var(--ink); border-bottom: 2px solid var(--ink);
  font-size: .85rem; font-variant-numeric: tabular-nums; }
caption { caption-side: top; text-align: left; padding: 0 0 .5rem; font-weight: 600; }
th, td { padding: .28rem .5rem; text-align: center; vertical-align: baseline; white-space: nowrap; }
thead th { font-weight: 600; vertical-align: bottom; }
thead th.group { border-bottom: 1px solid var(--line); }
thead tr:last-child th, thead th[rowspan] { border-bottom: 1px solid var(--ink); }
th[scope=row], th.arm { text-align: left; white-space: normal; min-width: 7rem; max-width: 18rem; font-weight: 500; }
th.arm { vertical-align: bottom; font-weight: 600; }
tbody + tbody { border-top: 1px solid var(--ink); }
tbody tr:hover, tbody tr:hover th { background: var(--hover); }
th button, td button { all: unset; cursor: pointer; border-radius: 2px; padding: 0 .15rem; }
th button:hover, td button:hover { text-decoration: underline dotted; }
th button:focus-visible, td button:focus-visible { outline: 2px solid var(--accent); }
th[aria-sort] { color: var(--accent); }
th[aria-sort=descending] button::after { content: " \\25be"; }
th[aria-sort=ascending] button::after { content: " \\25b4"; }
input[type=search] { font: inherit; font-size: .85rem; margin: 0 0 .5rem; padding: .2rem .4rem; width: 16rem; max-width: 100%;
  color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 3px; }
th.tick, td.tick { text-align: left; }
.std { color: var(--soft); font-size: .9em; }
.missing { color: var(--faint); }
.published { color: var(--soft); }
.card { white-space: normal; text-align: left; max-width: 36rem; max-height: 90vh; overflow: auto;
  border: 1px solid var(--faint); border-radius: 4px;
  padding: .8rem 1rem; box-shadow: 0 4px 18px #0003; font-size: .88rem; line-height: 1.45; color: var(--ink);
  background: var(--paper); font-variant-numeric: tabular-nums; }
.card p { margin: .2rem 0; }
.card ul { margin: .3rem 0; padding-left: 1.1rem; }
.card .convention { color: var(--soft); }
.card .curves { display: flex; flex-wrap: wrap; gap: .5rem .8rem; margin: .6rem 0; }
.card figure { margin: 0; width: 7.4rem; }
.card figure svg { display: block; border-bottom: 1px solid var(--line); fill: none; stroke: var(--accent); stroke-width: 1.2; }
.card figcaption { margin: .1rem 0 0; font-size: .76rem; line-height: 1.3; overflow-wrap: anywhere; }
.card details { margin: .3rem 0; }
.card summary { cursor: pointer; }
.card .scroll { max-height: 16rem; overflow: auto; margin: .3rem 0; }
.card details table { font-size: .8rem; border-width: 1px; }
.card details th, .card details td { text-align: left; }
.card details td { white-space: normal; overflow-wrap: anywhere; }
ul.notes { list-style: none; padding: 0; margin: .5rem 0 0; font-size: .82rem; color: var(--soft); max-width: 60rem; }
figure { margin: 0 0 2.4rem; break-inside: avoid; }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption { font-size: .88rem; margin-top: .6rem; max-width: 60rem; }
figcaption small { display: block; color: var(--soft); font-size: .93em; }
.plan svg { max-width: none; box-sizing: content-box; }
.records table { font-size: .82rem; border-width: 1px; }
.records th, .records td { text-align: left; }
.records { content-visibility: auto; contain-intrinsic-size: auto 30rem; }
.records th[scope=row] { overflow-wrap: break-word; }
.records td.long { white-space: normal; min-width: 12rem; }
code { font: .92em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
@media (max-width: 40rem) {
  body { padding: 1.2rem .8rem 3rem; }
  dl { grid-template-columns: 1fr; gap: 0 1rem; }
  dd { margin: 0 0 .5rem; }
  /* The arm stays in sight while the numbers scroll. */
  th[scope=row]:first-child { position: sticky; left: 0; background: var(--paper); min-width: 5rem; max-width: 8rem; }
  .card { max-width: calc(100vw - 1.6rem); }
}
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #16181c; --ink: #e6e6e6; --soft: #b0b0b0; --faint: #8f8f8f; --line: #3a3f47; --hover: #20242b;
    --accent: #8ab4f8; }
  /* Figures are drawn in ink on white. */
  figure svg { background: #fff; border-radius: 4px; padding: .5rem; }
}
@media print {
  @page { margin: 16mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .card, input { display: none !important; }
  .scroll { overflow: visible; }
  .records { content-visibility: visible; }
  .plan svg { max-width: 100%; }
  table { font-size: 8pt; }
  th, td { padding: .15rem .35rem; }
  h2 { break-after: avoid; }
  .table { break-inside: avoid; }
  tr { break-inside: avoid; }
}
`
