import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type MetadataStage, metadataStage } from "./metadata/stage.ts";

const LEDGER = readFileSync(new URL("../../../src/emulator/instances/FIDELITY.md", import.meta.url), "utf8");

/** The first column of the table under a heading. */
function firstColumn(heading: string): string[] {
  const section = LEDGER.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| ([^|]+) \|/gm)]
    .map(([, cell = ""]) => cell.trim())
    .filter((cell) => !/^-+$/.test(cell));
}

describe("The instances' FIDELITY.md", () => {
  it("tells of every mode", () => {
    // Total over the type, so that a new mode cannot be forgotten.
    const modes: Record<import("../../../src/emulator/index.ts").InstanceMode, true> = {
      bubblewrap: true,
      process: true,
      none: true,
    };
    expect(firstColumn("Modes").slice(1).sort()).toEqual(
      Object.keys(modes)
        .map((mode) => `\`${mode}\``)
        .sort(),
    );
  });

  it("names as missing only what is missing from the metadata", async () => {
    const stage: MetadataStage = await metadataStage();
    const missing = ["identity-credentials/ec2/info", "public-ipv4", "public-hostname", "placement/group-name"];
    for (const path of missing) expect((await stage.get(`/latest/meta-data/${path}`)).status).toBe(404);
    for (const name of ["pkcs7", "rsa2048"]) {
      expect((await stage.get(`/latest/dynamic/instance-identity/${name}`)).status).toBe(404);
    }
    await stage.close();
  });
});
