import type { Operation } from "../../../pipeline/service.ts";
import { readOperation } from "../read-operation.ts";

/** Sends what GetObject sends, without the bytes. It needs the same permission. */
export const headObject: Operation = readOperation("HeadObject");
