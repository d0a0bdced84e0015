import type { RequestRecord } from "../emulator/index.ts";
import { explain, renderAdvice } from "../policy/index.ts";

/** A refused request in one line, with the reason; `undefined` where it was not refused. */
export function describeRefusal(record: RequestRecord): string | undefined {
  if (record.error === undefined) return undefined;
  const operation = record.operation === undefined ? record.service : `${record.service}:${record.operation}`;
  const caller = record.callerArn === undefined ? "" : ` by ${record.callerArn}`;
  const reason = reasonOf(record);
  const because = reason === "" ? "" : `: ${reason}`;
  const line = `${record.status} ${record.error.code} ${operation}${caller}${because} (request ${record.requestId})`;
  // Names in it come from requests: what could steer a terminal is taken out.
  return line.replace(/\p{Cc}/gu, "\uFFFD");
}

/** What a policy lacks or denies says more than AWS's own text, which strangers are not even given. */
function reasonOf({ status, error, decisions }: RequestRecord): string {
  const refusal = decisions.findLast(({ decision }) => decision.effect === "Deny");
  const advice =
    status === 403 && refusal !== undefined ? explain(refusal.request, refusal.policies).advice : undefined;
  return advice === undefined ? (error?.fault ?? error?.message ?? "") : renderAdvice(advice);
}
