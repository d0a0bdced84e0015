import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { parseLease } from "../../../src/lease/index.ts";
import { allow, iamOf, makeUser } from "../../emulator/services/iam/identities.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { blocksOf } from "../../support/guides/pages.ts";
import { isTypeable, patternOf, startTyping, type Typist, variablesOf } from "../../support/guides/typist.ts";

const PAGE = "docs/guide/write-only-drop-box.md";
const page = readFileSync(PAGE, "utf8");
const [statement, deploy, lease, put, refusals, url, form, end, ...rest] = blocksOf(PAGE);

let emulator: Emulator;
let typist: Typist;
let bucket: string;
beforeAll(async () => {
  emulator = await startTestEmulator();
  const alice = await makeUser(iamOf(emulator), "alice", [allow("sts:AssumeRole")]);
  typist = await startTyping(variablesOf(emulator, alice));
  writeFileSync(join(typist.folder, "report.csv"), "a,b\n");
});
afterAll(async () => {
  typist.leave();
  await emulator.close();
});

const sizeOf = async (key: string): Promise<number | undefined> => {
  const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
  return (await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).ContentLength;
};

// Typed in a shell with the standard programs, which a machine that has only Node does not have.
describe.skipIf(!isTypeable)("the guide to a write-only drop box", () => {
  it("has no block that is not run here", () => {
    expect(rest).toEqual([]);
    expect([statement?.language, deploy?.language, end?.language]).toEqual(["yaml", "sh", "sh"]);
  });

  it("shows the statement that the template has", () => {
    const template = readFileSync("examples/drop-box.yaml", "utf8");
    const lines = (text: string): readonly string[] => text.split("\n").map((line) => line.replace(/^[ -]+/, ""));
    expect(lines(template).join("\n")).toContain(lines(statement?.text ?? "").join("\n"));
  });

  it("makes the bucket and the role", async () => {
    const template = readFileSync("examples/drop-box.yaml", "utf8");
    mkdirSync(join(typist.folder, "examples"));
    writeFileSync(join(typist.folder, "examples", "drop-box.yaml"), template);
    const root = { ...variablesOf(emulator), caller: "arn:aws:iam::111111111111:user/alice" };
    const { exitCode, stdout } = await typist.typeElsewhere(deploy?.text ?? "", root);
    expect(exitCode).toBe(0);
    const output = (name: string): string => new RegExp(`^${name} +(\\S+)$`, "m").exec(stdout)?.[1] ?? "";
    bucket = output("BucketName");
    await typist.type(`bucket=${bucket}\nrole=${output("RoleArn")}`);
  });

  it("leases a prefix, into which a file goes once", async () => {
    expect((await typist.type(lease?.text ?? "")).exitCode).toBe(0);
    expect((await typist.type(put?.text ?? "")).exitCode).toBe(0);
    expect(await sizeOf("inbox/acme/report.csv")).toBe(4);
    const shown = refusals === undefined ? [] : await typist.show(refusals);
    expect(shown).toHaveLength(2);
    for (const { shown: expected, printed } of shown) expect(printed).toMatch(patternOf(expected));
  });

  // The block types curl, which is not on every machine; the request is the same.
  it("makes a URL that is good for one upload", async () => {
    const [presign = "", curl = ""] = (url?.text ?? "").trimEnd().split("\n");
    expect((await typist.type(presign)).exitCode).toBe(0);
    expect(curl).toContain(`--header 'If-None-Match: *' --upload-file report.csv "$(cat url.txt)"`);
    const address = readFileSync(join(typist.folder, "url.txt"), "utf8").trim();
    const send = (headers: Record<string, string>) => fetch(address, { method: "PUT", body: "a,b,c\n", headers });
    expect((await send({})).status).toBe(403);
    expect((await send({ "If-None-Match": "*" })).status).toBe(200);
    expect(await sizeOf("inbox/acme/2026-11.csv")).toBe(6);
    expect((await send({ "If-None-Match": "*" })).status).toBe(412);
  });

  it("makes a form that binds the size", async () => {
    expect((await typist.type(form?.text ?? "")).exitCode).toBe(0);
    const made = JSON.parse(readFileSync(join(typist.folder, "form.json"), "utf8")) as {
      url: string;
      fields: Record<string, string>;
    };
    const send = (bytes: number) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(made.fields)) body.append(name, value);
      body.append("file", new Blob(["x".repeat(bytes)]));
      return fetch(made.url, { method: "POST", body });
    };
    expect((await send(1_048_577)).status).toBe(400);
    expect((await send(1_048_576)).status).toBe(204);
  });

  it("shows what became of the lease, and ends it", async () => {
    const { id } = parseLease(readFileSync(join(typist.folder, "acme.json"), "utf8"));
    const root = { ...variablesOf(emulator), lease_id: id };
    const role = (await typist.type("printf %s $role")).stdout;
    const { exitCode, stdout } = await typist.typeElsewhere(end?.text ?? "", { ...root, role });
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("handed-over")]);
    const late = await typist.type(`npx keylease put report.csv "s3://$bucket/inbox/acme/late.csv" --lease acme.json`);
    expect(late.exitCode).toBe(3);
  });

  it("says how failures look", async () => {
    const failing = [
      [
        `npx keylease presign s3://$bucket/forms/x --role-arn $role --post --max-bytes 1 --write-once`,
        "the lease asks for `if-none-match`, which a form cannot send",
      ],
      [`npx keylease put report.csv s3://$bucket/inbox/x --role-arn $role`, "explicit deny in a resource-based policy"],
    ] as const;
    for (const [command, text] of failing) {
      expect(page).toContain(text);
      expect((await typist.type(`${command} || true`)).stderr).toContain(text);
    }
  });
});
