import { GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, rootOf, stsOf, trust } from "../../iam/identities.ts";
import { element, makeBucket, type RawAnswer, refusedWith, s3Of } from "../world.ts";
import { type PostedForm, post, type Signing, signV2, signV4 } from "./form.ts";

const Bucket = "forms";

describe("PostObject", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  const send = (signing: Signing, form: Partial<PostedForm> = {}): Promise<RawAnswer> =>
    post(emulator, Bucket, { fields: signV4(emulator, signing), file: "content", ...form });
  const text = async (Key: string): Promise<string | undefined> =>
    (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
  const condition = (shown: string): object => ({
    code: "AccessDenied",
    status: 403,
    message: `Invalid according to Policy: Policy Condition failed: ${shown}`,
  });

  it("stores the file, and says nothing of it unless it is asked to", async () => {
    const answer = await send({ fields: { key: "plain" } });
    expect([answer.status, answer.body, answer.headers.etag]).toEqual([204, "", '"9a0364b9e99bb480dd25e1f0284c8555"']);
    expect(await text("plain")).toBe("content");
  });

  it("stores a form that is signed with Signature Version 2", async () => {
    const fields = signV2(emulator, { fields: { key: "v2" } });
    expect((await post(emulator, Bucket, { fields, file: "two" })).status).toBe(204);
    expect(await text("v2")).toBe("two");
  });

  it("keeps what the fields say as a PUT's headers say it", async () => {
    const fields = {
      key: "full",
      "Content-Type": "text/x",
      "Cache-Control": "no-store",
      "x-amz-meta-a": "b",
      "x-amz-storage-class": "STANDARD_IA",
      tagging: "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>",
    };
    expect((await send({ fields })).status).toBe(204);
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: "full" }))).toMatchObject({
      ContentType: "text/x",
      CacheControl: "no-store",
      Metadata: { a: "b" },
      StorageClass: "STANDARD_IA",
      TagCount: 1,
    });
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "full" }));
    expect(TagSet).toEqual([{ Key: "k", Value: "v" }]);
  });

  it("gives the type of the form or of its file to nothing", async () => {
    await send({ fields: { key: "typeless" } });
    const { ContentType } = await s3.send(new HeadObjectCommand({ Bucket, Key: "typeless" }));
    expect(ContentType).toBe("binary/octet-stream");
  });

  it("puts the file's name, without its path, where the key asks for it", async () => {
    const conditions = [["starts-with", "$key", "up/"]];
    const unnamed = { key: "up/${filename}" };
    expect((await send({ fields: {}, conditions, unnamed }, { filename: "C:\\dir\\a$&.txt" })).status).toBe(204);
    expect(await text("up/a$&.txt")).toBe("content");
    await send({ fields: {}, conditions, unnamed });
    expect(await text("up/${filename}")).toBe("content");
  });

  it.each(["200", "204", "999"])("answers success_action_status %s", async (success_action_status) => {
    const { status, body } = await send({ fields: { key: "status", success_action_status } });
    expect([status, body]).toEqual([success_action_status === "200" ? 200 : 204, ""]);
  });

  it("tells what it has stored where it is asked by 201", async () => {
    const answer = await send({ fields: { key: "a/b c", success_action_status: "201" } });
    const location = `${emulator.endpoint}/${Bucket}/a%2Fb%20c`;
    expect([answer.status, answer.headers["content-type"], answer.headers.location]).toEqual([
      201,
      "application/xml",
      location,
    ]);
    expect(["Location", "Bucket", "Key"].map((name) => element(answer.body, name))).toEqual([
      location,
      Bucket,
      "a/b c",
    ]);
  });

  it("redirects to a page that it tells what it has stored, if that is one", async () => {
    const to = (success_action_redirect: string): Promise<RawAnswer> =>
      send({ fields: { key: "redirect", success_action_redirect } });
    const answer = await to("http://page.example/done?x=1");
    expect([answer.status, answer.headers.location]).toEqual([
      303,
      `http://page.example/done?x=1&bucket=${Bucket}&key=redirect&etag=%229a0364b9e99bb480dd25e1f0284c8555%22`,
    ]);
    expect((await to("nowhere")).status).toBe(204);
  });

  const tagged = (xml: string): object => ({ tagging: xml });
  it.each([
    ["InvalidDigest", { "Content-MD5": "no digest" }],
    ["BadDigest", { "Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg==" }],
    ["BadDigest", { "x-amz-checksum-crc32": "AAAAAA==" }],
    ["KeyTooLongError", { key: "k".repeat(1025) }],
    ["MetadataTooLarge", { "x-amz-meta-a": "x".repeat(2048) }],
    ["AccessControlListNotSupported", { acl: "public-read" }],
    ["MalformedXML", tagged("<Other/>")],
    ["InvalidTag", tagged("<Tagging><TagSet><Tag><Key>aws:k</Key><Value>v</Value></Tag></TagSet></Tagging>")],
  ])("answers %s to what a PUT with such headers would be refused for", async (code, fields) => {
    const { code: found, status } = refusedWith(await send({ fields: { key: "refused", ...fields } }));
    expect([found, status]).toEqual([code, 400]);
    expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: "refused" })))).toMatchObject({ status: 404 });
  });

  describe("the policy", () => {
    it("holds for whom it was signed only until it expires, by the emulator's clock", async () => {
      const expired = { code: "AccessDenied", status: 403, message: "Invalid according to Policy: Policy expired." };
      const fields = signV4(emulator, { fields: { key: "late" } });
      emulator.advanceClock(61);
      expect(refusedWith(await post(emulator, Bucket, { fields, file: "x" }))).toEqual(expired);
    });

    it.each([
      [{ other: "x" }, [], {}, '["eq", "$other", "y"]'],
      [{}, [["starts-with", "$key", "user/"]], {}, '["starts-with", "$key", "user/"]'],
      [{}, [{ bucket: "elsewhere" }], {}, '["eq", "$bucket", "elsewhere"]'],
      [{}, [["eq", "key", "x"]], {}, '["eq", "key", "x"]'],
      [
        {},
        [["starts-with", "$Content-Type", "image/"]],
        { "Content-Type": "image/a, text/b" },
        '["starts-with", "$Content-Type", "image/"]',
      ],
      [{}, [["content-length-range", "a", 5]], {}, '["content-length-range", "a", 5]'],
      [{}, [["eq", "$acl", "private"]], {}, '["eq", "$acl", "private"]'],
    ])("is not met by %j under %j", async (changed, conditions, unnamed, shown) => {
      const fields = signV4(emulator, {
        fields: { key: "x", ...Object.fromEntries(Object.keys(changed).map((name) => [name, "y"])) },
        conditions,
        unnamed: unnamed as never,
      }).map(([name, value]): [string, string] => [name, (changed as Record<string, string>)[name] ?? value]);
      expect(refusedWith(await post(emulator, Bucket, { fields, file: "x" }))).toEqual(condition(shown));
    });

    it("is met by whatever it names, whatever the case of the names", async () => {
      const answer = await send({
        fields: { KEY: "case" },
        conditions: [
          ["starts-with", "$content-type", "image/"],
          { bucket: Bucket },
          ["starts-with", "$x-amz-meta-A", ""],
        ],
        unnamed: { "Content-Type": "image/a,image/b", "X-Amz-Meta-a": "", "x-ignore-me": "1", bucket: Bucket },
      });
      expect(answer.status).toBe(204);
    });

    it("names every field that may be there", async () => {
      expect(refusedWith(await send({ fields: { key: "extra" }, unnamed: { "x-amz-meta-b": "1" } }))).toEqual({
        code: "AccessDenied",
        status: 403,
        message: "Invalid according to Policy: Extra input fields: x-amz-meta-b",
      });
    });

    it("limits how long the file is, and tells by how much it is not", async () => {
      const range = (least: number, most: number): Promise<RawAnswer> =>
        send({ fields: { key: "range" }, conditions: [["content-length-range", least, most]] });
      expect((await range(7, 7)).status).toBe(204);
      const large = await range(0, 6);
      expect(refusedWith(large)).toMatchObject({ code: "EntityTooLarge", status: 400 });
      expect([element(large.body, "ProposedSize"), element(large.body, "MaxSizeAllowed")]).toEqual(["7", "6"]);
      const small = await range(8, 9);
      expect(refusedWith(small)).toMatchObject({ code: "EntityTooSmall", status: 400 });
      expect([element(small.body, "ProposedSize"), element(small.body, "MinSizeAllowed")]).toEqual(["7", "8"]);
    });

    it.each([
      [
        { conditions: [{ a: "1", b: "2" }] },
        "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
      ],
      [{ conditions: [{}] }, "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified."],
      [{ expiration: "tomorrow" }, "Invalid 'expiration' value: 'tomorrow'"],
    ])("is no policy as %j", async (signing, message) => {
      expect(refusedWith(await send({ fields: { key: "bad" }, ...signing }))).toEqual({
        code: "InvalidPolicyDocument",
        status: 400,
        message: `Invalid Policy: ${message}`,
      });
    });
  });

  describe("the signature", () => {
    const changed = (name: string, value: string): [string, string][] =>
      signV4(emulator, { fields: { key: "x" } }).map(([field, old]) => [field, field === name ? value : old]);
    const without = (...names: readonly string[]): [string, string][] =>
      signV4(emulator, { fields: { key: "x" } }).filter(([field]) => !names.includes(field));
    const answer = async (fields: [string, string][]): Promise<RawAnswer> =>
      post(emulator, Bucket, { fields, file: "x" });

    it("must be over the policy, which is shown", async () => {
      const policy = Buffer.from("{}").toString("base64");
      const refused = await answer(changed("policy", policy));
      expect(refusedWith(refused)).toMatchObject({ code: "SignatureDoesNotMatch", status: 403 });
      expect([element(refused.body, "StringToSign"), element(refused.body, "CanonicalRequest")]).toEqual([
        policy,
        undefined,
      ]);
      const v2 = signV2(emulator, { fields: { key: "x" } }).map(([name, value]): [string, string] =>
        name === "signature" ? [name, "AAAA"] : [name, value],
      );
      expect(refusedWith(await answer(v2))).toMatchObject({ code: "SignatureDoesNotMatch", status: 403 });
    });

    it.each(["x-amz-signature", "x-amz-credential", "x-amz-date", "x-amz-algorithm", "policy"])(
      "is not whole without %s",
      async (name) => {
        const refused = await answer(without(name));
        const shown = element(refused.body, "ArgumentName");
        expect([refused.status, shown?.toLowerCase()]).toEqual([400, name]);
        expect(element(refused.body, "Message")).toBe(
          `Bucket POST must contain a field named '${shown}'.  If it is specified, please check the order of the fields.`,
        );
      },
    );

    it("is for this region, and by a key that there is", async () => {
      const elsewhere = signV4(emulator, { fields: { key: "x" }, region: "us-east-1" });
      const refused = await answer(elsewhere);
      expect(refusedWith(refused)).toMatchObject({ code: "InvalidArgument", status: 400 });
      expect(element(refused.body, "ArgumentName")).toBe("X-Amz-Credential");
      const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "s" };
      const unknown = signV4(emulator, { fields: { key: "x" }, credentials });
      expect(refusedWith(await answer(unknown))).toMatchObject({ code: "InvalidAccessKeyId", status: 403 });
    });

    it("may be missing altogether only where everybody may write", async () => {
      const denied = { code: "AccessDenied", status: 403, message: "Access Denied" };
      expect(refusedWith(await answer([["key", "x"]]))).toEqual(denied);
      expect(
        refusedWith(
          await answer([
            ["key", "x"],
            ["policy", "e30="],
          ]),
        ),
      ).toEqual(denied);
    });

    it("of a session comes with its token, in the form", async () => {
      const iam = iamOf(emulator);
      const { arn } = await makeRole(iam, {
        name: "poster",
        trustPolicy: trust({ AWS: rootOf(emulator).accountId }),
        statements: [allow("s3:PutObject")],
      });
      const caller = await makeUser(iam, "assumer", [allow("sts:AssumeRole")]);
      const session = await assume(stsOf(emulator, caller), arn);
      const credentials = session as never;
      expect((await send({ fields: { key: "session" }, credentials })).status).toBe(204);
      const fields = signV4(emulator, { fields: { key: "session" }, credentials });
      const bare = fields.filter(([name]) => name !== "x-amz-security-token");
      expect(refusedWith(await answer(bare))).toMatchObject({ code: "InvalidAccessKeyId", status: 403 });
      const header = await post(emulator, Bucket, {
        fields: bare,
        file: "x",
        headers: { "x-amz-security-token": "token" },
      });
      expect(refusedWith(header)).toMatchObject({ code: "AccessDenied", message: "No AWSAccessKey was presented." });
    });
  });

  describe("the form", () => {
    it("is multipart, has a key and a file, and is whole", async () => {
      const fields = signV4(emulator, { fields: { key: "x" } });
      const other = await post(emulator, Bucket, { fields, file: "x", headers: { "content-type": "text/plain" } });
      expect(refusedWith(other)).toMatchObject({ code: "PreconditionFailed", status: 412 });
      expect(element(other.body, "Condition")).toBe("Bucket POST must be of the enclosure-type multipart/form-data");
      expect(refusedWith(await post(emulator, Bucket, { fields }))).toMatchObject({
        code: "InvalidArgument",
        status: 400,
      });
      const keyless = await post(emulator, Bucket, { fields: signV4(emulator, { fields: {} }), file: "x" });
      expect(element(keyless.body, "ArgumentName")).toBe("key");
      const headers = { "content-type": "multipart/form-data; boundary=YY" };
      expect(refusedWith(await post(emulator, Bucket, { fields, file: "x", headers }))).toMatchObject({
        code: "MalformedPOSTRequest",
        status: 400,
      });
    });

    it("has at most 20 KB before its file", async () => {
      const answer = await send({ fields: { key: "x" }, unnamed: { "x-ignore-a": "x".repeat(20_480) } });
      expect(refusedWith(answer)).toMatchObject({ code: "MaxPostPreDataLengthExceededError", status: 400 });
    });
  });

  it("needs s3:PutObject, and shows policies how it was signed", async () => {
    const iam = iamOf(emulator);
    const nobody = await makeUser(iam, "nobody");
    expect(refusedWith(await send({ fields: { key: "denied" }, credentials: nobody }))).toMatchObject({
      code: "AccessDenied",
      message: expect.stringContaining(`User: ${nobody.arn} is not authorized to perform: s3:PutObject`),
    });
    expect(await refusal(text("denied"))).toMatchObject({ code: "NoSuchKey" });
    const poster = await makeUser(iam, "by-form", [
      {
        ...allow("s3:PutObject"),
        Condition: {
          StringEquals: { "s3:authType": "POST", "s3:signatureversion": "AWS4-HMAC-SHA256" },
          NumericLessThan: { "s3:signatureAge": "600000" },
        },
      },
    ]);
    expect((await send({ fields: { key: "by-form" }, credentials: poster })).status).toBe(204);
    expect(
      await send({
        fields: {
          key: "by-form",
          "x-amz-meta-a": "b",
          tagging: "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>",
        },
        credentials: poster,
      }),
    ).toMatchObject({ status: 403 });
  });
});
