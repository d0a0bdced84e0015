import type { STSClient } from "@aws-sdk/client-sts";
import type { Credentials } from "./caller.ts";
import type { EndpointVariant } from "./endpoint-variant.ts";

const CONNECT_TIMEOUT_MILLISECONDS = 5_000;
const ANSWER_TIMEOUT_MILLISECONDS = 15_000;

/** Makes a client of AWS's SDK; the SDK is loaded only here, for its start costs 50 ms. */
export async function createStsClient(settings: {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly endpointVariant: EndpointVariant;
  /** Absent where nothing is signed. */
  readonly credentials: Credentials | undefined;
}): Promise<STSClient> {
  const { STSClient } = await import("@aws-sdk/client-sts");
  const { region, endpoint, endpointVariant, credentials } = settings;
  return new STSClient({
    region,
    // A copy: the SDK writes a mark of its own into the object that it is given.
    credentials: credentials === undefined ? nobody : { ...credentials },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...endpointVariant,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MILLISECONDS,
      requestTimeout: ANSWER_TIMEOUT_MILLISECONDS,
      throwOnRequestTimeout: true,
    },
  });
}

/** Keeps the SDK from looking for credentials that no call needs. */
function nobody(): Promise<never> {
  return Promise.reject(new Error("this call is not signed"));
}
