export { type Expected, expectedInstead } from "./expected.ts";
export { type Explanation, explanations, type Quotation, sectionName, sectionUrl } from "./explanations.ts";
export { noteOf } from "./notes.ts";
export { type Anatomy, type Fault, type Part, type PartSpan, parts } from "./part.ts";
export { requestAnatomy } from "./request-anatomy.ts";
export { responseAnatomy } from "./response-anatomy.ts";
