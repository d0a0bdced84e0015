import { request } from "node:http";
import type { Emulator } from "../../../../src/emulator/index.ts";
import type { SdkCredentials } from "../../../support/emulator.ts";
import { signWithSmithy } from "../../../wire/sigv4/smithy-signer.ts";

/** A request that no SDK would send. */
export interface RawRequest {
  /** Default: POST. */
  readonly method?: string;
  /** With the query, as it goes over the wire. Default: `/`. */
  readonly target?: string;
  readonly body?: string;
  /** Default: a form's, where there is a body. `undefined` sends none. */
  readonly contentType?: string | undefined;
  /** Absent: the request is not signed. */
  readonly credentials?: SdkCredentials;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const FORM = "application/x-www-form-urlencoded";

/** Sends a request to STS as it stands; redirects are not followed. */
export async function sendRaw(emulator: Emulator, raw: RawRequest): Promise<RawAnswer> {
  const { method = "POST", target = "/", body = "" } = raw;
  const contentType = "contentType" in raw ? raw.contentType : body === "" ? undefined : FORM;
  const unsigned = {
    host: "sts.ap-northeast-1.amazonaws.com",
    ...(contentType === undefined ? {} : { "content-type": contentType }),
  };
  const headers = raw.credentials === undefined ? unsigned : await signed(emulator, { ...raw, headers: unsigned });
  return new Promise((resolve, reject) => {
    const call = request(
      emulator.endpoint,
      { method, path: target, headers: { ...headers, "content-length": String(Buffer.byteLength(body)) } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

async function signed(
  emulator: Emulator,
  { method = "POST", target = "/", body = "", credentials, headers }: RawRequest & { headers: Record<string, string> },
): Promise<Record<string, string>> {
  const [path = "/", search = ""] = target.split("?");
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) query[name] = value;
  return signWithSmithy(
    { method, path, query, headers, body },
    {
      accessKeyId: credentials?.accessKeyId ?? "",
      secretAccessKey: credentials?.secretAccessKey ?? "",
      region: emulator.region,
      service: "sts",
      at: new Date(),
    },
  );
}
