import { Table } from "./table.ts";

/** What a data directory needs for itself. It outlives a reset of the emulator. */
export const settings: Table<string> = new Table<string>("setting");
