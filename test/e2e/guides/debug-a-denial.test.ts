import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { allow, iamOf, makeRole, policyDocument, trust } from "../../emulator/services/iam/identities.ts";
import { clientConfig, refusal, type SdkCredentials, startTestEmulator } from "../../support/emulator.ts";
import { blocksOf } from "../../support/guides/pages.ts";
import { isTypeable, patternOf, startTyping, type Typist, variablesOf } from "../../support/guides/typist.ts";
import { prepareUploader, type Uploader } from "../../support/uploader.ts";

const PAGE = "docs/guide/debug-a-denial.md";
const [refused, explained, ...rest] = blocksOf(PAGE);
const BUCKET = "denied-bucket";

let emulator: Emulator;
let typist: Typist;
let uploader: Uploader;
beforeAll(async () => {
  emulator = await startTestEmulator();
  uploader = await prepareUploader(emulator, BUCKET);
  const inside = policyDocument(allow("s3:*", `arn:aws:s3:::${BUCKET}/in/*`));
  const policy = { RoleName: "uploader", PolicyName: "upload", PolicyDocument: inside };
  await iamOf(emulator).send(new PutRolePolicyCommand(policy));
  const { credentials, roleArn } = uploader;
  const { controlToken } = emulator;
  const variables = { ...variablesOf(emulator, credentials), KEYLEASE_CONTROL_TOKEN: controlToken };
  typist = await startTyping({ ...variables, bucket: BUCKET, role: roleArn });
  writeFileSync(join(typist.folder, "report.txt"), "x\n");
});
afterAll(async () => {
  typist.leave();
  await emulator.close();
});

// Typed in a shell with the standard programs, which a machine that has only Node does not have.
describe.skipIf(!isTypeable)("the guide to denials", () => {
  it("shows a refusal and its explanation as they are printed", async () => {
    expect(rest).toEqual([]);
    const [first] = refused === undefined ? [] : await typist.show(refused);
    expect(first?.printed).toMatch(patternOf(first?.shown ?? ""));
    const requestId = /keylease explain (\w+)/.exec(first?.printed ?? "")?.[1] ?? "";
    if (explained === undefined) throw new Error("there is no explanation");
    const [second] = await typist.show({ ...explained, text: explained.text.replace("REQUEST-ID", requestId) });
    expect(second?.printed).toMatch(patternOf(second?.shown ?? ""));
  });
});

describe("the commonest denials", () => {
  let s3: (credentials: SdkCredentials) => S3Client;
  let sts: (credentials: SdkCredentials) => STSClient;
  beforeAll(() => {
    s3 = (credentials) => new S3Client({ ...clientConfig(emulator, credentials), forcePathStyle: true });
    sts = (credentials) => new STSClient(clientConfig(emulator, credentials));
  });

  const session = async (Policy?: string, RoleArn = uploader.roleArn): Promise<Required<SdkCredentials>> => {
    const input = { RoleArn, RoleSessionName: "job", ...(Policy === undefined ? {} : { Policy }) };
    const { Credentials: made } = await sts(uploader.credentials).send(new AssumeRoleCommand(input));
    return {
      accessKeyId: made?.AccessKeyId ?? "",
      secretAccessKey: made?.SecretAccessKey ?? "",
      sessionToken: made?.SessionToken ?? "",
    };
  };
  const put = async (Key: string, credentials: SdkCredentials, more: Partial<PutObjectCommandInput> = {}) =>
    refusal(s3(credentials).send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "x", ...more })));
  const onlyPut = (key: string): string => policyDocument(allow("s3:PutObject", `arn:aws:s3:::${BUCKET}/${key}`));

  /** What provokes each row of the table: its denials in the order in which the row shows them. */
  const PROVOCATIONS: readonly (() => Promise<readonly { code: string; status: number; message: string }[]>)[] = [
    async () => [await put("in/other", await session(onlyPut("in/a")))],
    async () => [await put("out/a", await session(onlyPut("out/a")))],
    async () => [
      await put("in/a", await session(), { ACL: "public-read" }),
      await put("in/a", await session(onlyPut("in/a")), { ACL: "public-read" }),
    ],
    async () => {
      const deny = { ...allow("s3:PutObject", `arn:aws:s3:::${BUCKET}/in/sealed`), Effect: "Deny", Principal: "*" };
      const Policy = policyDocument(deny);
      const root = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
      await root.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }));
      return [await put("in/sealed", await session())];
    },
    async () => {
      const lease = s3(await session(onlyPut("in/a")));
      return [
        await refusal(lease.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "in/a" }))),
        await refusal(lease.send(new ListObjectsV2Command({ Bucket: BUCKET }))),
      ];
    },
    async () => {
      const statements = [allow("s3:*")];
      const trustPolicy = trust({ Service: "ec2.amazonaws.com" });
      const { arn } = await makeRole(iamOf(emulator), { name: "of-ec2", trustPolicy, statements });
      return [await refusal(session(undefined, arn)), await refusal(session(undefined, `${arn}-absent`))];
    },
    async () => {
      const input = { RoleArn: uploader.roleArn, RoleSessionName: "root" };
      return [await refusal(new STSClient(clientConfig(emulator)).send(new AssumeRoleCommand(input)))];
    },
    async () => {
      const { sessionToken: _, ...bare } = await session();
      return [await put("in/a", bare), await refusal(sts(bare).send(new GetCallerIdentityCommand({})))];
    },
    async () => {
      const old = await session();
      emulator.advanceClock(3601);
      return [await put("in/a", old), await refusal(sts(old).send(new GetCallerIdentityCommand({})))];
    },
    async () => {
      // The clock was moved: new sessions are of its present, and the SDK follows the server's answers.
      const now = await session();
      const elsewhere = new S3Client({ ...clientConfig(emulator, now), region: "eu-west-1", forcePathStyle: true });
      const object = { Bucket: BUCKET, Key: "in/a", Body: "x" };
      return [
        await refusal(elsewhere.send(new PutObjectCommand(object))),
        await put("in/a", { ...now, secretAccessKey: now.secretAccessKey.slice(1) }),
      ];
    },
  ];
  const rows = [...readFileSync(PAGE, "utf8").matchAll(/^\| (\d+)\. ([^|]+?) +\| ([^|]+?) +\|/gm)];

  it("are ten", () => {
    expect(rows.map(([, number]) => Number(number))).toEqual(PROVOCATIONS.map((_, index) => index + 1));
  });

  it.each(rows.map(([, number, what, looks]) => ({ index: Number(number) - 1, what, looks: looks ?? "" })))(
    "look as the page says: $what",
    async ({ index, looks }) => {
      const denials = (await PROVOCATIONS[index]?.()) ?? [];
      const told = [...looks.matchAll(/`([^`]+)`/g)]
        .map(([, text = ""]) => text)
        .filter((text) => text !== "HeadObject");
      const seen = denials.map(({ code, status, message }) => `${status} ${code}: ${message}`);
      expect(told.length).toBeGreaterThan(0);
      for (const text of told) expect(seen.join("\n")).toContain(text);
      if (looks.startsWith("403")) expect(seen[0]).toMatch(/^403 /);
      for (const denial of denials) expect(denial.status).toBeGreaterThanOrEqual(400);
    },
  );
});
