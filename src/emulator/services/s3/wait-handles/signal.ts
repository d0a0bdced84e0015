import { createHash } from "node:crypto";
import type { Operation } from "../../../pipeline/service.ts";
import { findWaitHandle, isWaitHandlesBucket, WAIT_HANDLES_ACCOUNT } from "../../../state/wait-handles.ts";
import { putWaitSignal, readWaitSignal } from "../../../state/wait-signals.ts";
import { objectOf, readAddress } from "../address.ts";
import { readDocument } from "../body/document.ts";
import { s3Arn } from "../buckets.ts";
import { commonKeys } from "../context-keys.ts";
import { accessDenied, s3Error } from "../errors.ts";
import { emptyResponse, s3Operation } from "../response.ts";

const MAX_SIGNAL_BYTES = 65_536;

/**
 * A PutObject to the URL of one of CloudFormation's wait handles. Its signature alone authorises it: the object is of
 * AWS's own account, so that no policy of any other account can allow it.
 */
const signalWaitHandle: Operation = s3Operation({
  name: "PutObject",
  errors: ["KeyTooLongError", "MaxMessageLengthExceeded", "SlowDown"],
  parse: (request) => objectOf(request),
  authorise: ({ bucket, key }, { request }) => [
    {
      action: "s3:PutObject",
      resource: s3Arn(bucket, key),
      resourceAccountId: WAIT_HANDLES_ACCOUNT,
      context: commonKeys(request, WAIT_HANDLES_ACCOUNT),
    },
  ],
  async run({ key }, { request, state, caller }) {
    const text = await readDocument(request, MAX_SIGNAL_BYTES);
    const signal = readWaitSignal(text);
    await state.store.transaction((writer) => {
      const handle = findWaitHandle(writer, caller.userId);
      // It may have been deleted since the signature was checked.
      if (handle?.key !== key) throw accessDenied();
      if (!putWaitSignal(writer, handle, signal)) {
        throw s3Error(503, ["SlowDown", "Please reduce your request rate."]);
      }
    });
    const etag = createHash("md5").update(text).digest("hex");
    return emptyResponse(200, { etag: `"${etag}"`, "x-amz-server-side-encryption": "AES256" });
  },
});

/** PutObject, which puts into the buckets of wait handles what is to be told to CloudFormation. */
export function withWaitHandles(putObject: Operation): Operation {
  return {
    ...putObject,
    errors: [...new Set([...putObject.errors, ...signalWaitHandle.errors])].sort(),
    prepare(request) {
      const { bucket = "" } = readAddress(request);
      return (isWaitHandlesBucket(bucket) ? signalWaitHandle : putObject).prepare(request);
    },
  };
}
