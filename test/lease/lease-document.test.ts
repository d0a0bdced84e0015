import { describe, expect, it } from "vitest";
import { formatLease, parseLease } from "../../src/lease/index.ts";
import { refusedBy } from "../support/refused-by.ts";
import { sampleLease } from "./sample-lease.ts";

type Json = Record<string, unknown>;

/** The sample's document after a change. */
function changed(change: (document: Json & { scope: Json; credentials: Json; endpoints: Json }) => void): string {
  const document = JSON.parse(formatLease(sampleLease));
  change(document);
  return JSON.stringify(document);
}

describe("a lease document", () => {
  it("is read back as it was written", () => {
    expect(parseLease(formatLease(sampleLease))).toEqual(sampleLease);
  });

  it("may name endpoints, and may lack a role", () => {
    const endpoints = { s3: "http://127.0.0.1:4566", sts: "https://sts.example" };
    const { roleArn: _, ...federated } = sampleLease;
    expect(parseLease(formatLease({ ...federated, endpoints }))).toEqual({ ...federated, endpoints });
  });

  it("is expired from the very second of its expiry on", async () => {
    const { expiration } = sampleLease.credentials;
    const at = (milliseconds: number) => ({ clock: { now: () => new Date(expiration.getTime() + milliseconds) } });
    expect(parseLease(formatLease(sampleLease), at(-1000)).id).toBe(sampleLease.id);
    const error = await refusedBy(() => parseLease(formatLease(sampleLease), at(0)));
    expect(error.code).toBe("LeaseExpired");
    expect(error.message).toContain("2099-01-01T00:00:00.000Z");
  });
});

describe("what is not a whole lease is refused as LeaseMalformed", () => {
  it.each<[string, string]>([
    ["an empty text", ""],
    ["no JSON", "export AWS_ACCESS_KEY_ID=x"],
    ["null", "null"],
    ["a list", "[]"],
    ["an empty object", "{}"],
    ["a text beyond all measure", `"${"x".repeat(70_000)}"`],
    ["another version", changed((lease) => Object.assign(lease, { version: 2 }))],
    ["a version that is a text", changed((lease) => Object.assign(lease, { version: "1" }))],
    ["a field that nobody knows", changed((lease) => Object.assign(lease, { limits: {} }))],
    ["a scope with a field that nobody knows", changed(({ scope }) => Object.assign(scope, { prefix: "x" }))],
    ["an id of another form", changed((lease) => Object.assign(lease, { id: "../../x" }))],
    ["no secret key", changed(({ credentials }) => delete credentials.secretAccessKey)],
    ["no session token", changed(({ credentials }) => delete credentials.sessionToken)],
    ["an empty session token", changed(({ credentials }) => Object.assign(credentials, { sessionToken: "" }))],
    ["a token with a line break", changed(({ credentials }) => Object.assign(credentials, { sessionToken: "a\r\nb" }))],
    ["no expiry", changed(({ credentials }) => delete credentials.expiration)],
    ["an expiry that is no time", changed(({ credentials }) => Object.assign(credentials, { expiration: "soon" }))],
    ["a wildcard for a bucket", changed(({ scope }) => Object.assign(scope, { bucket: "*" }))],
    ["an action that nobody knows", changed(({ scope }) => Object.assign(scope, { actions: ["upload", "admin"] }))],
    ["no action", changed(({ scope }) => Object.assign(scope, { actions: [] }))],
    ["an endpoint that is no URL", changed(({ endpoints }) => Object.assign(endpoints, { s3: "file:///etc/passwd" }))],
    ["a region that is a host", changed((lease) => Object.assign(lease, { region: "evil.example/x" }))],
  ])("%s", async (_, document) => {
    const error = await refusedBy(() => parseLease(document));
    expect(error.code).toBe("LeaseMalformed");
  });

  it("and the refusal says which field, but never what was in it", async () => {
    const secrets = ["SECRET/KEY+EXAMPLE", "TOKEN/EXAMPLE=="];
    const documents = [
      changed(({ credentials }) => Object.assign(credentials, { accessKeyId: secrets[0] })),
      changed(({ scope }) => Object.assign(scope, { actions: secrets })),
      `${formatLease(sampleLease)}}`,
      formatLease(sampleLease).slice(0, -3),
    ];
    for (const document of documents) {
      const { message, hint, facts, cause } = await refusedBy(() => parseLease(document));
      const told = JSON.stringify({ message, hint, facts, cause: String(cause) });
      for (const secret of secrets) expect(told).not.toContain(secret);
    }
    expect((await refusedBy(() => parseLease(documents[0] as string))).message).toContain("credentials.accessKeyId");
  });
});
