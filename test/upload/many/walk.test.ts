import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareUtf8 } from "../../../src/core/index.ts";
import { Disk } from "../../../src/upload/many/disk.ts";
import { type Found, walk } from "../../../src/upload/many/walk.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();

/** Makes files by their names, with their folders; each holds its own name. */
function folderOf(...names: readonly string[]): string {
  const folder = newDirectory();
  for (const name of names) {
    mkdirSync(join(folder, ...name.split("/").slice(0, -1)), { recursive: true });
    writeFileSync(`${folder}/${name}`, name);
  }
  return folder;
}

async function walked(folder: string, followsLinks = true): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const some of walk(folder, { disk: new Disk(), followsLinks })) found.push(...some);
  return found;
}

const namesOf = (found: readonly Found[]): readonly string[] => found.map(({ kind, name }) => `${kind} ${name}`);

describe("a walk", () => {
  it("finds files in the order of S3's keys", async () => {
    const names = ["b", "a/x", "a-b", "a/y/z", "a0", "é", "\u{1f600}", "\uffee", "Z"];
    const found = await walked(folderOf(...names));
    expect(found.map(({ name }) => name)).toEqual([...names].sort(compareUtf8));
    expect(found.every(({ kind }) => kind === "file")).toBe(true);
  });

  it("tells size and path of a file", async () => {
    const folder = folderOf("a b/ü.txt");
    const path = join(folder, "a b", "ü.txt");
    expect(await walked(folder)).toEqual([{ kind: "file", name: "a b/ü.txt", path, sizeBytes: 10 }]);
  });

  it("keeps names of any legal form as they are", async () => {
    const names = [
      " ",
      "-rf",
      "...",
      "..a",
      "a\nb",
      "a\\..\\b",
      "a%2e%2e",
      "\ufeffmark",
      "*?[a]",
      "e\u0301",
      "\u00e9",
      "\u001b[31m",
    ];
    const found = await walked(folderOf(...names));
    expect(found.map(({ name }) => name)).toEqual([...names].sort(compareUtf8));
  });

  it("does not go into a folder whose name is not UTF-8, nor lose it", async () => {
    const folder = folderOf("a");
    const bad = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x62, 0xff])]);
    mkdirSync(bad);
    writeFileSync(Buffer.concat([bad, Buffer.from("/c")]), "");
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xc3])]), "");
    expect(namesOf(await walked(folder))).toEqual(["file a", "unnamed b\ufffd", "unnamed \ufffd"]);
  });

  it("follows links to files and folders, and leaves out loops", async () => {
    const folder = folderOf("a/file", "b/other");
    symlinkSync("../b", join(folder, "a", "link"));
    symlinkSync("..", join(folder, "a", "up"));
    symlinkSync("a/file", join(folder, "z"));
    expect(namesOf(await walked(folder))).toEqual([
      "file a/file",
      "file a/link/other",
      "loop a/up/",
      "file b/other",
      "file z",
    ]);
    expect(namesOf(await walked(folder, false))).toEqual([
      "file a/file",
      "link a/link",
      "link a/up",
      "file b/other",
      "link z",
    ]);
  });

  it("tells links to nothing and special files", async () => {
    const folder = folderOf("a");
    symlinkSync("nowhere", join(folder, "dangling"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    expect(namesOf(await walked(folder))).toEqual(["file a", "unreadable dangling", "special pipe"]);
  });

  it("tells a folder that cannot be read, and goes on", async () => {
    expect(namesOf(await walked(join(newDirectory(), "none")))).toEqual(["unreadable "]);
  });

  it("finds the same where the disk is slow", async () => {
    const folder = folderOf("a/b", "c");
    const disk = new Disk(0);
    const found: Found[] = [];
    for await (const some of walk(folder, { disk, followsLinks: true })) found.push(...some);
    expect(namesOf(found)).toEqual(["file a/b", "file c"]);
  });
});
