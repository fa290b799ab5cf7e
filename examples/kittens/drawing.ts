/**
 * Kittens, drawn as SVG. The name decides who a kitten is (coat, markings, eyes, ears), the type in what mood it is:
 * the same name and type give the same picture, on any machine, for ever. No picture comes from elsewhere.
 */

/** The moods a kitten can be drawn in. */
export const kittenTypes = ["cute", "sleepy", "grumpy", "fluffy", "curious", "playful"] as const;
export type KittenType = (typeof kittenTypes)[number];

/** Who a kitten is, whatever its mood. */
export interface Kitten {
  readonly coat: Coat;
  readonly marking: (typeof markings)[number];
  readonly eyes: (typeof eyeColours)[number];
  readonly ears: (typeof earShapes)[number];
  /** The colour of its collar; `undefined` where it has none. */
  readonly collar: string | undefined;
  /** How wide its head is, 1 being usual. */
  readonly width: number;
  /** Degrees by which it holds its head askew. */
  readonly tilt: number;
}

interface Coat {
  readonly name: string;
  readonly fur: string;
  readonly shade: string;
  readonly light: string;
}

const coats: readonly Coat[] = [
  { name: "ginger", fur: "#e9984f", shade: "#c9722b", light: "#fdebd3" },
  { name: "grey", fur: "#98a0a9", shade: "#6f7883", light: "#eef0f1" },
  { name: "black", fur: "#3d3a41", shade: "#27252b", light: "#f4f1ec" },
  { name: "cream", fur: "#f2d9b3", shade: "#d8b27f", light: "#fffaf0" },
  { name: "white", fur: "#fbf7f0", shade: "#ddd3c5", light: "#ffffff" },
  { name: "brown", fur: "#a5764f", shade: "#7a5233", light: "#f3e1cb" },
  { name: "lilac", fur: "#c0aeb4", shade: "#98838b", light: "#f7f0f1" },
  { name: "chocolate", fur: "#70513f", shade: "#4f3729", light: "#eedcc8" },
];
const markings = ["plain", "tabby", "bib", "patched", "pointed"] as const;
const eyeColours = [
  { name: "amber", colour: "#e0a126" },
  { name: "green", colour: "#7fae4b" },
  { name: "blue", colour: "#5c9fce" },
  { name: "copper", colour: "#c9793a" },
] as const;
const earShapes = ["pricked", "wide", "folded"] as const;
const collars = ["#2b7a78", "#c8553d", "#e0a126", "#6b5b95"] as const;
const ink = "#2a2327";

/** The kitten of a name. Upper and lower case make no difference. */
export function kittenNamed(name: string): Kitten {
  const random = randomFrom(name.normalize("NFC").toLowerCase());
  return {
    coat: pick(coats, random()),
    marking: pick(markings, random()),
    eyes: pick(eyeColours, random()),
    ears: pick(earShapes, random() * random() * 1.6),
    collar: random() < 0.45 ? pick(collars, random()) : undefined,
    width: 0.95 + random() * 0.1,
    tilt: (random() - 0.5) * 10,
  };
}

/** A kitten in words, for who cannot see it: "a ginger tabby kitten with green eyes and a collar". */
export function describeKitten(name: string): string {
  const { coat, marking, eyes, collar } = kittenNamed(name);
  const looks = { plain: "", tabby: " tabby", bib: " and white", patched: " patched", pointed: " pointed" }[marking];
  return `a ${coat.name}${looks} kitten with ${eyes.name} eyes${collar === undefined ? "" : " and a collar"}`;
}

/**
 * Draws a kitten that looks out of a porthole.
 * @param size width and height in pixels, where the page does not say otherwise
 * @returns an SVG document
 */
