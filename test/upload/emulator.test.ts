// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { createLease, type Lease, parseLease, parseScope, ServiceError } from "../../src/lease/index.ts";
import { putObject, upload } from "../../src/upload/index.ts";
import { clientConfig, startTestEmulator } from "../support/emulator.ts";
import { refusedBy } from "../support/refused-by.ts";
import { uploadFolder } from "./fake-s3.ts";

const BUCKET = "leased-bucket";
const folder = uploadFolder();
let emulator: Emulator;
let user: { accessKeyId: string; secretAccessKey: string };
let roleArn: string;

beforeAll(async () => {
  emulator = await startTestEmulator();
  const config = clientConfig(emulator);
  const iam = new IAMClient(config);
  const { User } = await iam.send(new CreateUserCommand({ UserName: "alice" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "alice" }));
  user = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  const policy = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const trust = policy({ Effect: "Allow", Principal: { AWS: User?.Arn }, Action: "sts:AssumeRole" });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "uploader", AssumeRolePolicyDocument: trust }));
  roleArn = Role?.Arn ?? "";
  // The role may do everything in the bucket, so whatever is refused is refused by the lease.
  const PolicyDocument = policy({ Effect: "Allow", Action: "s3:*", Resource: `arn:aws:s3:::${BUCKET}/*` });
  await iam.send(new PutRolePolicyCommand({ RoleName: "uploader", PolicyName: "all", PolicyDocument }));
  const CreateBucketConfiguration = { LocationConstraint: "ap-northeast-1" } as const;
  await new S3Client(config).send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
});
afterAll(async () => {
  await emulator.close();
  folder.remove();
});

function leaseFor(key: string): Promise<Lease> {
  return createLease(parseScope(`s3://${BUCKET}/${key}`), {
    roleArn,
    region: emulator.region,
    endpointUrl: emulator.endpoint,
    credentials: user,
  });
}

/** Puts with the lease's credentials alone, so that nothing but the emulator can refuse. */
function put(lease: Lease, key: string): Promise<unknown> {
  const { region, credentials } = lease;
  const file = folder.write("bytes", "leased");
  return putObject({ file, bucket: BUCKET, key, region, credentials, endpoint: emulator.endpoint });
}

async function contentOf(key: string): Promise<string | undefined> {
  const { Body } = await new S3Client(clientConfig(emulator)).send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
  return Body?.transformToString();
}

describe("a lease on the emulator", () => {
  it("uploads its own key, byte for byte, from nothing but its document", async () => {
    const lease = parseLease(JSON.stringify(await leaseFor("reports/november.csv")));
    const content = Buffer.alloc(2 * 1024 ** 2 + 3, "day,uploads\n").toString();
    const { sizeBytes, url } = await upload(folder.write("november.csv", content), lease);
    expect(sizeBytes).toBe(content.length);
    expect(url).toBe(`${emulator.endpoint}/${BUCKET}/reports/november.csv`);
    expect(await contentOf("reports/november.csv")).toBe(content);
  });

  it.each([
    ["a*", "ab"],
    ["a*", "a"],
    ["a?", "ab"],
    ["${aws:username}", "alice"],
    ["${aws:userid}", "x"],
    ["${*}", "x"],
    ["x/../y", "y"],
    ["x//y", "x/y"],
    ["x", "x/y"],
    ["X", "x"],
  ])("for %j writes it, and is refused on %j", async (key, other) => {
    const lease = await leaseFor(key);
    await put(lease, key);
    expect(await contentOf(key)).toBe("leased");
    const error = await refusedBy(put(lease, other));
    expect(error).toBeInstanceOf(ServiceError);
    const { awsCode, status, requestId = "" } = error as ServiceError;
    expect({ awsCode, status }).toEqual({ awsCode: "AccessDenied", status: 403 });
    expect(emulator.explain(requestId)?.decisions[0]?.decision).toMatchObject({ layer: "session", effect: "Deny" });
  });

  it("never writes another key, whatever the two are made of", async () => {
    const piece = fc.constantFrom(
      "*",
      "?",
      "$",
      "{",
      "}",
      "${*}",
      "${aws:userid}",
      "a",
      "/",
      "..",
      "%2A",
      "+",
      " ",
      "\u00E9",
    );
    const key = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => `k${pieces.join("")}`);
    await fc.assert(
      fc.asyncProperty(key, key, async (leased, other) => {
        fc.pre(leased !== other && !leased.endsWith("/"));
        const lease = await leaseFor(leased);
        await put(lease, leased);
        expect((await refusedBy(put(lease, other))).code).toBe("ServiceError");
      }),
      { numRuns: 25 },
    );
  });

  it("does not grant what its scope does not say", async () => {
    const lease = await leaseFor("plain");
    const { region, credentials } = lease;
    const input = {
      file: folder.write("x", "x"),
      bucket: BUCKET,
      key: "plain",
      region,
      credentials,
      endpoint: emulator.endpoint,
    };
    const error = await refusedBy(putObject({ ...input, acl: "private" }));
    expect(error.code).toBe("ServiceError");
  });

  it("is refused with ExpiredToken when its time is over", async () => {
    const lease = await leaseFor("late");
    emulator.advanceClock(901);
    const ahead = { now: () => emulator.now() };
    const { region, credentials } = lease;
    const file = folder.write("late", "x");
    const input = { file, bucket: BUCKET, key: "late", region, credentials, endpoint: emulator.endpoint, clock: ahead };
    const error = (await refusedBy(putObject(input))) as ServiceError;
    expect({ awsCode: error.awsCode, status: error.status }).toEqual({ awsCode: "ExpiredToken", status: 400 });
    expect((await refusedBy(upload(file, lease, { clock: ahead }))).code).toBe("LeaseExpired");
    expect(error.message + JSON.stringify(error.facts)).not.toContain(credentials.sessionToken);
  });
});
