import { request } from "node:http";
import { fromHttp } from "@aws-sdk/credential-providers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KeyleaseError } from "../../../src/core/index.ts";
import { type ContainerEndpoint, type Lease, serveContainerCredentials } from "../../../src/lease/index.ts";
import { sampleLease } from "../sample-lease.ts";

let endpoint: ContainerEndpoint;
let lease: () => Promise<Lease>;
beforeEach(async () => {
  lease = async () => sampleLease;
  endpoint = await serveContainerCredentials(() => lease());
});
afterEach(() => endpoint.close());

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
/** By node:http, which lets a request name another host. */
function ask({
  path,
  method,
  headers,
}: Asked = {}): Promise<{ status: number; body: Record<string, string>; caching: unknown }> {
  const all = { authorization: endpoint.token, ...headers };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path ?? "/credentials", endpoint.url), { method, headers: all }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          body: JSON.parse(text || "{}"),
          caching: answer.headers["cache-control"],
        }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("the container endpoint", () => {
  it("gives the lease in the words of container credentials, never to be kept by a cache", async () => {
    expect(await ask()).toEqual({
      status: 200,
      caching: "no-store",
      body: {
        AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
        SecretAccessKey: "SECRET/KEY+EXAMPLE",
        Token: "TOKEN/EXAMPLE==",
        Expiration: "2099-01-01T00:00:00.000Z",
      },
    });
  });

  it("listens on loopback alone, with a token of 256 bits", () => {
    expect(new URL(endpoint.url).hostname).toBe("127.0.0.1");
    expect(endpoint.token).toMatch(/^[\w-]{43}$/);
  });

  it("is read by AWS's SDK", async () => {
    const provider = fromHttp({
      awsContainerCredentialsFullUri: endpoint.url,
      awsContainerAuthorizationToken: endpoint.token,
    });
    expect(await provider()).toMatchObject({ accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: "TOKEN/EXAMPLE==" });
  });

  it.each<[string, Asked, number, string]>([
    ["without the token", { headers: { authorization: "" } }, 401, "Unauthorized"],
    ["with another token", { headers: { authorization: "x".repeat(43) } }, 401, "Unauthorized"],
    ["under another host name", { headers: { host: "rebound.example:80" } }, 403, "ForeignHost"],
    ["under localhost", { headers: { host: "localhost" } }, 403, "ForeignHost"],
    ["by POST", { method: "POST" }, 405, "MethodNotAllowed"],
    ["at another path", { path: "/" }, 404, "NotFound"],
  ])("refuses who asks %s", async (_, asked, status, code) => {
    const answer = await ask(asked);
    expect([answer.status, answer.body.Code]).toEqual([status, code]);
    expect(JSON.stringify(answer)).not.toContain("SECRET");
  });

  it("says why there is none, but nothing of an error that is not its own", async () => {
    lease = () => Promise.reject(new KeyleaseError("ServiceError", "sts refused AssumeRole with AccessDenied"));
    expect(await ask()).toMatchObject({
      status: 500,
      body: { Code: "ServiceError", Message: expect.stringContaining("AccessDenied") },
    });
    lease = () => Promise.reject(new Error("SECRET"));
    expect(await ask()).toMatchObject({
      status: 500,
      body: { Code: "Unexpected", Message: "the lease could not be renewed" },
    });
  });

  it("refuses a request that is too large", async () => {
    const answer = await ask({ headers: { x: "x".repeat(20_000) } }).catch((error) => ({ status: error.code }));
    expect([431, "ECONNRESET", "EPIPE"]).toContain(answer.status);
  });
});
