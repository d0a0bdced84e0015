export {
  type ActionTable,
  openActionTable,
  type TableAction,
  type TableKey,
  type TableService,
} from "./action-table/action-table.ts";
export { FINDING_CODES, type Finding, type FindingCode } from "./finding.ts";
export { lintPolicy } from "./lint.ts";
