import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutBucketLifecycleConfigurationCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { startTestEmulator } from "../../../../support/emulator.ts";
import { makeBucket, s3Of } from "../world.ts";

const DAY_SECONDS = 86_400;

describe("AbortIncompleteMultipartUpload", () => {
  it("aborts uploads below its prefix when their days are over, by the emulator's clock", async () => {
    const emulator = await startTestEmulator();
    try {
      const s3 = s3Of(emulator);
      const Bucket = await makeBucket(s3, "abandoned");
      const begin = (Key: string) => s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      const keys = async (): Promise<(string | undefined)[]> =>
        ((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).map(({ Key }) => Key);
      const AbortIncompleteMultipartUpload = { DaysAfterInitiation: 2 };
      const rule = {
        ID: "abort",
        Status: "Enabled" as const,
        Filter: { Prefix: "old/" },
        AbortIncompleteMultipartUpload,
      };
      await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }));
      await begin("old/a");
      await begin("other/a");
      emulator.advanceClock(DAY_SECONDS);
      await begin("old/b");
      expect(await keys()).toEqual(["old/a", "old/b", "other/a"]);
      emulator.advanceClock(2 * DAY_SECONDS);
      expect(await keys()).toEqual(["old/b", "other/a"]);
      emulator.advanceClock(DAY_SECONDS);
      expect(await keys()).toEqual(["other/a"]);
    } finally {
      await emulator.close();
    }
  });
});
