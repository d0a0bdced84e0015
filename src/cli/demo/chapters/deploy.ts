import { deployStack } from "../../stack/deploy-stack.ts";
import { shippedTemplate } from "../../stack/shipped-template.ts";
import { rootClient } from "../root.ts";
import type { DeployedStack, Scene } from "../stage.ts";

const STACK_NAME = "upload-by-role";

/** The shipped template is deployed through the CloudFormation API with AWS's SDK. */
export async function deployChapter({ narrator, emulator, stage }: Scene): Promise<DeployedStack> {
  narrator.chapter("The stack is deployed: a private bucket, two roles, an instance");
  const { outputs, resources } = await deployStack({
    ...rootClient(emulator),
    stackName: STACK_NAME,
    templateBody: await shippedTemplate(),
    // Everybody is to read the object at the end, and this emulator speaks plain HTTP.
    parameters: { ObjectAccess: "public-read", RequireTls: "false" },
    capabilities: ["CAPABILITY_IAM"],
    signal: stage.signal,
    onEvent: ({ logicalId, resourceType, status, reason }) =>
      narrator.say(`${status.padEnd(20)} ${logicalId} (${resourceType})${reason === undefined ? "" : ` ${reason}`}`),
  });
  const { BucketName: bucket = "", UploadRoleArn: uploadRoleArn = "", UploadedURL: uploadedUrl = "" } = outputs;
  narrator.check(`the stack is complete; UploadedURL is ${uploadedUrl}`, uploadedUrl.startsWith("https://"));
  const instanceId = resources.find(({ type }) => type === "AWS::EC2::Instance")?.physicalId ?? "";
  return { bucket, uploadRoleArn, uploadedUrl, instanceId };
}
