import type { RequestHead } from "../../wire/index.ts";
import type { RequestSignature, SignedPayload } from "./authentication/signed-request.ts";

/** The services that the emulator embeds. */
export type ServiceName = "sts" | "iam" | "s3" | "s3control" | "cloudformation" | "ec2" | "ssm";

/** Whether a service is S3, or S3 Control, which speaks as S3 does. */
export function isS3(service: ServiceName): boolean {
  return service === "s3" || service === "s3control";
}

/**
 * The bytes after the head. Nothing is read before somebody asks, so that a refused upload is refused
 * before its body is sent; asking is what sends `100 Continue`.
 */
export interface RequestBody {
  /** The declared Content-Length; `undefined` where there is none. */
  readonly contentLength: number | undefined;
  /** The bytes as they come. Can be asked for once. */
  stream(): AsyncIterable<Uint8Array>;
  /** In the place of `stream`, for large bodies: the reader has each chunk only until it asks for the next one. */
  lend(): AsyncIterable<Uint8Array>;
  /**
   * All bytes at once.
   *
   * @throws BodyTooLargeError once more than `limitBytes` have come.
   * @throws ClientGoneError where the client went away.
   */
  readAll(limitBytes: number): Promise<Buffer>;
}

/** A request as it came in: nothing in it is trusted yet. */
export interface IncomingRequest {
  /** The service that it seems to be for; authentication confirms it. */
  readonly service: ServiceName;
  /** Unique; in the form that the service's clients know: 16 capitals and digits from S3, a UUID from the others. */
  readonly id: string;
  readonly head: RequestHead;
  /** Host as sent, without the port, in lower case. */
  readonly host: string;
  readonly body: RequestBody;
  readonly receivedAt: Date;
  readonly sourceIp: string;
  readonly secure: boolean;
}

/** A request after authentication. */
export interface ServiceRequest extends IncomingRequest {
  /** For a query or JSON service: the whole body, which authentication had to read to check its hash. Empty for S3. */
  readonly form: string;
  /** What the signature says of the body. A form that was read needs nothing more. */
  readonly payload: SignedPayload;
  /** How the request was signed; absent where it was not. */
  readonly signature?: RequestSignature;
}
