import { describe, expect, it } from "vitest";
import { awsPoliciesPage } from "../../tools/docs/aws-policies-page.ts";
import { checkLinks } from "../../tools/docs/check-links.ts";
import { errorsPage } from "../../tools/docs/errors-page.ts";
import { findAnchors, findLinks } from "../../tools/docs/links.ts";

/** The complaints about `docs/page.md` with the text, in a repository of a few files. */
function complain(text: string): string[] {
  const files: Record<string, string> = {
    "docs/page.md": text,
    "docs/other.md": "# The `put` command, explained\n## Again\n## Again\n",
    "README.md": "# Keylease\n",
    src: "",
  };
  return checkLinks("docs/page.md", { exists: (path) => path in files, read: (path) => files[path] ?? "" });
}

describe("links of the documents", () => {
  it.each([
    "[a](other.md)",
    "[a](../README.md#keylease)",
    "[a](../src)",
    "[a](other.md#the-put-command-explained)",
    "[a](other.md#again-1)",
    "[a](https://example.com/x)",
    "[a](#here)\n\n## Here",
    "[a][b]\n\n[b]: other.md",
    "```\n[a](nowhere.md)\n```",
    "`[a](nowhere.md)`",
  ])("%j leads somewhere", (text) => {
    expect(complain(text)).toEqual([]);
  });

  it.each([
    ["[a](nowhere.md)", "docs/page.md:1: `nowhere.md` leads to no file"],
    ["x\n![a](no.png)", "docs/page.md:2: `no.png` leads to no file"],
    ["[b]: nowhere.md", "docs/page.md:1: `nowhere.md` leads to no file"],
    ["[a](other.md#nothing)", "docs/page.md:1: `other.md#nothing` leads to no heading of docs/other.md"],
    ["[a](../../x.md)", "docs/page.md:1: `../../x.md` leads out of the repository"],
    ["[a](/README.md)", "docs/page.md:1: `/README.md` must be a relative path"],
    ["```\n```\n[a](nowhere.md)", "docs/page.md:3: `nowhere.md` leads to no file"],
  ])("%j leads nowhere", (text, complaint) => {
    expect(complain(text)).toEqual([complaint]);
  });

  it("finds several links of one line", () => {
    expect(findLinks("[a](x.md) and [b](y.md)").map((link) => link.target)).toEqual(["x.md", "y.md"]);
  });

  it("does not take a comment in code for a heading", () => {
    expect([...findAnchors("# One\n```sh\n# two\n```\n")]).toEqual(["one"]);
  });
});

describe("the page of error codes", () => {
  it("has a heading that can be linked to, and the sentence, for each code", () => {
    const page = errorsPage({ ServiceError: "AWS refused.", KeyInvalid: "A key is empty." });
    expect(page).toContain("## KeyInvalid\n\nA key is empty.\n");
    expect([...findAnchors(page)]).toEqual(["error-codes", "serviceerror", "keyinvalid"]);
  });
});

describe("the page of AWS's policies", () => {
  it("has a line for each, which changes with its document", () => {
    const policy = {
      path: "/service-role/",
      policyName: "Reader",
      policyId: "ANPAEXAMPLE",
      versionId: "v3",
      createdAt: "2020-01-02T03:04:05.000Z",
      updatedAt: "2026-01-02T03:04:05.000Z",
      document: "{}",
    };
    expect(awsPoliciesPage([policy])).toContain("| `service-role/Reader` | v3 | 2026-01-02 | 44136fa355b3678a |\n");
    expect(awsPoliciesPage([{ ...policy, document: "{ }" }])).not.toContain("44136fa355b3678a");
  });
});
