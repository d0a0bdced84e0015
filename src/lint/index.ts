export { type ActionTable, openActionTable, type TableAction, type TableKey } from "./action-table/action-table.ts";
