import { header, type RequestHead } from "../http-head.ts";

/** The operation in `X-Amz-Target: AmazonSSM.GetParameter`, or `undefined` where the header is for no such service. */
export function operationOfTarget(head: RequestHead, service: string): string | undefined {
  const [, found, operation] = /^(\w+)\.(\w+)$/.exec(header(head, "x-amz-target") ?? "") ?? [];
  return found === service ? operation : undefined;
}
