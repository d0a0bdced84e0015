import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  type SSMClient,
  UnlabelParameterVersionCommand,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, rootOf } from "../iam/identities.ts";
import { ARN, get, PUBLIC_NAME, put, ssmOf, userWith } from "./world.ts";

const tagged = { ResourceType: "Parameter", ResourceId: "/app/a" } as const;

/** Each operation with what it is asked for. */
const OPERATIONS: readonly (readonly [action: string, resource: string, send: (ssm: SSMClient) => Promise<unknown>])[] =
  [
    [
      "AddTagsToResource",
      `${ARN}/app/a`,
      (ssm) => ssm.send(new AddTagsToResourceCommand({ ...tagged, Tags: [{ Key: "k", Value: "v" }] })),
    ],
    [
      "DescribeParameters",
      "arn:aws:ssm:ap-northeast-1:111111111111:*",
      (ssm) => ssm.send(new DescribeParametersCommand()),
    ],
    ["GetParameter", `${ARN}/app/a`, (ssm) => ssm.send(new GetParameterCommand({ Name: "/app/a" }))],
    ["GetParameterHistory", `${ARN}/app/a`, (ssm) => ssm.send(new GetParameterHistoryCommand({ Name: "/app/a" }))],
    ["GetParameters", `${ARN}/app/a`, (ssm) => ssm.send(new GetParametersCommand({ Names: ["/app/a"] }))],
    ["GetParametersByPath", `${ARN}/app`, (ssm) => ssm.send(new GetParametersByPathCommand({ Path: "/app" }))],
    [
      "LabelParameterVersion",
      `${ARN}/app/a`,
      (ssm) => ssm.send(new LabelParameterVersionCommand({ Name: "/app/a", Labels: ["l"] })),
    ],
    ["ListTagsForResource", `${ARN}/app/a`, (ssm) => ssm.send(new ListTagsForResourceCommand(tagged))],
    [
      "PutParameter",
      `${ARN}/app/a`,
      (ssm) => ssm.send(new PutParameterCommand({ Name: "/app/a", Value: "new", Overwrite: true })),
    ],
    [
      "RemoveTagsFromResource",
      `${ARN}/app/a`,
      (ssm) => ssm.send(new RemoveTagsFromResourceCommand({ ...tagged, TagKeys: ["k"] })),
    ],
    [
      "UnlabelParameterVersion",
      `${ARN}/app/a`,
      (ssm) => ssm.send(new UnlabelParameterVersionCommand({ Name: "/app/a", ParameterVersion: 1, Labels: ["l"] })),
    ],
    // The last: what they delete is gone.
    ["DeleteParameter", `${ARN}/app/b`, (ssm) => ssm.send(new DeleteParameterCommand({ Name: "/app/b" }))],
    ["DeleteParameters", `${ARN}/app/a`, (ssm) => ssm.send(new DeleteParametersCommand({ Names: ["/app/a"] }))],
  ];

