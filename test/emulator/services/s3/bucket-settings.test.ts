import {
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketOwnershipControlsCommand,
  GetPublicAccessBlockCommand,
  type ObjectOwnership,
  PutBucketOwnershipControlsCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { makeBucket, refusedWith, s3Of, sendSigned } from "./world.ts";

const Bucket = "settings";
const MALFORMED = {
  code: "MalformedXML",
  status: 400,
  message: "The XML you provided was not well-formed or did not validate against our published schema",
};

describe("settings of a bucket", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  const put = (subresource: string, body: string): ReturnType<typeof sendSigned> =>
    sendSigned(emulator, { method: "PUT", path: `/${Bucket}`, query: { [subresource]: "" }, body });

  describe("ownership controls", () => {
    const set = (...ownerships: readonly string[]): Promise<unknown> => {
      const Rules = ownerships.map((ObjectOwnership) => ({ ObjectOwnership: ObjectOwnership as ObjectOwnership }));
      return s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
    };

    it("are put, shown and deleted, the last any number of times", async () => {
      await set("ObjectWriter");
      const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
      expect(OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: "ObjectWriter" }] });
      for (const _time of [1, 2]) {
        const { $metadata } = await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
        expect($metadata.httpStatusCode).toBe(204);
      }
      expect(await refusal(s3.send(new GetBucketOwnershipControlsCommand({ Bucket })))).toEqual({
        code: "OwnershipControlsNotFoundError",
        status: 404,
        message: "The bucket ownership controls were not found",
      });
    });

    it("have exactly one rule, with a known value and no space around it", async () => {
      expect(await refusal(set("ObjectWriter", "BucketOwnerPreferred"))).toEqual(MALFORMED);
      expect(await refusal(set("Nobody"))).toEqual(MALFORMED);
      expect(await refusal(set())).toEqual(MALFORMED);
      const spaced =
        "<OwnershipControls><Rule><ObjectOwnership> ObjectWriter </ObjectOwnership></Rule></OwnershipControls>";
      expect(refusedWith(await put("ownershipControls", spaced))).toEqual(MALFORMED);
      expect(refusedWith(await put("ownershipControls", ""))).toEqual(MALFORMED);
    });
  });

  describe("the public access block", () => {
    it("has, once put, every setting that was not named turned off", async () => {
      const PublicAccessBlockConfiguration = { BlockPublicPolicy: true };
      await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
      const shown = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
      expect(shown.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: false,
        IgnorePublicAcls: false,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: false,
      });
    });

    it("is deleted any number of times, and then is not found", async () => {
      for (const _time of [1, 2]) {
        const { $metadata } = await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
        expect($metadata.httpStatusCode).toBe(204);
      }
      expect(await refusal(s3.send(new GetPublicAccessBlockCommand({ Bucket })))).toEqual({
        code: "NoSuchPublicAccessBlockConfiguration",
        status: 404,
        message: "The public access block configuration was not found",
      });
    });

    it("is not put by a document that says nothing, or something else", async () => {
      const empty = await put("publicAccessBlock", "<PublicAccessBlockConfiguration/>");
      expect(refusedWith(empty)).toEqual({
        code: "InvalidRequest",
        status: 400,
        message: "Must specify at least one configuration.",
      });
      const odd =
        "<PublicAccessBlockConfiguration><BlockPublicAcls>maybe</BlockPublicAcls></PublicAccessBlockConfiguration>";
      expect(refusedWith(await put("publicAccessBlock", odd))).toEqual(MALFORMED);
    });
  });

  it("does not read documents without end", async () => {
    const answer = await put("publicAccessBlock", `<a>${"x".repeat(1_048_576)}</a>`);
    expect(refusedWith(answer)).toMatchObject({ code: "MaxMessageLengthExceeded", status: 400 });
  });
});
