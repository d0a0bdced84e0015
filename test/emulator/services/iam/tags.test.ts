import {
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  ListInstanceProfileTagsCommand,
  ListPolicyTagsCommand,
  ListRoleTagsCommand,
  ListUserTagsCommand,
  type Tag,
  TagInstanceProfileCommand,
  TagPolicyCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagInstanceProfileCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UntagUserCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, policyDocument, rootOf, trust } from "./identities.ts";
import { sendForm } from "./raw-query.ts";

const UserName = "ada";
const RoleName = "worker";
const InstanceProfileName = "profile";
const PolicyArn = "arn:aws:iam::111111111111:policy/p";
const PolicyDocument = policyDocument(allow("s3:*"));

type Page = { readonly Marker?: string; readonly MaxItems?: number };

/** What all that can be tagged does alike. */
const kinds = {
  user: {
    create: (iam: IAMClient, Tags: Tag[]) => iam.send(new CreateUserCommand({ UserName, Tags })),
    tag: (iam: IAMClient, Tags: Tag[]) => iam.send(new TagUserCommand({ UserName, Tags })),
    untag: (iam: IAMClient, TagKeys: string[]) => iam.send(new UntagUserCommand({ UserName, TagKeys })),
    list: (iam: IAMClient, page: Page = {}) => iam.send(new ListUserTagsCommand({ UserName, ...page })),
    shown: async (iam: IAMClient) => (await iam.send(new GetUserCommand({ UserName }))).User?.Tags,
    missing: "The user with name ada cannot be found.",
    quota: "TagsPerUser",
  },
  role: {
    create: (iam: IAMClient, Tags: Tag[]) =>
      iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust("*"), Tags })),
    tag: (iam: IAMClient, Tags: Tag[]) => iam.send(new TagRoleCommand({ RoleName, Tags })),
    untag: (iam: IAMClient, TagKeys: string[]) => iam.send(new UntagRoleCommand({ RoleName, TagKeys })),
    list: (iam: IAMClient, page: Page = {}) => iam.send(new ListRoleTagsCommand({ RoleName, ...page })),
    shown: async (iam: IAMClient) => (await iam.send(new GetRoleCommand({ RoleName }))).Role?.Tags,
    missing: "The role with name worker cannot be found.",
    quota: "TagsPerRole",
  },
  policy: {
    create: (iam: IAMClient, Tags: Tag[]) =>
      iam.send(new CreatePolicyCommand({ PolicyName: "p", PolicyDocument, Tags })),
    tag: (iam: IAMClient, Tags: Tag[]) => iam.send(new TagPolicyCommand({ PolicyArn, Tags })),
    untag: (iam: IAMClient, TagKeys: string[]) => iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys })),
    list: (iam: IAMClient, page: Page = {}) => iam.send(new ListPolicyTagsCommand({ PolicyArn, ...page })),
    shown: async (iam: IAMClient) => (await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.Tags,
    missing: `Policy ${PolicyArn} was not found.`,
    quota: "TagsPerPolicy",
  },
  "instance profile": {
    create: (iam: IAMClient, Tags: Tag[]) => iam.send(new CreateInstanceProfileCommand({ InstanceProfileName, Tags })),
    tag: (iam: IAMClient, Tags: Tag[]) => iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags })),
    untag: (iam: IAMClient, TagKeys: string[]) =>
      iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys })),
    list: (iam: IAMClient, page: Page = {}) =>
      iam.send(new ListInstanceProfileTagsCommand({ InstanceProfileName, ...page })),
    shown: async (iam: IAMClient) =>
      (await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }))).InstanceProfile?.Tags,
    missing: "Instance Profile profile cannot be found.",
    quota: "TagsPerInstanceProfile",
  },
};

/** Tags of the form `key=value`. */
const tags = (...pairs: readonly string[]): Tag[] =>
  pairs.map((pair) => {
    const [Key, Value] = pair.split("=");
    return { Key, Value };
  });

