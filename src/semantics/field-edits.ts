import { type FieldLine, FieldSection } from "./field-section.ts";
import type { NotedRow } from "./resource.ts";

/** One change to the fields of a response. */
export type FieldEdit = EditedField & {
  /** Who asked for it, for the decision record: "_headers line 3". */
  readonly by?: string | undefined;
};

type EditedField =
  /** In the place of all lines of that name; of Vary and the other fields that are lists, see `add`. */
  | { readonly kind: "set"; readonly name: string; readonly value: string }
  /** One more line of that name, unless that very line is there. */
  | { readonly kind: "add"; readonly name: string; readonly value: string }
  | { readonly kind: "remove"; readonly name: string };

/** How a note says that a field was taken away, before who did it. */
export const TAKEN_AWAY_BY = "taken away by ";

/** What edits do to a section, for the decision record: each field's name, and who asked for what became of it. */
export function editRows(section: FieldSection, edits: readonly FieldEdit[]): readonly NotedRow[] {
  const rows: NotedRow[] = [];
  for (const { kind, name, by = "the site" } of edits) {
    if (kind !== "remove") rows.push([name, by]);
    else if (section.has(name)) rows.push([name, `${TAKEN_AWAY_BY}${by}`]);
  }
  return rows;
}

/**
 * A section with its fields edited, in the order of the edits. The same section with the same list of edits answers the
 * same section again, so that what is sent often is written once.
 */
export function editedFields(section: FieldSection, edits: readonly FieldEdit[]): FieldSection {
  if (edits.length === 0) return section;
  let bySection = memory.get(edits);
  if (bySection === undefined) {
    bySection = new WeakMap();
    memory.set(edits, bySection);
  }
  const known = bySection.get(section);
  if (known !== undefined) return known;
  const edited = FieldSection.of(edits.reduce(editedLines, [...section]));
  bySection.set(section, edited);
  return edited;
}

const memory = new WeakMap<readonly FieldEdit[], WeakMap<FieldSection, FieldSection>>();

function editedLines(lines: readonly FieldLine[], edit: FieldEdit): readonly FieldLine[] {
  const wanted = edit.name.toLowerCase();
  const isNamed = ([name]: FieldLine) => name.toLowerCase() === wanted;
  if (edit.kind === "remove") return lines.filter((line) => !isNamed(line));
  const line: FieldLine = [edit.name, edit.value];
  if (edit.kind === "set") return [...lines.filter((each) => !isNamed(each)), line];
  return lines.some((each) => isNamed(each) && each[1] === edit.value) ? lines : [...lines, line];
}
