export { renderReportPage } from "./page.ts";
export type { DatasetFacts, FlowNode, Href, MovesOfLabel, Place, RejectedAnswer, ReportPage, RunFacts } from "./report-page.ts";
