/** A section of an RFC. */
export interface RfcSection {
  /** "9112" */
  readonly rfc: string;
  /** "3.2", or "" for all of it. */
  readonly section: string;
  /** "RFC 9112 §3.2" */
  readonly label: string;
  /** Where it can be read. */
  readonly url: string;
}

/**
 * Parses where something stands.
 * @param place "RFC9112-3.2", or a rule of it: "RFC9112-3.2/HOST-MISSING"
 * @returns `undefined` where that is no place in an RFC
 */
export function parseRfcSection(place: string): RfcSection | undefined {
  const [, rfc, section = ""] = /^RFC(\d+)(?:-([0-9A-Z]+(?:\.\d+)*))?(?:\/|$)/.exec(place) ?? [];
  if (rfc === undefined) return undefined;
  const anchor = section === "" ? "" : `#${/^\d/.test(section) ? "section" : "appendix"}-${section}`;
  return {
    rfc,
    section,
    label: section === "" ? `RFC ${rfc}` : `RFC ${rfc} §${section}`,
    url: `https://www.rfc-editor.org/rfc/rfc${rfc}${anchor}`,
  };
}

/** "RFC 9112 §3.2", or what was given where that is no place in an RFC. */
export function sectionLabel(place: string): string {
  return parseRfcSection(place)?.label ?? place;
}