export function drawKitten(name: string, type: KittenType, size = 200): string {
  const kitten = kittenNamed(name);
  const tilt = type === "curious" ? (kitten.tilt < 0 ? -13 : 13) : type === "grumpy" ? kitten.tilt / 3 : kitten.tilt;
  const nod = type === "sleepy" ? 7 : 0;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 200 200">`,
    weather(type),
    shoulders(kitten, type),
    `<g transform="translate(0 ${nod}) rotate(${round(tilt)} 100 128)">`,
    `<g transform="translate(${round(100 - 100 * kitten.width)} 0) scale(${round(kitten.width)} 1)">`,
    ears(kitten),
    head(kitten, type),
    muzzle(kitten, type),
    eyes(kitten, type),
    "</g></g>",
    `<circle cx="100" cy="100" r="93" fill="none" stroke="#2b7a78" stroke-width="10"/>`,
    `<circle cx="100" cy="100" r="87" fill="none" stroke="#1c5453" stroke-width="2.5" opacity=".55"/>`,
    paws(kitten, type),
    "</svg>",
  ].join("");
}

const patchColour = (coat: Coat) => (coat.name === "ginger" ? "#4a4045" : "#d98848");
const isDark = (coat: Coat) => coat.name === "black" || coat.name === "chocolate";

function weather(type: KittenType): string {
  const sky = {
    cute: "#cfe6ee",
    sleepy: "#2d3658",
    grumpy: "#a9b4bd",
    fluffy: "#d9e3f0",
    curious: "#fbe6c3",
    playful: "#f9d9d0",
  };
  const sea = {
    cute: "#8cc3cf",
    sleepy: "#1f2744",
    grumpy: "#83929d",
    fluffy: "#f4f7fb",
    curious: "#e9c98f",
    playful: "#e9b3a5",
  };
  return (
    `<circle cx="100" cy="100" r="93" fill="${sky[type]}"/>${skyThings[type]}` +
    `<path d="M8 118Q31 108 54 118T100 118T146 118T192 118A93 93 0 0 1 8 118Z" fill="${sea[type]}"/>`
  );
}

const cloud = (x: number, y: number, scale: number, fill: string) =>
  `<path transform="translate(${x} ${y}) scale(${scale})" fill="${fill}" d="M0 0a9 9 0 0 1 3-17a14 14 0 0 1 26-3a10 10 0 0 1 9 20Z"/>`;
const rain = (x: number, y: number) => `M${x} ${y}l-3 9`;

const skyThings: Readonly<Record<KittenType, string>> = {
  cute: cloud(22, 72, 0.8, "#fff") + cloud(140, 52, 0.7, "#fff"),
  sleepy:
    `<path d="M103 16a17 17 0 1 0 14 26a13.5 13.5 0 0 1-14-26Z" fill="#f5e7b8"/>` +
    `<path d="M36 62h.01M62 26h.01M24 96h.01M138 22h.01M168 64h.01M178 98h.01" stroke="#f5e7b8" stroke-width="4" stroke-linecap="round"/>`,
  grumpy:
    cloud(24, 62, 1, "#8794a0") +
    cloud(126, 56, 1, "#8794a0") +
    `<path d="${[rain(38, 70), rain(52, 74), rain(26, 92), rain(140, 64), rain(156, 68), rain(172, 84)].join("")}" stroke="#e9eef2" stroke-width="2.5" stroke-linecap="round"/>`,
  fluffy: `<path d="M34 66h.01M56 36h.01M28 100h.01M92 24h.01M128 32h.01M152 52h.01M172 80h.01M44 88h.01M166 106h.01" stroke="#fff" stroke-width="7" stroke-linecap="round"/>`,
  curious:
    `<g transform="translate(103 33) rotate(16)" fill="#2b7a78"><path d="M0 1C-5-15-22-15-19-5C-17 2-8 5 0 1Q-16 3-12 11C-8 15-1 10 0 1Z"/>` +
    `<path d="M0 1C5-15 22-15 19-5C17 2 8 5 0 1Q16 3 12 11C8 15 1 10 0 1Z"/><path d="M0-5V9M0-5l-4-6M0-5l4-6" stroke="${ink}" stroke-width="2" stroke-linecap="round" fill="none"/></g>`,
  playful: `<path d="M100 40C84 29 88 17 95 18Q99 19 100 24Q101 19 105 18C112 17 116 29 100 40Z" fill="#c8553d" opacity=".75"/>`,
};

