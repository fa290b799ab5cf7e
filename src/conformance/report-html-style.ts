/** The style of a report's page, for light and dark, wide and narrow, screen and paper. Filters work by `:has()` alone. */
export const reportStyle = `
:root{color-scheme:light dark;--paper:#f6f4ef;--ink:#1d2a33;--soft:#5b6872;--line:#e4e0d6;--edge:#d9d5ca;--accent:#0f6a80;--panel:#fffdf8;--brass:#c39a4b;
--passed:#2f7d56;--warned:#9a6a00;--failed:#b3402a;--skipped:#7b868d;--wire:#10212b;--wire-ink:#dfe9ec;--wire-soft:#7f97a3;--sent:#7fd0e2;--received:#f0b98a;--box:#23404f}
@media (prefers-color-scheme:dark){:root{--paper:#10171c;--ink:#e8e4da;--soft:#9aa7ae;--line:#222d35;--edge:#2a363e;--accent:#7cc4d6;--panel:#161f26;--brass:#a37f3b;
--passed:#6cc497;--warned:#e0ab3d;--failed:#f0866c;--skipped:#86939b;--wire:#0a1116}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 Georgia,"Iowan Old Style","Palatino Linotype",serif;font-variant-numeric:lining-nums tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:62rem;margin:0 auto;padding:2.25rem 1.5rem 4rem}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
a{color:var(--accent);text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:.25rem}
.of{margin:0;color:var(--soft);letter-spacing:.02em}
.of::before{content:"";display:inline-block;width:.85em;height:.85em;margin-right:.5em;border:.17em solid var(--brass);border-radius:50%;background:var(--accent);vertical-align:-.05em}
h1{margin:.1rem 0 0;font-size:clamp(1.5rem,1.1rem + 2vw,2.3rem);font-weight:400;line-height:1.2;overflow-wrap:anywhere}
.by,.cut{margin:.25rem 0 0;color:var(--soft);overflow-wrap:anywhere}
.cut{color:var(--failed)}
.tally{display:flex;flex-wrap:wrap;gap:.25rem 2rem;margin:1.5rem 0 .75rem;padding:0;list-style:none}
.tally b{font-size:2rem;font-weight:400;line-height:1;margin-right:.15rem}
.passed{--of:var(--passed)}.warned{--of:var(--warned)}.failed{--of:var(--failed)}.skipped{--of:var(--skipped)}
.tally li,small span{color:var(--of)}
.bar{display:flex;gap:2px;height:.55rem;border-radius:.3rem;overflow:hidden}
.bar span{flex:1 1 3px;background:var(--of)}
.offers{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:1.25rem 0 0;font-size:.9375rem;color:var(--soft)}
.offers dt,.offers dd{margin:0;overflow-wrap:anywhere}
.changes{margin:2rem 0 0;padding:1.25rem 1.5rem;background:var(--panel);border:1px solid var(--edge);border-left:.3rem solid var(--failed);border-radius:.5rem}
h2{margin:0 0 .75rem;font-size:1.25rem;font-weight:400}
.changes ol{margin:0;padding-left:1.5rem}
.changes li+li{margin-top:.75rem}
.changes li::marker{color:var(--failed)}
.changes span{display:block;color:var(--soft);font-size:.9375rem}
.filters{margin:2rem 0 0}
fieldset{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;margin:0 0 .6rem;padding:0;border:0}
legend{float:left;width:3.25rem;color:var(--soft)}
fieldset label{position:relative;flex:none}
fieldset input{position:absolute;opacity:0}
fieldset span{display:inline-block;min-height:2rem;padding:.2rem .8rem;border:1px solid var(--edge);border-radius:1rem;color:var(--soft);cursor:pointer}
fieldset b{font-weight:400}
fieldset :checked+span{background:var(--panel);border-color:var(--of,var(--accent));color:var(--of,var(--accent));box-shadow:inset 0 0 0 1px var(--of,var(--accent))}
fieldset :focus-visible+span{outline:2px solid var(--accent);outline-offset:2px}
.family{margin-top:2rem}
small{font-size:.9375rem;margin-left:.35rem}
small span+span::before{content:"· ";color:var(--soft)}
.case{background:var(--panel);border:1px solid var(--edge);border-bottom-width:0;scroll-margin-top:1rem}
.case:last-child{border-bottom-width:1px}
.case:target{border-left:.3rem solid var(--brass)}
summary{display:grid;grid-template-columns:1.5rem minmax(0,1fr) minmax(0,max-content);gap:0 .5rem;align-items:baseline;padding:.55rem 1rem;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
.mark{font-style:normal;color:var(--of)}
.title,.difference{overflow-wrap:anywhere}
.difference{max-width:24rem;text-align:right;color:var(--of);font-size:.9375rem}
.difference em{padding:0 .4rem;border:1px solid currentColor;border-radius:.6rem;font-style:normal;font-size:.8125rem}
[open]>summary .title{font-weight:700}
.rule{margin:0;padding:0 1rem 0 3rem;color:var(--soft);font-size:.9375rem;overflow-wrap:anywhere}
.wire{margin:.75rem 1rem .75rem 3rem;padding:.8rem 1rem;background:var(--wire);color:var(--wire-ink);border-radius:.5rem;font-size:.8125rem;line-height:1.6;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.wire>span{display:block;padding-left:2.2rem;text-indent:-2.2rem}
.wire b{font-weight:400;user-select:none}
.wire .sent b{color:var(--sent)}.wire .received b{color:var(--received)}
.wire i{margin:0 1px;padding:0 .25em;background:var(--box);border-radius:.25em;color:var(--wire-soft);font-style:normal;font-size:.85em}
.wire em,.wire .note{color:var(--wire-soft);font-style:italic}
dl{margin:0}
.case dl{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.3rem .75rem;padding:0 1rem 1.1rem 3rem}
.case dt{color:var(--soft);font-size:.9375rem}
.case dd{margin:0;overflow-wrap:anywhere}
.good{color:var(--passed)}.bad{color:var(--of)}.change{font-weight:700}
q{quotes:"“" "”"}
.measured{margin-top:2.5rem}
table{border-collapse:collapse;width:100%;background:var(--panel);border:1px solid var(--edge)}
th,td{padding:.45rem 1rem;border-top:1px solid var(--line);text-align:left;font-weight:400;vertical-align:baseline}
th{width:45%;color:var(--soft)}
footer{margin-top:2.5rem;color:var(--soft);font-size:.875rem}
@supports selector(:has(*)){.case,.family{display:none}
${(["failed", "warned", "passed", "skipped"] as const)
  .map((verdict) => `body:has(#v-${verdict}:checked) :is(.case.${verdict},.family.has-${verdict})`)
  .join(",")}{display:block}}