describe.each(["user", "role", "policy", "instance profile"] as const)("the tags of a %s", (name) => {
  const { create, tag, untag, list, shown, missing, quota } = kinds[name];
  const ignoresCase = name === "user" || name === "role";
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
  });
  afterEach(() => emulator.close());

  it("are added, replaced, listed in pages and removed", async () => {
    await create(iam, tags("team=blue"));
    await tag(iam, tags("cost=1", "team=red", "area="));
    expect((await shown(iam))?.toSorted((a, b) => ((a.Key ?? "") < (b.Key ?? "") ? -1 : 1))).toEqual(
      tags("area=", "cost=1", "team=red"),
    );
    const first = await list(iam, { MaxItems: 2 });
    expect([first.Tags, first.IsTruncated]).toEqual([tags("area=", "cost=1"), true]);
    const last = await list(iam, { MaxItems: 2, Marker: first.Marker ?? "" });
    expect([last.Tags, last.IsTruncated, last.Marker]).toEqual([tags("team=red"), false, undefined]);
    await untag(iam, ["team", "area", "never"]);
    expect((await list(iam)).Tags).toEqual(tags("cost=1"));
    await untag(iam, ["cost"]);
    expect([(await list(iam)).Tags, await shown(iam)]).toEqual([[], name === "policy" ? [] : undefined]);
  });

  it("are of something that must exist", async () => {
    const answer = { code: "NoSuchEntity", status: 404, message: missing };
    expect(await refusal(tag(iam, tags("a=1")))).toEqual(answer);
    expect(await refusal(untag(iam, ["a"]))).toEqual(answer);
    expect(await refusal(list(iam))).toEqual(answer);
  });

  it(`have keys whose case ${ignoresCase ? "does not tell them apart, but is kept" : "tells them apart"}`, async () => {
    await create(iam, tags("Team=blue"));
    await tag(iam, tags("team=red"));
    expect((await list(iam)).Tags).toEqual(ignoresCase ? tags("team=red") : tags("Team=blue", "team=red"));
    const pages: unknown[] = [];
    for (let Marker: string | undefined, more = true; more; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(iam, { MaxItems: 1, ...(Marker && { Marker }) });
      pages.push(page.Tags?.[0]?.Key);
      Marker = page.Marker;
      more = page.IsTruncated ?? false;
    }
    expect(pages).toEqual(ignoresCase ? ["team"] : ["Team", "team"]);
    await untag(iam, ["TEAM"]);
    expect((await list(iam)).Tags).toHaveLength(ignoresCase ? 0 : 2);
  });

  it("are refused where a key is there twice, reserved or malformed", async () => {
    await create(iam, []);
    const invalid = (message: string) => ({ code: "InvalidInput", status: 400, message });
    const note = ignoresCase ? " Please note that Tag keys are case insensitive." : "";
    const twice = invalid(`Duplicate tag keys found.${note}`);
    expect(await refusal(tag(iam, tags("a=1", ignoresCase ? "A=2" : "a=2")))).toEqual(twice);
    const reserved = invalid("Caller is an end user and not allowed to mutate system tags.");
    expect(await refusal(tag(iam, tags("AWS:team=blue")))).toEqual(reserved);
    expect(await refusal(tag(iam, tags("a!=1")))).toEqual({
      code: "ValidationError",
      status: 400,
      message:
        "1 validation error detected: Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
    });
    const tooMany = Array.from({ length: 51 }, (_, i) => `k${i}`);
    expect((await refusal(tag(iam, tags(...tooMany.map((key) => `${key}=1`))))).message).toBe(
      "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    );
    expect((await refusal(untag(iam, tooMany))).message).toContain("Value at 'tagKeys' failed to satisfy");
  });

  it("are at most fifty", async () => {
    await create(iam, []);
    const fifty = Array.from({ length: 50 }, (_, i) => `k${i}=1`);
    await tag(iam, tags(...fifty));
    await tag(iam, tags("k7=2"));
    expect(await refusal(tag(iam, tags("k50=1")))).toEqual({
      code: "LimitExceeded",
      status: 409,
      message: `Cannot exceed quota for ${quota}: 50`,
    });
    expect((await list(iam)).Tags).toHaveLength(50);
  });
});

describe("a request about tags", () => {
  it("must hold the list, which may be empty", async () => {
    const emulator = await startTestEmulator();
    await iamOf(emulator).send(new CreateUserCommand({ UserName }));
    const send = (form: string) =>
      sendForm(emulator, { service: "iam", credentials: rootOf(emulator), form: `${form}&Version=2010-05-08` });
    const { status, body } = await send("Action=TagUser&UserName=ada");
    expect([status, body]).toEqual([
      400,
      expect.stringContaining("Value at 'tags' failed to satisfy constraint: Member must not be null"),
    ]);
    expect((await send("Action=UntagUser&UserName=ada")).body).toContain("Value at 'tagKeys' failed");
    expect((await send("Action=TagUser&UserName=ada&Tags=")).status).toBe(200);
    await emulator.close();
  });
});
