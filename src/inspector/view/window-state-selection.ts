/** The views of one exchange, in the order of their tabs. */
export const detailTabs = ["octets", "why", "timeline", "parser", "try"] as const;
export type DetailTab = (typeof detailTabs)[number];

/** What is looked at beside the lists. */
export type Selection =
  | { readonly kind: "exchange"; readonly connection: number; readonly exchange: number; readonly tab: DetailTab }
  | { readonly kind: "connection"; readonly connection: number }
  | { readonly kind: "send" };

/** Reads the fragment of the page's address: "#12.3/why", "#12", "#send". Anything else selects nothing. */
export function parseSelection(fragment: string): Selection | undefined {
  if (fragment === "#send") return { kind: "send" };
  const parts = /^#(\d{1,15})(?:\.(\d{1,15})(?:\/([a-z]+))?)?$/.exec(fragment);
  if (parts === null) return undefined;
  const connection = Number(parts[1]);
  if (parts[2] === undefined) return { kind: "connection", connection };
  const tab = detailTabs.find((known) => known === parts[3]) ?? "octets";
  return { kind: "exchange", connection, exchange: Number(parts[2]), tab };
}

/** The fragment that `parseSelection` reads; "" for nothing. */
export function selectionFragment(selection: Selection | undefined): string {
  if (selection === undefined) return "";
  if (selection.kind === "send") return "#send";
  if (selection.kind === "connection") return `#${selection.connection}`;
  const tab = selection.tab === "octets" ? "" : `/${selection.tab}`;
  return `#${selection.connection}.${selection.exchange}${tab}`;
}

export function isSameSelection(one: Selection | undefined, other: Selection | undefined): boolean {
  return selectionFragment(one) === selectionFragment(other);
}
