import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { type AwsService, clientSettings } from "../client-settings.ts";

/** Makes a client of AWS's SDK, which is loaded only here. */
export async function createStackClient(service: AwsService): Promise<CloudFormationClient> {
  const settings = await clientSettings("CLOUDFORMATION", service);
  const { CloudFormationClient } = await import("@aws-sdk/client-cloudformation");
  return new CloudFormationClient(settings);
}
