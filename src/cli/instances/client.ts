import type { EC2Client } from "@aws-sdk/client-ec2";
import { fromSdkError } from "../../lease/index.ts";
import { type AwsService, clientSettings } from "../client-settings.ts";

/** Makes a client of AWS's SDK, which is loaded only here. */
export async function createEc2Client(service: AwsService): Promise<EC2Client> {
  const settings = await clientSettings("EC2", service);
  const { EC2Client } = await import("@aws-sdk/client-ec2");
  return new EC2Client(settings);
}

/** Makes one call of EC2 and turns what it throws into an error of Keylease's own. */
export async function ec2Call<T>(operation: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    signal.throwIfAborted();
    throw fromSdkError(error, { service: "ec2", operation });
  }
}
