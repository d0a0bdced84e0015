import { Agent } from "node:http";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials } from "../../../../support/emulator.ts";

/**
 * The SDK puts the account before the endpoint's host, which not every machine can then resolve. Its agent finds this
 * machine whatever the name; the request has the name that the SDK made.
 */
export function controlOf(emulator: Emulator, credentials?: SdkCredentials): S3ControlClient {
  const { port } = new URL(emulator.endpoint);
  const httpAgent = new Agent({
    lookup: (_name, _options, found) => found(null, [{ address: "127.0.0.1", family: 4 }]),
  });
  return new S3ControlClient({
    ...clientConfig(emulator, credentials),
    endpoint: `http://localhost:${port}`,
    requestHandler: { httpAgent },
  });
}
