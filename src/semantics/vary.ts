import { FieldSection } from "./field-section.ts";
import { parseList } from "./field-syntax.ts";

/**
 * A section that says by which request fields a response was chosen, besides those it says already: in one line, for
 * there are caches that look at the first alone (RFC 9110 §12.5.5).
 * @param names of request fields
 */
export function withVary(headerSection: FieldSection, ...names: readonly string[]): FieldSection {
  const before = headerSection.get("vary");
  const all = before === undefined ? [] : [...parseList(before)];
  if (all.includes("*")) return headerSection;
  for (const name of names) {
    if (!all.some((each) => each.toLowerCase() === name.toLowerCase())) all.push(name);
  }
  const value = all.join(", ");
  if (value === "") return headerSection;
  const at = headerSection.indexOf("vary");
  const lines = [...headerSection].filter(([name], index) => index === at || name.toLowerCase() !== "vary");
  if (at === -1) lines.push(["Vary", value]);
  else lines[at] = [lines[at]![0], value];
  return FieldSection.of(lines);
}
