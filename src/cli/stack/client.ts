import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { type CredentialSource, type Environment, endpointOf, findCaller, regionOf } from "../../lease/index.ts";

/** Where CloudFormation is called, and by whom. */
export interface StackService {
  /** Default: `AWS_REGION`, then `AWS_DEFAULT_REGION`. */
  readonly region?: string | undefined;
  /** Default: `AWS_ENDPOINT_URL_CLOUDFORMATION`, `AWS_ENDPOINT_URL`, then AWS's own. */
  readonly endpoint?: string | undefined;
  /** Default: AWS's provider chain. */
  readonly credentials?: CredentialSource | undefined;
  /** Default: the process's own. */
  readonly environment?: Environment | undefined;
}

/** Makes a client of AWS's SDK, which is loaded only here. */
export async function createStackClient(service: StackService): Promise<CloudFormationClient> {
  const environment = service.environment ?? process.env;
  const region = regionOf(service.region, environment);
  const endpoint = endpointOf("CLOUDFORMATION", service.endpoint, environment);
  const { credentials } = await findCaller(service.credentials);
  const { CloudFormationClient } = await import("@aws-sdk/client-cloudformation");
  return new CloudFormationClient({
    region,
    // A copy: the SDK writes a mark of its own into the object that it is given.
    credentials: { ...credentials },
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
}