function shoulders({ coat, marking, collar }: Kitten, type: KittenType): string {
  const isFluffy = type === "fluffy";
  const chest = marking === "plain" || marking === "tabby" ? coat.fur : coat.light;
  const fur = marking === "pointed" ? coat.light : coat.fur;
  const parts = [`<path d="M44 174C44 138 62 122 100 122S156 138 156 174A93 93 0 0 1 44 174Z" fill="${fur}"/>`];
  parts.push(`<path d="M75 144Q100 158 125 144C129 168 118 192 100 192S71 168 75 144Z" fill="${chest}"/>`);
  parts.push(`<path d="M56 140Q100 178 144 140Q132 126 100 126T56 140Z" fill="${coat.shade}" opacity=".38"/>`);
  if (isFluffy) parts.push(tufts(100, 150, 44, 22, 17, 6, coat.light));
  if (collar !== undefined && !isFluffy) {
    parts.push(
      `<path d="M64 146Q100 172 136 146" fill="none" stroke="${collar}" stroke-width="8" stroke-linecap="round"/>`,
    );
    parts.push(
      `<circle cx="100" cy="163" r="6.5" fill="#f0c75e"/><path d="M96 163h8M100 165v4" stroke="#9a7420" stroke-width="1.6"/>`,
    );
  }
  return parts.join("");
}

function ears({ coat, marking, ears: shape }: Kitten): string {
  const outer = marking === "pointed" ? coat.shade : coat.fur;
  const inner = isDark(coat) ? "#b98a8a" : "#f0b8ad";
  const left = {
    pricked: ["M52 92C46 66 48 46 54 40C62 40 80 54 88 68Z", "M57 82C54 68 54 56 57 51C63 53 72 60 77 68Z"],
    wide: ["M50 100C34 76 30 56 34 48C46 46 72 58 84 72Z", "M53 86C44 74 40 62 42 57C50 57 64 64 71 72Z"],
    folded: ["M52 92C44 74 46 60 52 56C64 54 80 62 88 70Z", ""],
  }[shape];
  const flap = `<path d="M50 62C58 60 74 64 80 70C72 78 60 84 52 82C48 76 47 68 50 62Z" fill="${coat.shade}"/>`;
  const one =
    `<path d="${left[0]}" fill="${outer}" stroke="${outer}" stroke-width="4" stroke-linejoin="round"/>` +
    (left[1] === ""
      ? flap
      : `<path d="${left[1]}" fill="${inner}" stroke="${inner}" stroke-width="3" stroke-linejoin="round"/>`);
  return `<g>${one}</g><g transform="translate(200 0) scale(-1 1)">${one}</g>`;
}

function head({ coat, marking }: Kitten, type: KittenType): string {
  const fur = marking === "pointed" ? coat.light : coat.fur;
  const parts: string[] = [];
  if (type === "fluffy") parts.push(tufts(100, 106, 56, 47, 26, 9, fur));
  // Cheeks of fur on both sides, then the round of the head over them.
  else
    parts.push(
      `<path d="M60 112L41 118L52 124L44 133L62 134ZM140 112L159 118L148 124L156 133L138 134Z" fill="${fur}" stroke="${fur}" stroke-width="3" stroke-linejoin="round"/>`,
    );
  parts.push(
    `<path d="M100 62C134 62 151 84 151 108C151 134 130 149 100 149S49 134 49 108C49 84 66 62 100 62Z" fill="${fur}"/>`,
  );
  if (marking === "tabby") {
    parts.push(
      `<path d="M100 65V82M88 66L91 80M112 66L109 80M52 102L64 105M51 112L63 113M148 102L136 105M149 112L137 113" stroke="${coat.shade}" stroke-width="5" stroke-linecap="round"/>`,
    );
  }
  if (marking === "bib")
    parts.push(
      `<path d="M100 76C104 92 108 104 124 116C134 126 128 149 100 149S66 126 76 116C92 104 96 92 100 76Z" fill="${coat.light}"/>`,
    );
  if (marking === "patched") {
    parts.push(
      `<path d="M104 62C130 62 147 78 150 100C144 112 122 112 112 100C106 90 106 76 104 62.100Z" fill="${patchColour(coat)}"/>`,
    );
    parts.push(`<path d="M50 104C52 86 64 71 78 66C90 74 94 94 89 108C78 119 54 118 50 104Z" fill="${coat.shade}"/>`);
  }
  if (marking === "pointed")
    parts.push(
      `<path d="M100 92C116 92 128 106 128 122C128 138 116 148 100 148S72 138 72 122C72 106 84 92 100 92Z" fill="${coat.shade}" opacity=".8"/>`,
    );
  return parts.join("");
}

