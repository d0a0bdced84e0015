import { ServiceError } from "../../../lease/index.ts";
import { type Answer, headerOf } from "../../answer.ts";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, checksumHeader } from "../../checksum/checksum.ts";
import type { Connection } from "../../connection.ts";

/** What S3 says of an object that is there. */
export interface StoredObject {
  readonly sizeBytes: number;
  /** Without its quotes. */
  readonly etag: string;
  /** Of the whole object, in base64; those of objects in parts that are sums of sums are left out. */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

/**
 * Asks for an object.
 *
 * @returns `undefined` where there is none; also where S3 does not say, because the lease may not list.
 * @throws KeyleaseError as `Connection.call`.
 */
export async function headObject(connection: Connection): Promise<StoredObject | undefined> {
  try {
    const headers = { "x-amz-checksum-mode": "ENABLED" };
    return readHead(await connection.call({ operation: "HeadObject", method: "HEAD", headers }));
  } catch (error) {
    if (error instanceof ServiceError && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  }
}

function readHead(answer: Answer): StoredObject | undefined {
  const sizeBytes = Number(headerOf(answer, "content-length"));
  const etag = headerOf(answer, "etag")?.replaceAll('"', "");
  if (!Number.isInteger(sizeBytes) || etag === undefined) return undefined;
  const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = headerOf(answer, checksumHeader(algorithm));
    // `ABC=-3` is the checksum of the checksums of three parts.
    if (value !== undefined && !value.includes("-")) checksums[algorithm] = value;
  }
  return { sizeBytes, etag, checksums };
}
