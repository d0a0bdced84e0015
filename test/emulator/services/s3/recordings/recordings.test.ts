import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { startTestEmulator } from "../../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../../iam/identities.ts";
import { RECORDINGS, sayWhetherRecorded } from "../../iam/recordings.ts";
import { sendPresigned } from "../authentication/by-hand.ts";
import { s3Of, sendAnonymous, sendSigned } from "../world.ts";
import { checksumCases } from "./checksums.ts";
import { conditionCases } from "./conditions.ts";
import { copiedTagCases } from "./copied-tags.ts";
import { copyCases } from "./copies.ts";
import { copySourceCases } from "./copy-sources.ts";
import { metadataCases } from "./metadata.ts";
import { multipartCases } from "./multipart.ts";
import { NOT_COMPARED } from "./not-compared.ts";
import { partCopyCases } from "./part-copies.ts";
import { policyCases } from "./policies.ts";
import { presignedCases } from "./presigned.ts";
import { readCases } from "./reads.ts";
import { regionCases } from "./regions.ts";
import { type Case, type Recorder, replay } from "./replay.ts";
import { settingCases } from "./settings.ts";
import { tagCases } from "./tags.ts";
import { versionCases } from "./versions.ts";

const CASES: readonly Case[] = [
  ...versionCases,
  ...multipartCases,
  ...partCopyCases,
  ...conditionCases,
  ...copyCases,
  ...copiedTagCases,
  ...settingCases,
  ...policyCases,
  ...tagCases,
  ...presignedCases,
  ...copySourceCases,
  ...regionCases,
  ...readCases,
  ...checksumCases,
  ...metadataCases,
];

sayWhetherRecorded("S3 (objects)");

describe.skipIf(RECORDINGS === undefined)("S3's answers are those recorded from AWS", () => {
  const emulators: Emulator[] = [];
  let recorder: Recorder;
  beforeAll(async () => {
    const { emulator, user, s3 } = await recorderIn();
    const regions = new Map<string, Promise<{ readonly s3: S3Client }>>();
    recorder = {
      s3,
      async s3In(region) {
        const started = regions.get(region) ?? recorderIn(region);
        regions.set(region, started);
        return (await started).s3;
      },
      send: (raw) => sendSigned(emulator, raw, user),
      sendPresigned: (attempt) => sendPresigned(emulator, attempt),
      sendAnonymous: (raw) => sendAnonymous(emulator, raw),
    };
  });
  afterAll(() => Promise.all(emulators.map((emulator) => emulator.close())));

  async function recorderIn(region?: string) {
    const emulator = await startTestEmulator(region === undefined ? {} : { region });
    emulators.push(emulator);
    // As the recorder was: a user, whose name listings of uploads show.
    const user = await makeUser(iamOf(emulator), "recorder", [allow("s3:*")]);
    return { emulator, user, s3: s3Of(emulator, user) };
  }

  it.each([...CASES])("$name", (recorded) => replay(recorder, recorded));

  it("of every case, but for those whose reason is told", () => {
    const recorded = ["s3-api", "s3-general", "s3-checksum-presign"].flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(join(RECORDINGS ?? "", `${file}.json`), "utf8"))),
    );
    const played = new Set(CASES.map(({ name }) => name));
    const patterns = Object.keys(NOT_COMPARED).map((text) => ({ text, pattern: patternOf(text) }));
    const left = recorded.filter((name) => !played.has(name));
    expect(left.filter((name) => !patterns.some(({ pattern }) => pattern.test(name)))).toEqual([]);
    // A reason for what is compared, or was never recorded, is none.
    expect(patterns.filter(({ pattern }) => !left.some((name) => pattern.test(name)))).toEqual([]);
    expect([...played].filter((name) => !recorded.includes(name))).toEqual([]);
  });
});

function patternOf(text: string): RegExp {
  const parts = text.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
