export { type Expected, expectedInstead } from "./expected.ts";
export { type Explanation, explanations, type Quotation, sectionName, sectionUrl } from "./explanations.ts";
export { messageSentences } from "./message-sentences.ts";
export { noteOf } from "./notes.ts";
export {
  firstPlace,
  movedPlace,
  type NamedMessages,
  nextOfKind,
  type OctetPlace,
  type Side,
} from "./octet-moves.ts";
export {
  HEX_ROW_OCTETS,
  type NumberedRead,
  numberedReads,
  type OctetLine,
  type OctetRow,
  octetRows,
  readOf,
  spanAt,
  UNFOLDED_CONTENT_OCTETS,
} from "./octet-rows.ts";
export { characterRuns, hexRuns, type OctetRun, octetRuns } from "./octet-runs.ts";
export { characterAround, hexPair, octetName, octetPicture, pastedText } from "./octet-text.ts";
export { type Anatomy, type Fault, type Part, type PartSpan, parts } from "./part.ts";
export { groupOfPart, type PartGroup, partGroups } from "./part-groups.ts";
export { requestAnatomy } from "./request-anatomy.ts";
export { responseAnatomy } from "./response-anatomy.ts";
