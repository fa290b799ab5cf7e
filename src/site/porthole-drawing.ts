/** What is to be seen through the porthole. */
export type PortholeView = "fair" | "empty" | "storm" | "teapot";

/** A porthole drawn as inline SVG; its colours are those of the page it stands in. Decoration: hidden from readers aloud. */
export function portholeDrawing(view: PortholeView): string {
  return `<svg viewBox="0 0 240 240" aria-hidden="true" focusable="false">
<defs>
<clipPath id="glass"><circle cx="120" cy="120" r="82"/></clipPath>
<linearGradient id="air" x1="0" y1="0" x2="0" y2="1"><stop offset="0" style="stop-color:var(--sky)"/><stop offset="1" style="stop-color:var(--sky-low)"/></linearGradient>
<linearGradient id="ring" x1="0" y1="0" x2="1" y2="1"><stop offset="0" style="stop-color:var(--brass-light)"/><stop offset=".5" style="stop-color:var(--brass)"/><stop offset="1" style="stop-color:var(--brass-dark)"/></linearGradient>
</defs>
<circle cx="120" cy="120" r="114" fill="url(#ring)"/>
<circle cx="120" cy="120" r="113" fill="none" style="stroke:var(--brass-dark)" stroke-width="1.5"/>
<circle cx="120" cy="120" r="90" style="fill:var(--brass-dark)"/>
${bolts}
<g clip-path="url(#glass)">
<rect x="38" y="38" width="164" height="164" fill="url(#air)"/>
${scenes[view]}
<path d="M62 96a62 62 0 0 1 42-36" fill="none" stroke="#fff" stroke-opacity=".32" stroke-width="6" stroke-linecap="round"/>
<path d="M57 118a62 62 0 0 1 1-8" fill="none" stroke="#fff" stroke-opacity=".32" stroke-width="6" stroke-linecap="round"/>
</g>
<circle cx="120" cy="120" r="82" fill="none" style="stroke:var(--brass-dark)" stroke-width="2"/>
</svg>`;
}

const bolts = Array.from({ length: 8 }, (_, index) => {
  const angle = ((index + 0.5) * Math.PI) / 4;
  const x = (120 + 102 * Math.cos(angle)).toFixed(1);
  const y = (120 + 102 * Math.sin(angle)).toFixed(1);
  return `<circle cx="${x}" cy="${y}" r="5.5" style="fill:var(--brass-light);stroke:var(--brass-dark)" stroke-width="1.5"/>`;
}).join("\n");

const calmSea = `<path d="M38 138q20-4 41 0t41 0 41 0 41 0v70H38z" style="fill:var(--far)"/>
<path d="M38 158q14-7 27-7t27 7 28 7 27-7 28-7 27 7v50H38z" style="fill:var(--near)"/>
<path d="M38 182q18-7 34-7t34 7 34 7 34-7 28-5v40H38z" style="fill:var(--deep)"/>`;

const scenes: Readonly<Record<PortholeView, string>> = {
  fair: `<circle cx="148" cy="88" r="17" style="fill:var(--sun)"/>
${calmSea}
<path d="M96 136l8 12h34l8-12zM118 134V96l-18 34zM122 134v-34l16 30z" fill="#fff" fill-opacity=".9"/>`,

  empty: `<circle cx="150" cy="92" r="17" style="fill:var(--sun)"/>
<path d="M83 98q5-6 10 0 5-6 10 0M105 84q4-5 8 0 4-5 8 0" fill="none" style="stroke:var(--soft)" stroke-width="2" stroke-linecap="round"/>
${calmSea}`,

  storm: `<g transform="translate(26 -4)"><path d="M60 84a16 16 0 0 1 28-9 19 19 0 0 1 36-3 14 14 0 0 1 22 9 12 12 0 0 1 2 24H66a14 14 0 0 1-6-21z" style="fill:var(--sun)" fill-opacity=".85"/>
<path d="M108 98l-15 24h11l-7 21 22-28h-11l9-17z" fill="#e9b949"/></g>
<path d="M38 156q16-16 34-14 14 2 12 10 22-22 44-12 10 5 4 12 24-18 46-8 18 8 24 4v60H38z" style="fill:var(--far)"/>
<path d="M38 174q18-16 36-12 10 3 8 9 24-20 46-8 8 5 3 10 24-15 44-5 16 7 27 1v46H38z" style="fill:var(--near)"/>
<path d="M38 192q18-10 36-5 20 7 38-2 20-8 40-1 26 8 50-2v30H38z" style="fill:var(--deep)"/>`,

  teapot: `${calmSea}
<g transform="translate(3 12)"><g style="fill:var(--brass-light);stroke:var(--brass-dark)" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round">
<path d="M150 118c22-6 30 12 16 24-6 5-14 6-18 5" fill="none" stroke-width="6"/>
<path d="M86 128c-12 0-16-8-18-18l-8 2c3 20 12 32 28 33z"/>
<path d="M84 126c0-18 16-28 36-28s36 10 36 28c0 22-14 36-36 36s-36-14-36-36z"/>
<path d="M98 103c6-7 38-7 44 0z"/>
<circle cx="120" cy="93" r="5"/>
</g>
<path d="M60 100c-5-5 4-8 0-13M68 95c-4-5 4-8 0-12" fill="none" style="stroke:var(--soft)" stroke-width="2" stroke-linecap="round"/></g>`,
};
