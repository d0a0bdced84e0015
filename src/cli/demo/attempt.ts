import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Credentials, ServiceError } from "../../lease/index.ts";
import { putObject } from "../../upload/index.ts";
import type { Scene } from "./stage.ts";

/** How an upload ended. */
export type Attempt =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly code: string;
      readonly status: number;
      readonly message: string;
      readonly requestId: string;
    };

/** Tries to put a small object with the credentials alone: no lease is asked whether it covers the key. */
export async function attemptPut(
  { stage, emulator }: Scene,
  credentials: Credentials,
  target: { readonly bucket: string; readonly key: string },
): Promise<Attempt> {
  const file = join(stage.folder, "attempt.txt");
  writeFileSync(file, "an attempt\n");
  try {
    await putObject({
      ...target,
      file,
      credentials,
      region: emulator.region,
      endpoint: emulator.endpoint,
      signal: stage.signal,
    });
    return { allowed: true };
  } catch (error) {
    return refusalOf(error);
  }
}

/** Runs a call that must be refused, and says how it was. */
export async function attempt(call: Promise<unknown>): Promise<Attempt> {
  try {
    await call;
    return { allowed: true };
  } catch (error) {
    return refusalOf(error);
  }
}

/** One line on how it ended, for the narration. */
export function describeAttempt(result: Attempt): string {
  return result.allowed ? "it was allowed" : `${result.status} ${result.code}: ${result.message}`;
}

function refusalOf(error: unknown): Attempt {
  if (error instanceof ServiceError) {
    const { awsCode: code, awsMessage: message, status, requestId = "" } = error;
    return { allowed: false, code, message, status, requestId };
  }
  // An error of AWS's SDK.
  const { name, message, $metadata } = error as {
    name: string;
    message: string;
    $metadata?: { httpStatusCode?: number; requestId?: string };
  };
  if ($metadata === undefined) throw error;
  return {
    allowed: false,
    code: name,
    message,
    status: $metadata.httpStatusCode ?? 0,
    requestId: $metadata.requestId ?? "",
  };
}
