import { DeleteRoleCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import {
  allow,
  assume,
  iamOf,
  makeRole,
  makeUser,
  policyDocument,
  rootOf,
  type Statement,
  stsOf,
  trust,
} from "../iam/identities.ts";

const HOME = "111111111111";
const ABROAD = "222222222222";

/** Callers: `permitted` ones have sts:AssumeRole by an identity policy, `bare` ones have nothing. */
type CallerName =
  | "permitted user"
  | "bare user"
  | "permitted role"
  | "bare role"
  | "foreign permitted"
  | "foreign bare";

describe("who may assume a role", () => {
  let emulator: Emulator;
  const callers = new Map<CallerName, { readonly credentials: SdkCredentials; readonly arn: string }>();
  let roles = 0;

  beforeAll(async () => {
    emulator = await startTestEmulator({ accountIds: [HOME, ABROAD] });
    const home = iamOf(emulator);
    const abroad = iamOf(emulator, rootOf(emulator, 1));
    const may: readonly Statement[] = [allow("sts:AssumeRole")];
    const addUser = async (name: CallerName, iam: typeof home, statements: readonly Statement[]): Promise<void> => {
      const { arn, ...credentials } = await makeUser(iam, name.replaceAll(" ", "-"), statements);
      callers.set(name, { credentials, arn });
    };
    await addUser("permitted user", home, may);
    await addUser("bare user", home, []);
    await addUser("foreign permitted", abroad, may);
    await addUser("foreign bare", abroad, []);
    const starter = await makeUser(home, "starter", may);
    for (const [name, statements] of [
      ["permitted role", may],
      ["bare role", []],
    ] as const) {
      const role = await makeRole(home, {
        name: name.replace(" ", "-"),
        trustPolicy: trust({ AWS: HOME }),
        statements,
      });
      callers.set(name, { credentials: await assume(stsOf(emulator, starter), role.arn), arn: role.arn });
    }
  });
  afterAll(() => emulator.close());

  const arnOf = (caller: CallerName): string => callers.get(caller)?.arn ?? "";
  const target = async (trustPolicy: string): Promise<string> => {
    roles += 1;
    return (await makeRole(iamOf(emulator), { name: `target-${roles}`, trustPolicy })).arn;
  };
  const tryAssume = (caller: CallerName, arn: string, more = {}) =>
    assume(stsOf(emulator, callers.get(caller)?.credentials), arn, more);
  const allowedTo = async (caller: CallerName, trustPolicy: string): Promise<boolean> => {
    const arn = await target(trustPolicy);
    return tryAssume(caller, arn).then(
      () => true,
      () => false,
    );
  };

  it.each<[boolean, CallerName, string, () => unknown]>([
    [true, "bare user", "its exact ARN", () => ({ AWS: arnOf("bare user") })],
    [true, "permitted user", "its exact ARN", () => ({ AWS: arnOf("permitted user") })],
    [false, "bare user", "another user", () => ({ AWS: arnOf("permitted user") })],
    [false, "permitted user", "another user", () => ({ AWS: arnOf("bare user") })],
    [true, "bare role", "its role's ARN", () => ({ AWS: arnOf("bare role") })],
    [false, "bare role", "another role", () => ({ AWS: arnOf("permitted role") })],
    [true, "bare role", "its session's ARN", () => ({ AWS: `arn:aws:sts::${HOME}:assumed-role/bare-role/session` })],
    [false, "bare role", "another session", () => ({ AWS: `arn:aws:sts::${HOME}:assumed-role/bare-role/other` })],
    [true, "permitted user", "the account", () => ({ AWS: HOME })],
    [true, "permitted role", "the account's root ARN", () => ({ AWS: `arn:aws:iam::${HOME}:root` })],
    [false, "bare user", "the account", () => ({ AWS: HOME })],
    [false, "bare role", "the account", () => ({ AWS: HOME })],
    [true, "bare user", "everyone", () => "*"],
    [true, "bare role", "everyone", () => ({ AWS: "*" })],
    [true, "foreign permitted", "its exact ARN", () => ({ AWS: arnOf("foreign permitted") })],
    [true, "foreign permitted", "its account", () => ({ AWS: ABROAD })],
    [true, "foreign permitted", "everyone", () => "*"],
    [false, "foreign bare", "its exact ARN", () => ({ AWS: arnOf("foreign bare") })],
    [false, "foreign bare", "everyone", () => "*"],
    [false, "foreign permitted", "the role's account", () => ({ AWS: HOME })],
    [false, "permitted user", "a service", () => ({ Service: "ec2.amazonaws.com" })],
  ])("%s: a %s, where the trust policy names %s", async (expected, caller, _names, principal) => {
    expect(await allowedTo(caller, trust(principal()))).toBe(expected);
  });

  it("lets an explicit deny of the trust policy win", async () => {
    const trustPolicy = policyDocument(
      { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" },
      { Effect: "Deny", Principal: { AWS: arnOf("permitted user") }, Action: "sts:AssumeRole" },
    );
    expect(await allowedTo("permitted user", trustPolicy)).toBe(false);
    expect(await allowedTo("bare user", trustPolicy)).toBe(true);
  });

  it("lets an explicit deny of the caller's own policy win", async () => {
    const denied = await makeUser(iamOf(emulator), "denied", [{ ...allow("sts:AssumeRole"), Effect: "Deny" }]);
    const arn = await target(trust({ AWS: denied.arn }));
    expect(await refusal(assume(stsOf(emulator, denied), arn))).toMatchObject({ code: "AccessDenied", status: 403 });
  });

  it("does not let a role assume itself without being told so", async () => {
    const iam = iamOf(emulator);
    const trustPolicy = trust({ AWS: arnOf("bare user") });
    const self = await makeRole(iam, { name: "self", trustPolicy, statements: [allow("sts:AssumeRole")] });
    const session = stsOf(emulator, await tryAssume("bare user", self.arn));
    expect(await refusal(assume(session, self.arn))).toMatchObject({ code: "AccessDenied" });
    const PolicyDocument = trust({ AWS: self.arn });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "self", PolicyDocument }));
    await assume(session, self.arn);
  });

  it("says the same, byte for byte, whichever side refused and whether there is a role", async () => {
    const notTrusted = await target(trust({ Service: "ec2.amazonaws.com" }));
    const notPermitted = await target(trust({ AWS: HOME }));
    const gone = await target(trust("*"));
    await iamOf(emulator).send(new DeleteRoleCommand({ RoleName: gone.split("/").at(-1) }));
    const neverWas = [
      `arn:aws:iam::${HOME}:role/never`,
      `arn:aws:iam::${ABROAD}:role/never`,
      "arn:aws:iam::333333333333:role/x",
    ];
    for (const arn of [notTrusted, notPermitted, gone, ...neverWas]) {
      expect(await refusal(tryAssume("bare user", arn))).toEqual({
        code: "AccessDenied",
        status: 403,
        message: `User: ${arnOf("bare user")} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      });
    }
  });

  it("names the session's own ARN where a session is refused", async () => {
    const arn = await target(trust({ Service: "ec2.amazonaws.com" }));
    const { message } = await refusal(tryAssume("bare role", arn));
    expect(message).toBe(
      `User: arn:aws:sts::${HOME}:assumed-role/bare-role/session is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  });

  it("finds a role by its whole ARN only", async () => {
    const arn = await target(trust("*"));
    await tryAssume("bare user", arn);
    for (const other of [arn.toUpperCase().replace("ARN:AWS:IAM", "arn:aws:iam"), arn.replace("role/", "role/path/")]) {
      expect(await refusal(tryAssume("bare user", other))).toMatchObject({ code: "AccessDenied" });
    }
  });

  it("asks for the external id that the trust policy asks for, and never repeats it", async () => {
    const arn = await target(trust("*", { Condition: { StringEquals: { "sts:ExternalId": "open-sesame" } } }));
    await tryAssume("bare user", arn, { ExternalId: "open-sesame" });
    for (const more of [{}, { ExternalId: "wrong-word" }]) {
      const { code, message } = await refusal(tryAssume("bare user", arn, more));
      expect(code).toBe("AccessDenied");
      expect(message).not.toMatch(/sesame|wrong-word/);
    }
  });

  it("asks for the session name that the trust policy asks for", async () => {
    const arn = await target(trust("*", { Condition: { StringLike: { "sts:RoleSessionName": "ci-*" } } }));
    await tryAssume("bare user", arn, { RoleSessionName: "ci-17" });
    expect(await refusal(tryAssume("bare user", arn))).toMatchObject({ code: "AccessDenied" });
  });

  it("keeps why it refused: a role that is not there is explained like one that does not trust", async () => {
    let requestId = "";
    const error = await tryAssume("bare user", `arn:aws:iam::${HOME}:role/never`).catch((thrown) => thrown);
    requestId = error.$metadata.requestId;
    const explained = emulator.explain(requestId);
    expect(explained?.decisions[0]?.request.action).toBe("sts:AssumeRole");
    expect(explained?.decisions[0]?.decision).toMatchObject({ effect: "Deny", reason: "implicit-deny" });
  });
});