describe("the authorisation of Systems Manager", () => {
  let emulator: Emulator;
  let root: SSMClient;
  beforeAll(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    root = ssmOf(emulator);
    await put(root, "/app/a", { Tags: [{ Key: "team", Value: "red" }] });
    await put(root, "/app/b");
  });
  afterAll(() => emulator.close());

  it("refuses who may nothing, in AWS's words", async () => {
    const { code, status, message } = await refusal(get(await userWith(emulator), "/app/a"));
    expect([code, status]).toEqual(["AccessDeniedException", 400]);
    expect(message).toMatch(
      /^User: arn:aws:iam::111111111111:user\/ssm-user\d+ is not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:ap-northeast-1:111111111111:parameter\/app\/a because no identity-based policy allows the ssm:GetParameter action$/,
    );
  });

  it.each(OPERATIONS)("asks for %s on %s, and for no more", async (action, resource, send) => {
    const others = { Effect: "Allow", NotAction: `ssm:${action}`, Resource: "*" };
    const elsewhere = allow(`ssm:${action}`, `${ARN}/other`);
    const { code, message } = await refusal(send(await userWith(emulator, others, elsewhere)));
    expect(code).toBe("AccessDeniedException");
    expect(message).toContain(`ssm:${action} on resource: ${resource} because`);
    await send(await userWith(emulator, allow(`ssm:${action}`, resource)));
    if (action === "DeleteParameters") await put(root, "/app/a", { Tags: [{ Key: "team", Value: "red" }] });
  });

  it("refuses several parameters where one may not be read", async () => {
    const ssm = await userWith(emulator, allow("ssm:GetParameters", `${ARN}/app/a`));
    const both = ssm.send(new GetParametersCommand({ Names: ["/app/a", "/other"] }));
    expect((await refusal(both)).message).toContain(`${ARN}/other`);
  });

  it("asks for public parameters without an account", async () => {
    const own = await userWith(emulator, allow("ssm:GetParameter", `${ARN}/*`));
    expect((await refusal(get(own, PUBLIC_NAME))).message).toContain(
      `ssm:GetParameter on resource: arn:aws:ssm:ap-northeast-1::parameter${PUBLIC_NAME} because`,
    );
    const everyone = await userWith(emulator, allow("ssm:GetParameter", "arn:aws:ssm:*::parameter/aws/service/*"));
    expect((await get(everyone, PUBLIC_NAME)).Value).toMatch(/^ami-/);
  });

  it("lets a policy ask for the tags of a parameter", async () => {
    await put(root, "/app/untagged");
    const red = (key: string) => ({
      ...allow("ssm:GetParameter"),
      Condition: { StringEquals: { [key]: "red" } },
    });
    for (const key of ["aws:ResourceTag/team", "ssm:resourceTag/team"]) {
      const ssm = await userWith(emulator, red(key));
      expect((await get(ssm, "/app/a")).Name).toBe("/app/a");
      expect((await refusal(get(ssm, "/app/untagged"))).code).toBe("AccessDeniedException");
    }
  });

  it("lets a policy forbid to overwrite, and to read below a path", async () => {
    const deny = (Action: string, key: string) => ({
      Effect: "Deny",
      Action,
      Resource: "*",
      Condition: { StringEquals: { [key]: "true" } },
    });
    const ssm = await userWith(
      emulator,
      allow("ssm:*"),
      deny("ssm:PutParameter", "ssm:Overwrite"),
      deny("ssm:GetParametersByPath", "ssm:Recursive"),
    );
    await put(ssm, "/fresh");
    expect((await refusal(put(ssm, "/fresh", { Overwrite: true }))).code).toBe("AccessDeniedException");
    await ssm.send(new GetParametersByPathCommand({ Path: "/app" }));
    const below = ssm.send(new GetParametersByPathCommand({ Path: "/app", Recursive: true }));
    expect((await refusal(below)).code).toBe("AccessDeniedException");
  });

  it("asks for AddTagsToResource where a parameter is made with tags", async () => {
    const ssm = await userWith(emulator, allow("ssm:PutParameter"));
    const Tags = [{ Key: "team", Value: "red" }];
    expect((await refusal(put(ssm, "/tagged", { Tags }))).message).toContain("ssm:AddTagsToResource");
    const both = await userWith(emulator, {
      ...allow(["ssm:PutParameter", "ssm:AddTagsToResource"]),
      Condition: { StringEquals: { "aws:RequestTag/team": "red" } },
    });
    await put(both, "/tagged", { Tags });
    expect((await refusal(put(both, "/blue", { Tags: [{ Key: "team", Value: "blue" }] }))).code).toBe(
      "AccessDeniedException",
    );
  });

  it("does not let one account see another's parameters", async () => {
    const stranger = ssmOf(emulator, rootOf(emulator, 1));
    const { code } = await refusal(get(stranger, `${ARN}/app/a`));
    expect(code).toBe("AccessDeniedException");
    expect((await refusal(get(stranger, "/app/a"))).code).toBe("ParameterNotFound");
  });
});
