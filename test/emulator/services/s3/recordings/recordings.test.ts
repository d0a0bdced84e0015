import type { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { startTestEmulator } from "../../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../../iam/identities.ts";
import { RECORDINGS, sayWhetherRecorded } from "../../iam/recordings.ts";
import { s3Of } from "../world.ts";
import { conditionCases } from "./conditions.ts";
import { multipartCases } from "./multipart.ts";
import { replay } from "./replay.ts";
import { versionCases } from "./versions.ts";

sayWhetherRecorded("S3 (objects)");

describe.skipIf(RECORDINGS === undefined)("S3's answers are those recorded from AWS", () => {
  let emulator: Emulator;
  let recorder: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    // As the recorder was: a user, whose name listings of uploads show.
    recorder = s3Of(emulator, await makeUser(iamOf(emulator), "recorder", [allow("s3:*")]));
  });
  afterAll(() => emulator.close());

  it.each([...versionCases, ...multipartCases, ...conditionCases])("$name", (recorded) => replay(recorder, recorded));
});