@media (max-width:44rem){main{padding:1.25rem 0 3rem}
header,.filters,.measured,footer{padding:0 1rem}
h2{padding:0 1rem}.changes h2{padding:0}.measured h2{padding:0}
.changes{margin:1.5rem 0 0;border-width:1px 0 1px .3rem;border-radius:0;padding:1rem}
legend{float:none;width:100%}
fieldset{min-width:0;flex-wrap:nowrap;overflow-x:auto;margin:0 -1rem .6rem;padding:.25rem 1rem}
fieldset span{min-height:2.5rem;padding:.45rem .9rem;white-space:nowrap}
.case{border-width:1px 0 0}
summary{grid-template-columns:1.25rem minmax(0,1fr);padding:.7rem 1rem}
.difference{grid-column:2;max-width:none;text-align:left}
.rule{padding-left:2.75rem}
.wire{margin:.75rem 0;border-radius:0;padding:.8rem 1rem}
.case dl{grid-template-columns:1fr;gap:0;padding:0 1rem 1rem}
.case dd{margin-bottom:.5rem}
.offers{grid-template-columns:1fr;gap:0}.offers dd{margin-bottom:.35rem}}
@media print{.filters{display:none}.case{break-inside:avoid}main{max-width:none;padding:0}}
`;

/** What hides all families but the one that is chosen. */
export function familyFilterStyle(names: readonly string[]): string {
  const rules = names.map((name) => `body:has(#f-${name}:checked) .family:not(#family-${name}){display:none}`);
  return `@supports selector(:has(*)){${rules.join("")}}\n`;
}
