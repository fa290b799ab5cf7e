/**
 * The style of a listing, for light and dark, wide and narrow, screen and paper. Rows out of view are not laid out until
 * they come near (content-visibility), so that ten thousand of them open at once.
 */
export const directoryPageStyle = `
:root{color-scheme:light dark;--paper:#f6f4ef;--ink:#1d2a33;--soft:#5b6872;--line:#e4e0d6;--edge:#d9d5ca;--accent:#0f6a80;--panel:#fffdf8;--hover:#eef3f1;
--brass:#c39a4b;--brass-dark:#8f6c2a;--brass-light:#ecd39a;--sky:#cfe6ee;--sky-low:#f3e6cf;--sun:#fff6d8;--sea:#2f7d93;--far:#6fa9ba;--near:#2f7d93;--deep:#1c5c70;--sheet:#fff;--pencil:#8a979f;--red:#b8614a;--yolk:#e0ab3d;--row:2.5rem}
@media (prefers-color-scheme:dark){:root{--paper:#10171c;--ink:#e8e4da;--soft:#9aa7ae;--line:#222d35;--edge:#2a363e;--accent:#7cc4d6;--panel:#161f26;--hover:#1c2830;
--brass:#a37f3b;--brass-dark:#d6b773;--brass-light:#5a4826;--sky:#0f2433;--sky-low:#27465a;--sun:#f2ecd2;--sea:#5aa7bb;--far:#2b5f74;--near:#1d4a5e;--deep:#123444;--sheet:#1d2830;--pencil:#6c7a83;--red:#d98a70;--yolk:#d9b45a}}
@media (pointer:coarse){:root{--row:2.75rem}}
*{box-sizing:border-box}
html{scroll-padding-top:4rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.45 Georgia,"Iowan Old Style","Palatino Linotype",serif;font-variant-numeric:lining-nums tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:60rem;margin:0 auto;padding:2.25rem 1.5rem 4rem}
a{color:inherit;text-decoration:none}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:.25rem}
.skip{position:absolute;left:1rem;top:-6rem;z-index:3;padding:.7rem 1rem;background:var(--panel);color:var(--accent);border:1px solid var(--edge);border-radius:.4rem}
.skip:focus{top:1rem}
.icons{position:absolute;width:0;height:0;overflow:hidden}
.s{fill:var(--sheet);stroke:var(--pencil);stroke-width:1.3;stroke-linejoin:round}
.t,.g,.k{fill:none;stroke:var(--pencil);stroke-width:1.3;stroke-linejoin:round;stroke-linecap:round}
.k{stroke:var(--sea);stroke-width:1.5}
.f{fill:var(--brass-light);stroke:var(--brass-dark);stroke-width:1.3;stroke-linejoin:round}
.g{stroke:var(--brass-dark)}
.h{fill:var(--sky);stroke:var(--brass-dark);stroke-width:1.2}
.w{fill:var(--sea)}.y{fill:var(--yolk)}.r{fill:var(--red)}.b{fill:var(--brass)}
nav ol{display:flex;flex-wrap:wrap;align-items:center;margin:0 0 .15rem -.5rem;padding:0;list-style:none;font-size:clamp(1.35rem,1.1rem + 1.4vw,1.9rem);line-height:1.25}
nav li{display:flex;align-items:center;min-width:0}
nav li+li::before{content:"/" / "";color:var(--pencil)}
nav li>*{display:flex;align-items:center;gap:.45rem;min-height:2.75rem;padding:0 .5rem;overflow-wrap:anywhere;unicode-bidi:isolate}
nav a{color:var(--accent)}
nav a:hover{text-decoration:underline;text-underline-offset:.2em}
nav svg{flex:none;width:1.3em;height:1.3em}
nav span{min-width:0;white-space:pre-wrap}
h1{margin:0;font:inherit}
.sum{margin:0 0 1.5rem;color:var(--soft)}
.filter{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1rem;margin:-.25rem 0 1.25rem}
.filter[hidden]{display:none}
.filter label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.filter input{flex:0 1 22rem;min-width:0;min-height:2.75rem;padding:0 .9rem;font:inherit;color:inherit;background:var(--panel);border:1px solid var(--pencil);border-radius:1.4rem}
.filter input::placeholder{color:var(--soft);opacity:1}
.filter input:focus{outline:2px solid var(--accent);outline-offset:1px;border-radius:1.4rem}
output{color:var(--soft)}
table,thead,tbody{display:block}
table{background:var(--panel);border:1px solid var(--edge);border-radius:.7rem}
table:focus{outline:0}
thead{position:sticky;top:0;z-index:2;background:var(--panel);border-bottom:1px solid var(--edge);border-radius:.7rem .7rem 0 0}
tr{display:grid;grid-template-columns:minmax(0,1fr) 7rem 12rem;align-items:center;position:relative}
th,td{padding:0;text-align:left;font-weight:400}
thead a{display:flex;align-items:center;gap:.5rem;min-height:2.75rem;padding:0 1rem;color:var(--soft);font-size:.9375rem}
thead a:hover{color:var(--accent)}
thead th+th a{justify-content:flex-end}
[aria-sort] a{color:var(--ink)}
[aria-sort] a::after{content:"";width:.45rem;height:.45rem;margin-top:.25rem;border:solid currentColor;border-width:1.5px 0 0 1.5px;rotate:45deg}
[aria-sort=descending] a::after{margin-top:-.25rem;rotate:225deg}
tbody tr{border-top:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto var(--row)}
tbody tr:first-child{border-top:0}
tbody tr:last-child{border-radius:0 0 .7rem .7rem}
tr[hidden],tfoot[hidden]{display:none}
tfoot{display:block}
tfoot td{grid-column:1/-1;padding:1.25rem 1rem;color:var(--soft);overflow-wrap:anywhere}
tbody tr:hover{background:var(--hover)}
tbody a{display:flex;align-items:center;gap:.75rem;min-height:var(--row);padding:.3rem 1rem;border-radius:.4rem}
tbody a:focus-visible{outline-offset:-2px}
tbody a:hover span{color:var(--accent);text-decoration:underline;text-underline-offset:.2em;text-decoration-thickness:1px}
tbody svg{flex:none;width:1.5rem;height:1.5rem}
tbody span{min-width:0;overflow-wrap:anywhere;white-space:pre-wrap;unicode-bidi:isolate}
td{padding:.3rem 1rem;text-align:right;color:var(--soft);font-size:.9375rem;white-space:nowrap}
.up span{color:var(--soft)}
.empty{padding:3rem 1rem 2rem;text-align:center;color:var(--soft)}
.empty svg{display:block;width:11rem;height:auto;margin:0 auto 1.25rem}
.empty p{margin:0 0 .25rem}
.empty a{display:inline-block;padding:.7rem 1rem;color:var(--accent);text-decoration:underline;text-underline-offset:.2em}
.sky{fill:var(--sky)}.sun{fill:var(--sun)}.far{fill:var(--far)}.near{fill:var(--near)}.rim{fill:none;stroke:var(--brass);stroke-width:7}.deep{fill:var(--deep)}
.gull{fill:none;stroke:var(--soft);stroke-width:1.6;stroke-linecap:round}
.note{margin:1rem 0 0;color:var(--soft);font-size:.9375rem}
@media (max-width:44rem){:root{--row:3.75rem}
main{padding:1rem 0 3rem}
header,.note{padding:0 1rem}
.filter input{flex:1 1 100%}
table{border-width:1px 0;border-radius:0}
thead,tbody tr:last-child{border-radius:0}
thead tr{display:flex;justify-content:space-between}
tbody tr{grid-template-columns:auto minmax(0,1fr);align-content:center;min-height:var(--row);padding:.45rem 1rem .45rem 3.25rem;contain-intrinsic-height:auto calc(var(--row) - .9rem)}
tbody th{grid-column:1/-1}
tbody a{min-height:0;padding:0;border-radius:0}
tbody a::after{content:"";position:absolute;inset:0}
tbody a:focus-visible{outline:0}
tbody a:focus-visible::after{outline:2px solid var(--accent);outline-offset:-2px}
tbody svg{position:absolute;left:1rem;top:50%;translate:0 -50%}
td{padding:0;text-align:left;font-size:.875rem}
td+td:last-child{padding-left:.9rem}
td:empty+td{grid-column:1/-1;padding-left:0}}
@media (forced-colors:active){.s,.f,.h{fill:Canvas;stroke:CanvasText}.t,.g,.k{stroke:CanvasText}.w,.y,.r,.b{fill:CanvasText}}
@media print{:root{--paper:#fff;--panel:#fff}.filter,.skip{display:none}main{max-width:none;padding:0}thead{position:static}tbody tr{content-visibility:visible;break-inside:avoid}}
`;
