// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import { afterEach, describe, expect, it } from "vitest";
import { createLease, type LeaseOptions, parseLease, parseScope, sessionPolicyFor } from "../../src/lease/index.ts";
import type { FakeServer } from "../support/fake-server.ts";
import { EXPIRATION, startFakeSts } from "./fake-sts.ts";

const scope = parseScope("s3://my-bucket/a*", ["upload", "acl"]);
const roleArn = "arn:aws:iam::111111111111:role/team/uploader";
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "CALLER-SECRET" };

let sts: FakeServer;
afterEach(() => sts.close());

async function lease(options: Partial<LeaseOptions> = {}) {
  sts = await startFakeSts();
  return createLease(scope, {
    roleArn,
    region: "ap-northeast-1",
    endpointUrl: sts.endpoint,
    credentials,
    environment: {},
    ...options,
  } as LeaseOptions);
}

const asked = () => Object.fromEntries(new URLSearchParams(sts.requests[0]?.body.toString()));

describe("a lease by a role", () => {
  it("asks STS once for the role with the session policy of the scope, for 900 seconds", async () => {
    const { id } = await lease();
    expect(sts.requests).toHaveLength(1);
    expect(asked()).toEqual({
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: roleArn,
      RoleSessionName: `keylease-${id}`,
      Policy: sessionPolicyFor(scope),
      DurationSeconds: "900",
    });
    expect(sts.requests[0]?.headers.authorization).toContain("/ap-northeast-1/sts/aws4_request");
  });

  it("names the external id that the role asks for", async () => {
    await lease({ externalId: "customer:17" });
    expect(asked()).toMatchObject({ RoleArn: roleArn, ExternalId: "customer:17" });
  });

  it("holds all that another program needs", async () => {
    const made = await lease({ durationSeconds: 43_200 });
    expect(made).toEqual({
      version: 2,
      id: expect.stringMatching(/^[a-z0-9]{20}$/),
      scope,
      region: "ap-northeast-1",
      endpoints: { s3: sts.endpoint, sts: sts.endpoint },
      principalArn: `arn:aws:sts::111111111111:assumed-role/uploader/keylease-${made.id}`,
      roleArn,
      credentials: {
        accessKeyId: "ASIAIOSFODNN7EXAMPLE",
        secretAccessKey: "MINTED-SECRET",
        sessionToken: "MINTED-TOKEN",
        expiration: new Date(EXPIRATION),
      },
    });
    expect(parseLease(JSON.stringify(made))).toEqual(made);
    expect(asked().DurationSeconds).toBe("43200");
  });

  it("has another id each time, in a session name that STS takes", async () => {
    const first = await lease();
    await sts.close();
    const second = await lease();
    expect(first.id).not.toBe(second.id);
    expect(asked().RoleSessionName).toMatch(/^[\w+=,.@-]{2,64}$/);
  });

  it("names the object in the role's partition", async () => {
    await lease({ region: "cn-north-1", roleArn: "arn:aws-cn:iam::111111111111:role/uploader" });
    expect(JSON.parse(asked().Policy as string).Statement[0].Resource).toBe("arn:aws-cn:s3:::my-bucket/a${*}");
  });

  it("takes endpoints from the environment and keeps them apart", async () => {
    sts = await startFakeSts();
    const environment = { AWS_ENDPOINT_URL_STS: sts.endpoint, AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" };
    const made = await createLease(scope, { roleArn, region: "eu-west-1", credentials, environment });
    expect(made.endpoints).toEqual({ sts: sts.endpoint, s3: "http://127.0.0.1:9" });
  });
});

describe("a lease by a federated user", () => {
  it("asks STS for a federation token with the same policy", async () => {
    sts = await startFakeSts();
    const made = await createLease(scope, {
      federatedName: "customer",
      region: "ap-northeast-1",
      endpointUrl: sts.endpoint,
      credentials,
    });
    expect(asked()).toEqual({
      Action: "GetFederationToken",
      Version: "2011-06-15",
      Name: "customer",
      Policy: sessionPolicyFor(scope),
      DurationSeconds: "900",
    });
    expect(made.principalArn).toBe("arn:aws:sts::111111111111:federated-user/customer");
    expect(made).not.toHaveProperty("roleArn");
    expect(parseLease(JSON.stringify(made))).toEqual(made);
  });
});

describe("the caller of a lease", () => {
  it("finds the credentials that it gave as they were", async () => {
    const own = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "CALLER-SECRET" };
    await lease({ credentials: own });
    expect(own).toEqual({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "CALLER-SECRET" });
  });

  it("may be a function that is asked once, and is named", async () => {
    let asks = 0;
    const sources: string[] = [];
    await lease({
      credentials: async () => {
        asks += 1;
        return credentials;
      },
      onCaller: (source) => sources.push(source),
    });
    expect(asks).toBe(1);
    expect(sources).toEqual(["the calling program"]);
  });
});
