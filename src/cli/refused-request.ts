import type { RequestRecord } from "../emulator/index.ts";

/** A refused request in one line; `undefined` where it was not refused. */
export function describeRefusal(record: RequestRecord): string | undefined {
  if (record.error === undefined) return undefined;
  const operation = record.operation === undefined ? record.service : `${record.service}:${record.operation}`;
  const caller = record.callerArn === undefined ? "" : ` by ${record.callerArn}`;
  const line = `${record.status} ${record.error.code} ${operation}${caller} (request ${record.requestId})`;
  // Names in it come from requests: what could steer a terminal is taken out.
  return line.replace(/\p{Cc}/gu, "\uFFFD");
}
