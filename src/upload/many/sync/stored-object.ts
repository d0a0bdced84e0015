import { ServiceError } from "../../../lease/index.ts";
import { type Answer, headerOf } from "../../answer.ts";
import type { Connection } from "../../connection.ts";

/** The checksums that can be computed here, by the header that tells them, quickest first. */
const CHECKSUM_HEADERS = {
  crc32: "x-amz-checksum-crc32",
  sha256: "x-amz-checksum-sha256",
  sha1: "x-amz-checksum-sha1",
} as const;

/** A checksum that S3 keeps of an object. */
export type StoredAlgorithm = keyof typeof CHECKSUM_HEADERS;

/** What S3 says of an object that is there. */
export interface StoredObject {
  readonly sizeBytes: number;
  /** Without its quotes. */
  readonly etag: string;
  /** Of the whole object, in base64; those of objects in parts that are sums of sums are left out. */
  readonly checksums: Readonly<Partial<Record<StoredAlgorithm, string>>>;
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
  const checksums: Partial<Record<StoredAlgorithm, string>> = {};
  for (const [algorithm, header] of Object.entries(CHECKSUM_HEADERS)) {
    const value = headerOf(answer, header);
    // `ABC=-3` is the checksum of the checksums of three parts.
    if (value !== undefined && !value.includes("-")) checksums[algorithm as StoredAlgorithm] = value;
  }
  return { sizeBytes, etag, checksums };
}
