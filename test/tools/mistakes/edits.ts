/** Each header section in these octets, from its first field line on, edited; all else as it is. */
export function editFields(octets: string, edit: (fields: string) => string): string {
  return octets.replace(
    /^([A-Z]+ \S+ HTTP\/1\.\d\r\n)((?:[^\r\n]+\r\n)+)(?=\r\n)/gm,
    (_, line: string, fields: string) => {
      return line + edit(fields);
    },
  );
}

/** The same with lines of these names taken out. */
export function withoutFields(octets: string, ...names: readonly string[]): string {
  return editFields(octets, (fields) => fields.replace(new RegExp(`^(?:${names.join("|")}):.*\\r\\n`, "gim"), ""));
}

/** Each head of a response in these octets edited, its empty line not; all else as it is. */
export function editHeads(octets: string, edit: (head: string) => string): string {
  return octets.replace(/^HTTP\/1\.[01] \d{3}[^\r\n]*\r\n(?:[^\r\n]+\r\n)*(?=\r\n)/gm, edit);
}

/** The same with lines of these names taken out. */
export function withoutHeadFields(octets: string, ...names: readonly string[]): string {
  return editHeads(octets, (head) => head.replace(new RegExp(`^(?:${names.join("|")}):.*\\r\\n`, "gim"), ""));
}
