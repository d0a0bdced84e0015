import { type CredentialSource, type Environment, endpointOf, findCaller, regionOf } from "../lease/index.ts";

/** Where a service of AWS is called, and by whom. */
export interface AwsService {
  /** Default: `AWS_REGION`, then `AWS_DEFAULT_REGION`. */
  readonly region?: string | undefined;
  /** Default: `AWS_ENDPOINT_URL_SERVICE`, `AWS_ENDPOINT_URL`, then AWS's own. */
  readonly endpoint?: string | undefined;
  /** Default: AWS's provider chain. */
  readonly credentials?: CredentialSource | undefined;
  /** Default: the process's own. */
  readonly environment?: Environment | undefined;
}

/** What a client of AWS's SDK is made with. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  readonly endpoint?: string;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

/**
 * Finds region, endpoint and credentials.
 *
 * @param name The service in the environment's variables.
 * @throws KeyleaseError `ArgumentInvalid`, `CallerUnknown`.
 */
export async function clientSettings(
  name: Parameters<typeof endpointOf>[0],
  service: AwsService,
): Promise<ClientSettings> {
  const environment = service.environment ?? process.env;
  const region = regionOf(service.region, environment);
  const endpoint = endpointOf(name, service.endpoint, environment);
  const { credentials } = await findCaller(service.credentials);
  return {
    region,
    // A copy: the SDK writes a mark of its own into the object that it is given.
    credentials: { ...credentials },
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  };
}
