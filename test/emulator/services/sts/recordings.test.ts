import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetFederationTokenCommand,
  type STSClient,
} from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { startTestEmulator } from "../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, stsOf, trust } from "../iam/identities.ts";
import { answerOf, expectRecorded, RECORDINGS, recordedCase, sayWhetherRecorded } from "../iam/recordings.ts";

const TAGGING = trust({ AWS: "111111111111" }, { Action: ["sts:AssumeRole", "sts:TagSession"] });
const roleArn = (name: string): string => `arn:aws:iam::111111111111:role/${name}`;

/** Recorded steps that are not compared, with the reason. */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  "TestSTSIntegrations::test_assume_role role-session-name": "no answer: the session name that the other steps repeat",
};

sayWhetherRecorded("STS");

describe.skipIf(RECORDINGS === undefined)("STS's answers are those recorded from AWS", () => {
  let emulator: Emulator;
  let sts: STSClient;
  const played = new Set<string>();
  beforeEach(async () => {
    emulator = await startTestEmulator();
    sts = stsOf(emulator, await makeUser(iamOf(emulator), "ada", [allow("*")]));
  });
  afterEach(() => emulator.close());

  /** Compares the steps of a case, in order, with what the calls answer. */
  const play = async (name: string, steps: Readonly<Record<string, () => Promise<object>>>): Promise<void> => {
    const recorded = recordedCase("sts", name);
    const known = new Map<string, string>();
    for (const [step, call] of Object.entries(steps)) {
      expectRecorded(await answerOf(call()), recorded[step], known);
      played.add(`${name} ${step}`);
    }
  };
  const createRole = (RoleName: string, AssumeRolePolicyDocument: string) =>
    iamOf(emulator).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const assumeRole = (RoleArn: string, more: Partial<AssumeRoleCommandInput> = {}, client = sts) =>
    client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...more }));

  it("GetFederationToken without a policy", async () => {
    await play("TestSTSIntegrations::test_get_federation_token", {
      "get-federation-token": () => sts.send(new GetFederationTokenCommand({ Name: "guest" })),
    });
  });

  it("AssumeRole", async () => {
    await play("TestSTSIntegrations::test_assume_role", {
      "create-role": () => createRole("uploader", trust({ AWS: "111111111111" })),
      "assume-role": () => assumeRole(roleArn("uploader")),
    });
  });

  it("session tags that are refused", async () => {
    const test = (Key: string) => ({ Key, Value: "value" });
    await play("TestSTSAssumeRoleTagging::test_assume_role_tag_validation", {
      "role-1": () => createRole("tagged", TAGGING),
      "invalid-transitive-tag-keys": () =>
        assumeRole(roleArn("tagged"), { Tags: [test("SessionTag")], TransitiveTagKeys: ["Other"] }),
      "duplicate-tag-keys-different-casing": () =>
        assumeRole(roleArn("tagged"), { Tags: [test("SessionTag"), test("sessiontag")] }),
    });
  });

  it("transitive tags that would be replaced", async () => {
    await makeRole(iamOf(emulator), { name: "first", trustPolicy: TAGGING, statements: [allow("sts:*")] });
    const session = stsOf(
      emulator,
      await assume(sts, roleArn("first"), { Tags: [{ Key: "Team", Value: "a" }], TransitiveTagKeys: ["Team"] }),
    );
    const override = (Key: string) => assumeRole(roleArn("role-2"), { Tags: [{ Key, Value: "b" }] }, session);
    await play("TestSTSAssumeRoleTagging::test_iam_role_chaining_override_transitive_tags", {
      "role-1": () => createRole("role-1", TAGGING),
      "role-2": () => createRole("role-2", TAGGING),
      "override-transitive-tag-error": () => override("Team"),
      "override-transitive-tag-case-ignore-error": () => override("teaM"),
    });
  });

  it("parameters that are refused", async () => {
    await play("TestSTSIntegrations::test_sts_invalid_parameters", {
      "malformed-arn": () => assumeRole("nothing-valid-in-here"),
      "no-partition": () => assumeRole("arn::b:::something/test-role"),
      "no-service": () => assumeRole("arn:a::::something/test-role"),
      "not-enough-colons": () => assumeRole("arn:a:::something/test-role"),
      "no-resource": () => assumeRole("arn:a:a::aaaaaaaaaa:"),
      "invalid-session-name": () => assumeRole(roleArn("x"), { RoleSessionName: "Session1:2" }),
    });
  });

  it("leaves no recorded step out without a reason", () => {
    const file = JSON.parse(readFileSync(join(RECORDINGS ?? "", "sts.json"), "utf8")) as Record<
      string,
      { readonly steps: object }
    >;
    const recorded = Object.entries(file).flatMap(([name, { steps }]) =>
      Object.keys(steps).map((step) => `${name} ${step}`),
    );
    expect([...played, ...Object.keys(NOT_COMPARED)].sort()).toEqual(recorded.sort());
  });
});
