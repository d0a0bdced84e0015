import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ExplanationJson } from "../../../src/policy/index.ts";
import { runCli } from "../../support/cli.ts";
import { runInProcess } from "../../support/cli-in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "keylease-explain-"));
afterAll(() => rmSync(folder, { recursive: true }));

const put = "s3:PutObject";
const report = "arn:aws:s3:::reports/november.csv";
const other = "arn:aws:s3:::reports/december.csv";
const session = "arn:aws:sts::111122223333:assumed-role/uploader/job";
const role = "arn:aws:iam::111122223333:role/uploader";
const all = { Effect: "Allow", Action: "*", Resource: "*" };

let files = 0;
/** Writes a policy of the statements to a file of its own; gives the path. */
function policy(...statements: readonly object[]): string {
  return file(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
}

function file(text: string): string {
  files += 1;
  const path = join(folder, `policy-${files}.json`);
  writeFileSync(path, text);
  return path;
}

const allowPut = (resource: string, more: object = {}) => ({
  Effect: "Allow",
  Action: put,
  Resource: resource,
  ...more,
});
const rolePolicy = policy(allowPut("arn:aws:s3:::reports/*"));
const everything = policy(all);
const allowAll = ["--principal-policy", everything];

/** Explains PutObject on a resource. */
const explainPut = (resource: string, args: readonly string[], input = "") =>
  runInProcess(["explain", "--action", put, "--resource", resource, ...args], {}, input);

/** What was decided, and by which layer. */
async function decide(args: readonly string[], request: readonly string[] = ["--action", put, "--resource", report]) {
  const { exitCode, stdout, stderr } = await runInProcess(["explain", "--json", ...request, ...args]);
  expect(stderr).toBe("");
  const { decision } = JSON.parse(stdout) as ExplanationJson;
  expect(exitCode).toBe(decision.effect === "Allow" ? 0 : 8);
  return `${decision.reason} ${decision.layer}`;
}

describe("keylease explain on files", () => {
  it("allows with exit code 0 what the role's and the session's policies both allow", async () => {
    const args = ["--principal-policy", rolePolicy, "--session-policy", policy(allowPut(report))];
    const { exitCode, stdout, stderr } = await explainPut(report, args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^Allowed \(by the identity-based policy\): /);
    expect(stdout).not.toContain("AWS answers");
  });

  it("refuses with exit code 8 what the session policy leaves out: why, the nearest statement, AWS's words", async () => {
    const sessionPolicy = policy(allowPut(report));
    const { exitCode, stdout } = await explainPut(other, [
      "--principal-policy",
      rolePolicy,
      "--session-policy",
      sessionPolicy,
    ]);
    expect(exitCode).toBe(8);
    expect(stdout).toContain("Denied (not allowed by the session policy)");
    expect(stdout).toContain(`nearest statement: session policy ${sessionPolicy}, statement 1, whose Resource is`);
    expect(stdout).toContain("AWS answers: AccessDenied: User: arn:aws:sts::000000000000:assumed-role/role/session is");
    expect(stdout).not.toContain("\u001b");
  });

  it("shows colours where it is told to", async () => {
    const env = { FORCE_COLOR: "1" };
    const { stdout } = await runCli(["explain", "--action", put, "--resource", report], { env });
    expect(stdout).toContain("\u001b[");
  });

  it("prints data with --json, and nothing on standard error", async () => {
    const { exitCode, stdout, stderr } = await explainPut("arn:aws:s3:::reports/*", ["--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 8, stderr: "" });
    const { decision, request, text } = JSON.parse(stdout) as ExplanationJson;
    expect(decision).toEqual({ effect: "Deny", reason: "implicit-deny", layer: "identity", accountsDiffer: false });
    expect(request.context["aws:principalarn"]).toBe("arn:aws:iam::000000000000:role/role");
    expect(text.denial?.code).toBe("AccessDenied");
  });

  it("reads one of the policies from standard input", async () => {
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [allowPut(report)] });
    const { exitCode, stdout } = await explainPut(report, ["--principal-policy", "-"], text);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("identity policy standard input");
  });

  it("joins the policies of one option: it may be repeated, and take several files", async () => {
    const nothing = policy({ ...all, Action: "iam:*" });
    expect(await decide(["--principal-policy", nothing, rolePolicy])).toBe("allowed identity");
    expect(await decide(["--principal-policy", nothing, "--principal-policy", rolePolicy])).toBe("allowed identity");
    const sessions = ["--session-policy", nothing, "--session-policy", rolePolicy];
    expect(await decide([...allowAll, ...sessions])).toBe("allowed identity");
  });

  it("takes a session policy that is too long to be sent along as a managed one, and says so", async () => {
    const long = policy(allowPut(report), {
      Effect: "Allow",
      Action: "s3:*",
      Resource: `${report}${"x".repeat(3000)}`,
    });
    const { exitCode, stderr } = await explainPut(report, [...allowAll, "--session-policy", long]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`${long} can only be a managed session policy: `);
  });

  it("limits by the boundary, and by every level of SCPs and RCPs", async () => {
    const nothing = policy({ ...all, Action: "iam:*" });
    expect(await decide([...allowAll, "--boundary", nothing])).toBe("implicit-deny boundary");
    expect(await decide([...allowAll, "--boundary", rolePolicy])).toBe("allowed identity");
    expect(await decide([...allowAll, "--scp", everything, "--scp", rolePolicy])).toBe("allowed identity");
    expect(await decide([...allowAll, "--scp", everything, nothing])).toBe("implicit-deny scp");
    expect(await decide([...allowAll, "--scp", everything, `${nothing},${rolePolicy}`])).toBe("allowed identity");
    const rcp = policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" });
    expect(await decide([...allowAll, "--rcp", rcp])).toBe("explicit-deny rcp");
  });

  it("asks both sides across accounts", async () => {
    const bucket = policy(allowPut(`${report}`, { Principal: { AWS: role } }));
    const asked = ["--resource-policy", bucket, "--resource-account", "444455556666", "--principal", session];
    expect(await decide([...asked, "--principal-policy", rolePolicy])).toBe("allowed resource");
    expect(await decide(asked)).toBe("implicit-deny identity");
    expect(await decide([...asked.slice(2), "--principal-policy", rolePolicy])).toBe("implicit-deny resource");
    // Within one account the bucket policy's grant to the role is enough.
    expect(await decide(["--resource-policy", bucket, "--principal", session])).toBe("allowed resource");
  });

  it("takes the resource's account from its ARN", async () => {
    const request = ["--action", "sqs:SendMessage", "--resource", "arn:aws:sqs:us-east-1:444455556666:jobs"];
    expect(await decide([...allowAll, "--principal", session], request)).toBe("implicit-deny resource");
    expect(await decide(allowAll, request)).toBe("allowed identity");
  });

  it("lets a public bucket be read by nobody in particular", async () => {
    const bucket = policy({ Effect: "Allow", Principal: "*", Action: put, Resource: report });
    expect(await decide(["--principal", "anonymous", "--resource-policy", bucket])).toBe("allowed resource");
  });

  it("asks a role's trust policy, which must allow even within the account", async () => {
    const trust = (principal: object) => policy({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" });
    const request = ["--action", "sts:AssumeRole", "--resource", role];
    const alice = "arn:aws:iam::111122223333:user/alice";
    const asked = ["--principal", alice, "--trust-policy"];
    expect(await decide([...asked, trust({ AWS: alice })], request)).toBe("allowed resource");
    expect(await decide([...asked, trust({ AWS: "111122223333" })], request)).toBe("implicit-deny identity");
    expect(await decide([...asked, trust({ AWS: "111122223333" }), ...allowAll], request)).toBe("allowed resource");
    expect(await decide([...asked, trust({ AWS: session }), ...allowAll], request)).toBe("implicit-deny resource");
    const service = ["--principal", "ec2.amazonaws.com", "--trust-policy", trust({ Service: "ec2.amazonaws.com" })];
    expect(await decide(service, request)).toBe("allowed resource");
  });

  it("fills the keys of the principal in, for conditions and variables", async () => {
    const own = policy(allowPut("arn:aws:s3:::reports/${aws:username}/*"));
    const tls = policy(allowPut("*", { Condition: { Bool: { "aws:SecureTransport": "true" } } }));
    const alice = ["--principal", "arn:aws:iam::111122223333:user/alice"];
    const request = (name: string) => ["--action", put, "--resource", `arn:aws:s3:::reports/${name}/x`];
    expect(await decide([...alice, "--principal-policy", own], request("alice"))).toBe("allowed identity");
    expect(await decide([...alice, "--principal-policy", own], request("bob"))).toBe("implicit-deny identity");
    expect(await decide(["--principal-policy", tls])).toBe("allowed identity");
  });

  it("says which keys the answer was made without", async () => {
    const home = policy(allowPut("*", { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }));
    const without = await explainPut(report, ["--principal-policy", home]);
    expect(without.exitCode).toBe(8);
    expect(without.stderr).toBe(
      "the answer is for a request without aws:SourceIp; where yours has it, add --context aws:SourceIp=VALUE\n",
    );
    const args = ["--principal-policy", home, "--context", "aws:SourceIp=192.0.2.7"];
    expect(await explainPut(report, args)).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("says what makes an answer of little use: a resource that is no pattern, an action that AWS does not have", async () => {
    const resource = await explainPut("arn:aws:s3:::reports/*", allowAll);
    expect(resource.stderr).toBe("the resource is taken as it stands: its * and ? are not wildcards\n");
    const args = ["explain", "--action", "s3:PutObjct", "--resource", report, ...allowAll];
    const action = await runInProcess(args);
    expect(action.exitCode).toBe(0);
    expect(action.stderr).toMatch(/^the list of AWS's actions \(.*\) has no s3:PutObjct\n$/);
    const { stdout, stderr } = await runInProcess([...args, "--json"]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout).notes).toEqual([action.stderr.trimEnd()]);
  });

  it("lets no key write to the terminal", async () => {
    const { stdout, stderr } = await explainPut("arn:aws:s3:::reports/\u001b[2J*", []);
    expect(stdout).toContain("AWS answers");
    expect(stdout + stderr).not.toContain("\u001b");
  });
});

describe("a policy that is not valid is refused with exit code 2", () => {
  it("by file, kind and place", async () => {
    const statement = '    { "Effect": "allow", "Action": "*", "Resource": "*" }';
    const faulty = file(`{\n  "Version": "2012-10-17",\n  "Statement": [\n${statement}\n  ]\n}\n`);
    const { exitCode, stdout, stderr } = await explainPut(report, ["--boundary", faulty, "--json"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    const { error } = JSON.parse(stderr);
    expect(error.code).toBe("PolicyMalformed");
    expect(error.message).toContain(
      `\`${faulty}:4:17\` is not a valid permissions boundary at \`/Statement/0/Effect\`: `,
    );
    expect(error.facts).toMatchObject({
      file: faulty,
      line: 4,
      column: 17,
      pointer: "/Statement/0/Effect",
      awsCode: "MalformedPolicyDocument",
    });
  });

  it.each([
    ["--principal-policy", "identity policy"],
    ["--session-policy", "session policy"],
    ["--boundary", "permissions boundary"],
    ["--scp", "service control policy"],
  ])("%s has no principal", async (flag, kind) => {
    const { exitCode, stderr } = await explainPut(report, [flag, policy({ ...all, Principal: "*" })]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`is not a valid ${kind}`);
  });

  it.each([
    ["--resource-policy", "resource policy"],
    ["--rcp", "resource control policy"],
  ])("%s has one", async (flag, kind) => {
    const { exitCode, stderr } = await explainPut(report, ["--principal", "anonymous", flag, policy(all)]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`is not a valid ${kind}`);
  });

  it("without writing what stands in it to the terminal", async () => {
    const { exitCode, stderr } = await explainPut(report, ["--boundary", policy({ ...all, "\u001b[2J": 1 })]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("\\u001b[2J");
    expect(stderr).not.toContain("\u001b");
  });

  it("and exit code 6 where there is no file", async () => {
    expect((await explainPut(report, ["--boundary", join(folder, "none.json")])).exitCode).toBe(6);
  });
});

describe("a question that cannot be answered is refused with exit code 2", () => {
  const asked = ["--action", put, "--resource", report];
  const user = ["--principal", "arn:aws:iam::111122223333:user/alice"];
  const root = ["--principal", "arn:aws:iam::111122223333:root"];
  const federated = ["--principal", "arn:aws:sts::111122223333:federated-user/bob"];
  const some = everything;
  it.each<[string, readonly string[], RegExp]>([
    ["neither an id nor files", [], /neither a request id nor an action/],
    ["an id and files", ["4442587FB7D0A2F9", ...asked], /request id `4442587FB7D0A2F9` cannot be used with --action/],
    ["an emulator and files", [...asked, "--endpoint-url", "http://127.0.0.1:1"], /--endpoint-url cannot be used with/],
    ["a control token and files", [...asked, "--control-token", "t"], /--control-token cannot be used with --action/],
    ["no action", ["--resource", report], /no action was given/],
    ["an action with a wildcard", ["--action", "s3:*", "--resource", report], /`s3:\*` is not an action/],
    ["no resource", ["--action", put], /no resource was given/],
    ["a resource that is no ARN", ["--action", put, "--resource", "reports/x"], /`reports\/x` is not an ARN/],
    ["an account that is none", [...asked, "--resource-account", "reports"], /`reports` is not an account/],
    [
      "an account that is not the resource's",
      ["--action", "sts:AssumeRole", "--resource", role, "--resource-account", "444455556666"],
      /is not of the account `444455556666`/,
    ],
    ["a principal that is none", [...asked, "--principal", "alice"], /`alice` is not a principal/],
    ["a bucket policy and nobody who asks", [...asked, "--resource-policy", some], /not known who asks/],
    ["a federated user of nobody", [...asked, ...federated], /not known who federated/],
    ["a user who was federated", [...asked, ...user, "--federated-by", role], /--federated-by does not fit/],
    ["a context key without a value", [...asked, "--context", "aws:SourceIp"], /not a context key with a value/],
    ["a session policy of a user", [...asked, ...user, "--session-policy", some], /--session-policy does not fit/],
    ["a boundary of root", [...asked, ...root, "--boundary", some], /--boundary does not fit/],
    [
      "policies of a federated user of root",
      [...asked, ...federated, "--federated-by", root[1] ?? "", ...allowAll],
      /--principal-policy does not fit/,
    ],
    ["policies of nobody", [...asked, "--principal", "anonymous", ...allowAll], /does not fit an anonymous caller/],
    [
      "policies of a service",
      [...asked, "--principal", "ec2.amazonaws.com", "--session-policy", some],
      /does not fit the service `ec2/,
    ],
    [
      "policies of a web identity",
      [...asked, "--principal", "accounts.google.com", ...allowAll],
      /does not fit a web identity of `accounts.google.com`/,
    ],
    ["a trust policy of a bucket", [...asked, ...user, "--trust-policy", some], /`arn:aws:s3.*` is not a role/],
    [
      "a trust policy and a resource policy",
      ["--action", put, "--resource", role, ...user, "--trust-policy", some, "--resource-policy", some],
      /no trust policy besides/,
    ],
    [
      "root that would assume a role",
      ["--action", "sts:AssumeRole", "--resource", role, ...root, "--trust-policy", some],
      /root user can assume no role/,
    ],
    [
      "standard input twice",
      [...asked, "--principal-policy", "-", "--scp", `${some},-`],
      /standard input was given for several/,
    ],
    ["a file without a name", [...asked, "--scp", `${some},`], /has a file without a name/],
  ])("%s", async (_, args, message) => {
    const { exitCode, stdout, stderr } = await runInProcess(["explain", ...args]);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });
});
