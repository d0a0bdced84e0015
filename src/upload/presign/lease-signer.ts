import { SignatureV4 } from "@smithy/signature-v4";
import type { Lease } from "../../lease/index.ts";
import { NodeSha256 } from "../node-sha256.ts";

/** AWS's own signer, with the credentials of a lease. */
export function leaseSigner({ credentials, region }: Lease): SignatureV4 {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    region,
    service: "s3",
    sha256: NodeSha256,
    // S3 signs the path as it is sent: encoded once, and with its dots and double slashes.
    uriEscapePath: false,
  });
}
