import { readFileSync } from "node:fs";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";

const picture = readFileSync("docs/pictures/lease.svg", "utf8");

describe("the picture of the README", () => {
  it("is well-formed, and names nothing outside itself", () => {
    const ids = new Set<string>();
    const named: string[] = [];
    const parser = new SaxesParser();
    parser.on("opentag", ({ attributes }) => {
      if (attributes.id !== undefined) ids.add(attributes.id);
      for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("aria-")) named.push(...value.split(" "));
        for (const [, id = ""] of value.matchAll(/url\(#([\w-]+)\)/g)) named.push(id);
      }
    });
    parser.write(picture).close();
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
    expect(picture).not.toMatch(/href|@import|@font-face|url\((?!#)|<script|<image/);
  });

  it("tells what it shows to those who do not see it", () => {
    expect(picture).toMatch(/<title id="title">\S/);
    expect(picture).toMatch(/<desc id="description">\S/);
  });

  it("gives every colour for dark pages too", () => {
    const [light = "", dark = ""] = picture.split("@media (prefers-color-scheme: dark)");
    const coloured = (css: string): string[] =>
      [...css.matchAll(/^\s*([^@{}\n]+?) \{[^}]*#[0-9a-f]{6}/gm)].flatMap(([, names = ""]) => names.split(", ")).sort();
    expect(coloured(light).length).toBeGreaterThan(5);
    expect(coloured(dark.split("</style>")[0] ?? "")).toEqual(coloured(light));
  });
});