function muzzle({ coat, marking }: Kitten, type: KittenType): string {
  const isShaded = marking === "pointed" || (marking === "plain" && isDark(coat));
  const isPale = coat.name === "cream" || coat.name === "white";
  const puff = isShaded ? coat.shade : coat.light;
  const line = isShaded && !isPale ? "#f3e6dc" : ink;
  const mouth = {
    cute: "M90 128Q95 134 100 128Q105 134 110 128",
    sleepy: "M92 128Q96 132 100 128Q104 132 108 128",
    grumpy: "M88 135Q94 127 100 130Q106 127 112 135",
    fluffy: "M90 128Q95 134 100 128Q105 134 110 128",
    curious: "M97 132a3.500 3.5 0 1 0 6 0a3.500 3.5 0 1 0-6 0",
    playful: "M86 127Q93 133 100 127Q107 133 114 127",
  }[type];
  const smile = `<path d="M91 130Q100 150 109 130Q104 133 100 128Q96 133 91 130Z" fill="#8f3a3a"/><path d="M95 138Q100 133 105 138Q100 144.5 95 138Z" fill="#ee9a96"/>`;
  const blush = `<circle cx="64" cy="124" r="7" fill="#ef8f86" opacity=".4"/><circle cx="136" cy="124" r="7" fill="#ef8f86" opacity=".4"/>`;
  return [
    `<path d="M100 117C110 117 120 122 120 131C120 139 110 142 100 140C90 142 80 139 80 131C80 122 90 117 100 117Z" fill="${puff}"/>`,
    type === "cute" || type === "playful" ? blush : "",
    type === "playful" ? smile : "",
    `<path d="M100 122V128" stroke="${line}" stroke-width="2"/>`,
    `<path d="${mouth}" fill="none" stroke="${line}" stroke-width="2.4" stroke-linecap="round"/>`,
    `<path d="M93.500 116.500Q100 113.5 106.5 116.500Q105 122 100 124Q95 122 93.5 116.500Z" fill="#e58c88"/>`,
    `<path d="M74 126L44 121M74 131L45 134M126 126L156 121M126 131L155 134" stroke="#fff" stroke-width="1.6" stroke-linecap="round" opacity=".85"/>`,
  ].join("");
}

function eyes(kitten: Kitten, type: KittenType): string {
  return eye(kitten, type, 76) + (type === "playful" ? shutEye(kitten, 124, -1) : eye(kitten, type, 124));
}

function eye(kitten: Kitten, type: KittenType, x: number): string {
  const { coat, eyes: iris, marking } = kitten;
  if (type === "sleepy") return shutEye(kitten, x, 1);
  const big = type === "curious" ? 1.12 : type === "grumpy" ? 0.92 : 1;
  const look = type === "curious" ? 3 : 0;
  const y = 103;
  const parts = [
    `<ellipse cx="${x}" cy="${y}" rx="${round(12.5 * big)}" ry="${round(13.5 * big)}" fill="${ink}"/>`,
    `<ellipse cx="${x}" cy="${y}" rx="${round(11 * big)}" ry="${round(12 * big)}" fill="${iris.colour}"/>`,
    `<ellipse cx="${x + look}" cy="${y - look}" rx="${type === "grumpy" ? 4 : round(7.5 * big)}" ry="${type === "grumpy" ? 8 : round(9.5 * big)}" fill="${ink}"/>`,
    `<circle cx="${x + 3.5 + look / 2}" cy="${y - 4.5 - look / 2}" r="${type === "grumpy" ? 2 : 3.4}" fill="#fff"/>`,
  ];
  if (type !== "grumpy") parts.push(`<circle cx="${x - 3}" cy="${y + 5}" r="1.7" fill="#fff" opacity=".8"/>`);
  if (type === "grumpy") {
    const inward = x < 100 ? 1 : -1;
    const lid = lidColour(kitten, x);
    const brow = marking === "pointed" || !isDark(coat) ? ink : coat.name === "black" ? "#77717d" : "#3a271d";
    parts.push(
      `<path d="M${x - inward * 16} ${y - 20}L${x + inward * 16} ${y - 18}L${x + inward * 15} ${y - 1}L${x - inward * 15} ${y - 9}Z" fill="${lid}"/>`,
    );
    parts.push(
      `<path d="M${x - inward * 13.5} ${y - 9.5}L${x + inward * 12} ${y - 2}" stroke="${brow}" stroke-width="3.5" stroke-linecap="round"/>`,
    );
  }
  return parts.join("");
}

