export * from "./check-options.ts";
export { check, chosenCases } from "./checker.ts";
export * from "./report.ts";
export { isNewFailure, type ReportContext } from "./report-groups.ts";
export { htmlReport } from "./report-html.ts";
export { jsonReport } from "./report-json.ts";
export { junitReport } from "./report-junit.ts";
export { type SarifContext, sarifReport } from "./report-sarif.ts";
export { type TextReportStyle, textReport } from "./report-text.ts";
