import type { Operation } from "../../../pipeline/service.ts";
import { readOperation } from "../read-operation.ts";

/** Sends an object, or a range of it. */
export const getObject: Operation = readOperation("GetObject");
