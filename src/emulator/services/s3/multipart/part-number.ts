import type { ServiceRequest } from "../../../pipeline/request.ts";
import { invalidArgument } from "../errors.ts";
import { queryOf } from "../request-query.ts";
import { MAX_PART_NUMBER } from "./parts.ts";

/** @throws AwsError `InvalidArgument` where `partNumber` is no number from 1 to 10,000. */
export function readPartNumber(request: ServiceRequest): number {
  const text = queryOf(request).get("partNumber") ?? "";
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MAX_PART_NUMBER) return number;
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", {
    name: "partNumber",
    value: text,
  });
}
