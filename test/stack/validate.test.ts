import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, RegoEngine, type StandardDiagnostic, TemplateFile } from "@aws/cloudformation-validate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { templateAsJson } from "../../src/cli/stack/template-json.ts";
import { blocksOf } from "../support/guides/pages.ts";
import { type Parameters, SHIPPED_TEMPLATE } from "./shipped-template.ts";

const folder = mkdtempSync(join(tmpdir(), "keylease-validate-"));
let engine: Engine;
// It compiles its rules first: seconds where nothing else runs, and many on a busy machine.
beforeAll(() => {
  engine = new RegoEngine();
}, 120_000);
afterAll(() => {
  engine.free();
  rmSync(folder, { recursive: true });
});

/**
 * What AWS's parameters of these names hold. The validator takes their names for their values where a reference to them
 * stands in Fn::If, and finds that a name is no id.
 */
const IMAGES = { ImageIdX86: "ami-0123456789abcdef0", ImageIdArm64: "ami-0123456789abcdef1" };

/** What AWS's offline validator finds, but for what it only tells: that some changes replace a resource, that tags are none. */
function findings(text: string, parameters: Parameters = {}): string[] {
  const path = join(folder, "template");
  writeFileSync(path, text);
  const report = engine.validateStandard(new TemplateFile(path), {
    severityLevel: "WARN",
    // It warns of an id in the template, which is the one that is given here.
    exclude: { ids: ["W9010"] },
    parameterOverrides: { ...IMAGES, ...parameters },
    pseudoParameterOverrides: { region: "ap-northeast-1" },
  });
  expect(report.status).toBe("OK");
  return report.diagnostics.map(({ ruleId, entity, message }: StandardDiagnostic) =>
    [ruleId, entity?.logicalId, message].join(" "),
  );
}

const EVERYTHING = {
  ObjectAccess: "public-read",
  ExternalId: "customer-17",
  Architecture: "arm64",
  InstanceSize: "large",
  SshCidr: "203.0.113.7/32",
  KeyName: "mine",
  RequireTls: "false",
};

describe("AWS's offline validator", () => {
  it.each([
    ["examples/bucket.yaml", readFileSync("examples/bucket.yaml", "utf8")],
    ["examples/drop-box.yaml", readFileSync("examples/drop-box.yaml", "utf8")],
    ["docs/guide/upload-once-from-ci.md", blocksOf("docs/guide/upload-once-from-ci.md")[0]?.text ?? ""],
  ])("finds nothing in the template of %s", (_path, text) => {
    expect(text).toContain("AWS::S3::Bucket");
    expect(findings(text)).toEqual([]);
  });

  it.each<[string, Parameters]>([
    ["as it stands", {}],
    ["with everything that is optional", EVERYTHING],
  ])("finds nothing in the shipped template %s, as YAML and as JSON", async (_how, parameters) => {
    expect(findings(SHIPPED_TEMPLATE, parameters)).toEqual([]);
    expect(findings(await templateAsJson(SHIPPED_TEMPLATE), parameters)).toEqual([]);
  });

  it("finds nothing in the example of GitHub Actions", () => {
    const Subject = "repo:acme@1001/app@2002:ref:refs/heads/main";
    expect(findings(readFileSync("examples/github-actions/stack.yaml", "utf8"), { Subject })).toEqual([]);
  });

  it.each<[string, RegExp, string, string]>([
    ["a property that there is not", /BucketEncryption:/, "BucketEncrypted:", "BucketEncrypted"],
    ["a value that cannot be", /SSEAlgorithm: AES256/, "SSEAlgorithm: ROT13", "ROT13"],
    ["a resource that there is not", /DependsOn: EC2RolePolicy/, "DependsOn: Nothing", "Nothing"],
    ["an attribute that there is not", /RoleForAssume\.Arn\n/, "RoleForAssume.Name\n", "Name"],
  ])("finds %s", (_what, there, wrong, said) => {
    expect(SHIPPED_TEMPLATE).toMatch(there);
    expect(findings(SHIPPED_TEMPLATE.replace(there, wrong)).join("\n")).toContain(said);
  });
});
