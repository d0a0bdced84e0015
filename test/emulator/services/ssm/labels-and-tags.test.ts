import {
  AddTagsToResourceCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
  type SSMClient,
  UnlabelParameterVersionCommand,
} from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { get, put, ssmOf } from "./world.ts";

describe("labels and tags of parameters", () => {
  let emulator: Emulator;
  let ssm: SSMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    ssm = ssmOf(emulator);
    await put(ssm, "/p", { Value: "one" });
    await put(ssm, "/p", { Value: "two", Overwrite: true });
  });
  afterEach(() => emulator.close());

  const label = (Labels: string[], ParameterVersion?: number, Name = "/p") =>
    ssm.send(
      new LabelParameterVersionCommand({
        Name,
        Labels,
        ...(ParameterVersion === undefined ? {} : { ParameterVersion }),
      }),
    );
  const labels = async (): Promise<(string[] | undefined)[]> => {
    const { Parameters = [] } = await ssm.send(new GetParameterHistoryCommand({ Name: "/p" }));
    return Parameters.map(({ Labels }) => Labels);
  };

  it("select a version by its label, which moves when it is given again", async () => {
    expect(await label(["live", "test"], 1)).toMatchObject({ InvalidLabels: [], ParameterVersion: 1 });
    expect(await get(ssm, "/p:live")).toMatchObject({ Value: "one", Selector: ":live" });
    expect(await label(["live"])).toMatchObject({ ParameterVersion: 2 });
    expect(await get(ssm, "/p:live")).toMatchObject({ Value: "two" });
    expect(await labels()).toEqual([["test"], ["live"]]);
    expect((await refusal(get(ssm, "/p:none"))).code).toBe("ParameterVersionNotFound");
    const ParameterFilters = [{ Key: "Label", Values: ["test"] }];
    const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: "/", ParameterFilters }));
    expect(Parameters).toMatchObject([{ Name: "/p", Value: "one" }]);
  });

  it("tell the labels that are none, and give the others", async () => {
    expect(await label(["1st", "aws-x", "SSM", "good", "a/b"])).toMatchObject({
      InvalidLabels: ["1st", "aws-x", "SSM", "a/b"],
    });
    expect(await labels()).toEqual([[], ["good"]]);
  });

  it("are ten at most on a version", async () => {
    await label(Array.from({ length: 10 }, (_, i) => `l${i}`));
    expect((await refusal(label(["l10"]))).code).toBe("ParameterVersionLabelLimitExceeded");
    await label(["l9"]);
  });

  it("are taken away", async () => {
    await label(["live"], 1);
    const unlabel = (ParameterVersion: number) =>
      ssm.send(new UnlabelParameterVersionCommand({ Name: "/p", ParameterVersion, Labels: ["live", "none"] }));
    expect(await unlabel(1)).toMatchObject({ RemovedLabels: ["live"], InvalidLabels: ["none"] });
    expect(await labels()).toEqual([[], []]);
    expect((await refusal(unlabel(7))).code).toBe("ParameterVersionNotFound");
    expect((await refusal(label(["x"], 7))).code).toBe("ParameterVersionNotFound");
    expect((await refusal(label(["x"], 1, "none"))).code).toBe("ParameterNotFound");
  });

  it("keep the oldest of a hundred versions", async () => {
    await label(["first"], 1);
    for (let version = 3; version <= 100; version++) await put(ssm, "/p", { Overwrite: true });
    const { code, message } = await refusal(put(ssm, "/p", { Overwrite: true }));
    expect(code).toBe("ParameterMaxVersionLimitExceeded");
    expect(message).toContain("Version 1, the oldest version, can't be deleted because it has a label");
  });

  it("tags are given, replaced, listed and taken away", async () => {
    const resource = { ResourceType: "Parameter", ResourceId: "/p" } as const;
    const add = (Key: string, Value: string) =>
      ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key, Value }] }));
    await add("team", "red");
    await add("team", "blue");
    await add("stage", "test");
    const list = () => ssm.send(new ListTagsForResourceCommand(resource));
    expect((await list()).TagList).toEqual([
      { Key: "team", Value: "blue" },
      { Key: "stage", Value: "test" },
    ]);
    await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ["team", "none"] }));
    expect((await list()).TagList).toEqual([{ Key: "stage", Value: "test" }]);
    expect((await refusal(add("aws:x", "y"))).code).toBe("ValidationException");
    const Tags = Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: "v" }));
    expect((await refusal(ssm.send(new AddTagsToResourceCommand({ ...resource, Tags })))).code).toBe(
      "TooManyTagsError",
    );
  });

  it("tags are for parameters that are there", async () => {
    const missing = ssm.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: "none" }));
    expect(await refusal(missing)).toEqual({
      code: "InvalidResourceId",
      status: 400,
      message: 'The resource ID "none" is not valid. Verify the ID and try again.',
    });
    const other = ssm.send(new ListTagsForResourceCommand({ ResourceType: "Document", ResourceId: "d" }));
    expect(await refusal(other)).toMatchObject({ code: "NotImplemented", status: 501 });
  });
});
