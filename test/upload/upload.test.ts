import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Lease } from "../../src/lease/index.ts";
import { upload } from "../../src/upload/index.ts";
import { sampleLease } from "../lease/sample-lease.ts";
import { type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { refusedBy } from "../support/refused-by.ts";
import { stored, uploadFolder } from "./fake-s3.ts";

const folder = uploadFolder();
afterAll(() => folder.remove());

let server: FakeServer;
let lease: Lease;
beforeEach(async () => {
  server = await startFakeServer(stored);
  lease = { ...sampleLease, endpoints: { s3: server.endpoint } };
});
afterEach(() => server.close());

describe("an upload with a lease", () => {
  it("goes to the lease's object, with its credentials, at its endpoint", async () => {
    const { bucket, key } = await upload(folder.write("x.csv", "x"), lease);
    expect({ bucket, key }).toEqual({ bucket: "my-bucket", key: "reports/a*.csv" });
    expect(server.requests[0]?.target).toBe("/my-bucket/reports/a%2A.csv");
    expect(server.requests[0]?.headers["x-amz-security-token"]).toBe(lease.credentials.sessionToken);
  });

  it.each([
    ["another key", { target: { bucket: "my-bucket", key: "reports/ab.csv" } }],
    ["another bucket", { target: { bucket: "my-bucket2", key: "reports/a*.csv" } }],
    ["an ACL that it does not grant", { acl: "public-read" as const }],
  ])("is refused before any call for %s", async (_, options) => {
    const error = await refusedBy(upload(folder.write("x.csv", "x"), lease, options));
    expect(error.code).toBe("LeaseScopeExceeded");
    expect(server.requests).toHaveLength(0);
  });

  it("goes to any object that the lease covers, before it asks anybody", async () => {
    const below: Lease = { ...lease, scope: { bucket: "my-bucket", prefix: "in/", actions: ["upload"] } };
    const file = folder.write("x.csv", "x");
    const target = (key: string) => ({ target: { bucket: "my-bucket", key } });
    expect((await upload(file, below, target("in/\u3042"))).key).toBe("in/\u3042");
    expect((await refusedBy(upload(file, below, target("out/x")))).code).toBe("LeaseScopeExceeded");
    expect((await refusedBy(upload(file, below))).code).toBe("ArgumentInvalid");
    expect(server.requests).toHaveLength(1);
  });

  it("carries the headers that the lease's conditions demand", async () => {
    const conditions = { writeOnce: true, encryption: "AES256", storageClass: "STANDARD_IA" } as const;
    await upload(folder.write("x.csv", "x"), { ...lease, scope: { ...lease.scope, conditions } });
    expect(server.requests[0]?.headers).toMatchObject({
      "if-none-match": "*",
      "x-amz-server-side-encryption": "AES256",
      "x-amz-storage-class": "STANDARD_IA",
    });
    expect(server.requests[0]?.headers.authorization).toMatch(
      /SignedHeaders=[^,]*if-none-match[^,]*x-amz-storage-class/,
    );
  });

  it("may set an ACL where the lease grants it", async () => {
    const granting: Lease = { ...lease, scope: { ...lease.scope, actions: ["upload", "acl"] } };
    await upload(folder.write("x.csv", "x"), granting, { acl: "public-read" });
    expect(server.requests[0]?.headers["x-amz-acl"]).toBe("public-read");
  });

  it("never starts with an expired lease", async () => {
    const clock = { now: () => lease.credentials.expiration };
    expect((await refusedBy(upload(folder.write("x.csv", "x"), lease, { clock }))).code).toBe("LeaseExpired");
    expect(server.requests).toHaveLength(0);
  });
});
