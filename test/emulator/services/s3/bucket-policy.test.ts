import { DeleteAccessKeyCommand, DeleteUserCommand, DeleteUserPolicyCommand } from "@aws-sdk/client-iam";
import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeRole, makeUser, rootOf, trust } from "../iam/identities.ts";
import { element, makeBucket, refusedWith, s3Of, sendAnonymous, sendSigned } from "./world.ts";

const Bucket = "policies";
const ARN = `arn:aws:s3:::${Bucket}`;
const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const publicRead = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${ARN}/*` };

describe("a bucket's policy", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket, { open: true });
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "body" }));
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await block({});
  });

  const put = (Policy: string, client = s3): Promise<unknown> =>
    client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const block = (settings: object): Promise<unknown> => {
    const PublicAccessBlockConfiguration = { BlockPublicAcls: false, ...settings };
    return s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  };
  const anonymousRead = async (): Promise<number> => (await sendAnonymous(emulator, { path: `/${Bucket}/k` })).status;

  it("is given back byte for byte, and deleted any number of times", async () => {
    const text = `{ "Version":"2012-10-17",\n  "Statement": [ ${JSON.stringify(publicRead)} ]  }`;
    await put(text);
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(text);
    for (const _time of [1, 2]) {
      const { $metadata } = await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      expect($metadata.httpStatusCode).toBe(204);
    }
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket })))).toEqual({
      code: "NoSuchBucketPolicy",
      status: 404,
      message: "The bucket policy does not exist",
    });
  });

  it("lets in whom it names, as long as it is there", async () => {
    expect(await anonymousRead()).toBe(403);
    await put(policy(publicRead));
    expect(await anonymousRead()).toBe(200);
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(await anonymousRead()).toBe(403);
  });

  it("keeps out whom it denies, but never the root user of the bucket's account from itself", async () => {
    await put(policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [ARN, `${ARN}/*`] }));
    const root = "arn:aws:iam::111111111111:root";
    const answer = await sendSigned(emulator, { path: `/${Bucket}/k` });
    expect(refusedWith(answer)).toEqual({
      code: "AccessDenied",
      status: 403,
      message: `User: ${root} is not authorized to perform: s3:GetObject on resource: "${ARN}/k" with an explicit deny in a resource-based policy`,
    });
    await s3.send(new GetBucketPolicyCommand({ Bucket }));
    await put(policy(publicRead));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  });

  it.each([
    ["", "Policies must be valid JSON and the first byte must be '{'"],
    ["random", "Policies must be valid JSON and the first byte must be '{'"],
    ["{}", "Missing required field Statement"],
    [policy({ ...publicRead, Resource: "arn:aws:s3:::*" }), "Policy has invalid resource"],
    [policy({ ...publicRead, Resource: "*" }), "Policy has invalid resource"],
    [policy({ ...publicRead, Resource: `${ARN}-2/*` }), "Policy has invalid resource"],
    [policy({ ...publicRead, Resource: `${ARN}*` }), "Policy has invalid resource"],
    [policy({ ...publicRead, Action: "s3:GetObjekt" }), "Policy has invalid action"],
    [policy({ ...publicRead, Action: "sts:AssumeRole" }), "Policy has invalid action"],
    [policy({ ...publicRead, Action: "s3:ListBucket" }), "Action does not apply to any resource(s) in statement"],
    [policy({ ...publicRead, Resource: ARN }), "Action does not apply to any resource(s) in statement"],
    [
      policy({ ...publicRead, Principal: { AWS: "arn:aws:iam::111111111111:user/nobody" } }),
      "Invalid principal in policy",
    ],
    [policy({ ...publicRead, Principal: { AWS: "333333333333" } }), "Invalid principal in policy"],
    [policy({ ...publicRead, Sid: "x".repeat(21_000) }), "Policy exceeds the maximum allowed document size."],
  ])("is refused as malformed: %s", async (text, message) => {
    const answer = await sendSigned(emulator, { method: "PUT", path: `/${Bucket}`, query: { policy: "" }, body: text });
    expect(refusedWith(answer)).toEqual({ code: "MalformedPolicy", status: 400, message });
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject({
      code: "NoSuchBucketPolicy",
    });
  });

  it("is refused with the detail that is wrong", async () => {
    const send = async (statement: object): Promise<string | undefined> => {
      const body = policy(statement);
      return element(
        (await sendSigned(emulator, { method: "PUT", path: `/${Bucket}`, query: { policy: "" }, body })).body,
        "Detail",
      );
    };
    expect(await send({ ...publicRead, Principal: { AWS: "333333333333" } })).toBe('"AWS" : "333333333333"');
    expect(await send({ ...publicRead, Action: "s3:ListBucket" })).toBe("NO_ID-0");
    expect(await send({ ...publicRead, Action: "s3:ListBucket", Sid: "Mine" })).toBe("Mine");
  });

  it("takes actions by pattern where one of them fits one of the resources", async () => {
    await put(policy({ ...publicRead, Action: "s3:Get*", Resource: ARN }));
    await put(policy({ ...publicRead, Action: ["s3:ListBucket", "s3:getobject"], Resource: [ARN, `${ARN}/*`] }));
    await put(policy({ ...publicRead, Effect: "Deny", NotAction: "s3:ListBucket", Action: undefined }));
  });

  it("is refused where it lets the public in and the bucket blocks that", async () => {
    await block({ BlockPublicPolicy: true });
    expect(await refusal(put(policy(publicRead)))).toEqual({
      code: "AccessDenied",
      status: 403,
      message: `User: arn:aws:iam::111111111111:root is not authorized to perform: s3:PutBucketPolicy on resource: "${ARN}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
    });
    await put(policy({ ...publicRead, Principal: { AWS: "222222222222" } }));
    await put(policy({ ...publicRead, Effect: "Deny" }));
  });

  it("lets nobody outside the account in while RestrictPublicBuckets is on and it is public", async () => {
    await put(policy({ ...publicRead, Sid: "Public" }, { ...publicRead, Principal: { AWS: "222222222222" } }));
    const read = (): Promise<number> =>
      sendSigned(emulator, { path: `/${Bucket}/k` }, rootOf(emulator, 1)).then(({ status }) => status);
    expect([await anonymousRead(), await read()]).toEqual([200, 200]);
    await block({ RestrictPublicBuckets: true });
    expect([await anonymousRead(), await read()]).toEqual([403, 403]);
    expect((await sendSigned(emulator, { path: `/${Bucket}/k` })).status).toBe(200);
    await put(policy({ ...publicRead, Principal: { AWS: "222222222222" } }));
    expect([await anonymousRead(), await read()]).toEqual([403, 200]);
  });

  it("may not be put by another account, even where it says so", async () => {
    await put(
      policy({ Effect: "Allow", Principal: { AWS: "222222222222" }, Action: "s3:*", Resource: [ARN, `${ARN}/*`] }),
    );
    const other = s3Of(emulator, rootOf(emulator, 1));
    expect(await refusal(put(policy(publicRead), other))).toEqual({
      code: "MethodNotAllowed",
      status: 405,
      message: "The specified method is not allowed against this resource.",
    });
  });

  it("names users by their unique ids: a namesake is not let in, and the deleted one shows", async () => {
    const iam = iamOf(emulator);
    const first = await makeUser(iam, "reader");
    const text = policy({ ...publicRead, Principal: { AWS: first.arn } });
    await put(text);
    const read = (user: typeof first): Promise<number> =>
      sendSigned(emulator, { path: `/${Bucket}/k` }, user).then(({ status }) => status);
    expect(await read(first)).toBe(200);
    await iam.send(new DeleteAccessKeyCommand({ UserName: "reader", AccessKeyId: first.accessKeyId }));
    await iam.send(new DeleteUserCommand({ UserName: "reader" }));
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain(`"AWS":"${first.userId}"`);
    const second = await makeUser(iam, "reader");
    expect(await read(second)).toBe(403);
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain(first.userId);
    await put(text);
    expect(await read(second)).toBe(200);
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(text);
  });

  it("needs its own permissions", async () => {
    const iam = iamOf(emulator);
    const user = await makeUser(iam, "policy-admin", [allow("s3:*BucketPolicy", ARN)]);
    const client = s3Of(emulator, user);
    await put(policy(publicRead), client);
    await client.send(new GetBucketPolicyCommand({ Bucket }));
    await iam.send(new DeleteUserPolicyCommand({ UserName: "policy-admin", PolicyName: "rights" }));
    expect(await refusal(client.send(new DeleteBucketPolicyCommand({ Bucket })))).toMatchObject({
      message: `User: ${user.arn} is not authorized to perform: s3:DeleteBucketPolicy on resource: "${ARN}" because no identity-based policy allows the s3:DeleteBucketPolicy action`,
    });
  });

  it("can name a role, whose sessions it then lets in", async () => {
    const role = await makeRole(iamOf(emulator), { name: "named", trustPolicy: trust({ AWS: "111111111111" }) });
    await put(policy({ ...publicRead, Principal: { AWS: role.arn } }));
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain(role.arn);
  });
});