function lidColour({ coat, marking }: Kitten, x: number): string {
  if (marking === "pointed") return coat.light;
  return marking !== "patched" ? coat.fur : x < 100 ? coat.shade : patchColour(coat);
}

/** An eye that is shut: hanging down in sleep (`bend` 1), or arched up in a wink (-1). */
function shutEye({ coat, marking }: Kitten, x: number, bend: 1 | -1): string {
  const colour = isDark(coat) && marking !== "pointed" ? "#f4e9dc" : ink;
  const y = bend === 1 ? 102 : 107;
  return `<path d="M${x - 11} ${y}Q${x} ${y + 11 * bend} ${x + 11} ${y}" fill="none" stroke="${colour}" stroke-width="3.4" stroke-linecap="round"/>`;
}

function paws({ coat, marking }: Kitten, type: KittenType): string {
  const fur = marking === "bib" || marking === "patched" ? coat.light : marking === "pointed" ? coat.shade : coat.fur;
  const line = fur === coat.fur && isDark(coat) ? "#8b8389" : fur === coat.shade ? coat.light : coat.shade;
  const paw = (x: number, y: number, turn: number) =>
    `<g transform="translate(${x} ${y}) rotate(${turn})"><path d="M-16 2C-16-10-8-15 0-15S16-10 16 2C16 11 9 14 0 14S-16 11-16 2Z" fill="${fur}" stroke="${line}" stroke-opacity=".5" stroke-width="1.5"/>` +
    `<path d="M-5.5 4V12M5.500 4V12" stroke="${line}" stroke-width="2.2" stroke-linecap="round"/></g>`;
  return type === "playful" ? wool + paw(74, 168, 20) + paw(158, 148, 24) : paw(66, 178, 14) + paw(134, 178, -14);
}

const wool =
  `<path d="M70 190Q100 204 122 188T168 186" fill="none" stroke="#c8553d" stroke-width="3" stroke-linecap="round"/>` +
  `<circle cx="56" cy="172" r="22" fill="#c8553d"/>` +
  `<path d="M37 166q20 0 33 23M41 158q22 2 33 22M36 178q10 2 18 15M42 190q10-20 34-24M48 194q14-18 29-16" fill="none" stroke="#a23f2b" stroke-width="2.2"/>`;

/** A soft round with tufts of fur along its edge. */
function tufts(
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  count: number,
  depth: number,
  fill: string,
): string {
  let path = "";
  for (let index = 0; index < count; index++) {
    const angle = (index / count) * 2 * Math.PI;
    const next = ((index + 1) / count) * 2 * Math.PI;
    const tip = angle + (next - angle) * 0.72;
    const at = (of: number, extra: number) =>
      `${round(x + Math.sin(of) * (radiusX + extra))} ${round(y - Math.cos(of) * (radiusY + extra))}`;
    path += `${index === 0 ? `M${at(angle, 0)}` : ""}Q${at(angle + (tip - angle) * 0.3, depth)} ${at(tip, depth)}Q${at(next, depth * 0.4)} ${at(next, 0)}`;
  }
  return `<path d="${path}Z" fill="${fill}" stroke="${fill}" stroke-width="2" stroke-linejoin="round"/>`;
}

/** A source of numbers from 0 up to 1, the same for the same text (FNV-1a, then xorshift). */
function randomFrom(text: string): () => number {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193);
  state = state === 0 ? 1 : state;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  // Names that differ little differ little at first.
  for (let turn = 0; turn < 8; turn++) next();
  return next;
}

function pick<T>(from: readonly T[], fraction: number): T {
  return from[Math.min(from.length - 1, Math.floor(fraction * from.length))]!;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
