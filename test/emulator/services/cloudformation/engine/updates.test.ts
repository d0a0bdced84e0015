import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBench } from "./bench.ts";
import { body, created, updated } from "./steps.ts";
import { aThing, knowThings, thingService } from "./things.ts";

let forget: () => void;
beforeAll(() => {
  forget = knowThings();
});
afterAll(() => forget());

describe("an update", () => {
  it("changes in place what can be, and leaves the rest alone", async () => {
    const service = thingService();
    const bench = await openBench(service.invoke);
    const told = await created(bench, { A: aThing({ Value: "1" }), B: aThing({ Value: "b" }) });
    expect(await updated(bench, body({ A: aThing({ Value: "2" }), B: aThing({ Value: "b" }) }))).toBe(
      "UPDATE_COMPLETE",
    );
    expect(bench.lines("s").slice(told)).toEqual([
      "s UPDATE_IN_PROGRESS User Initiated",
      "A UPDATE_IN_PROGRESS",
      "A UPDATE_COMPLETE",
      "s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      "s UPDATE_COMPLETE",
    ]);
    expect(service.calls.slice(4)).toEqual(["Change s-A=2"]);
  });

  it("makes another where it must, tells those that refer to it, and deletes the old one at the end", async () => {
    const service = thingService();
    const bench = await openBench(service.invoke);
    const B = aThing({ Value: { "Fn::GetAtt": ["A", "Id"] } });
    const told = await created(bench, { A: aThing({ Fixed: "1" }), B });
    const [old] = [...service.things.keys()];
    expect(await updated(bench, body({ A: aThing({ Fixed: "2" }), B }))).toBe("UPDATE_COMPLETE");
    expect(bench.lines("s").slice(told)).toEqual([
      "s UPDATE_IN_PROGRESS User Initiated",
      "A UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.",
      "A UPDATE_IN_PROGRESS Resource creation Initiated",
      "A UPDATE_COMPLETE",
      "B UPDATE_IN_PROGRESS",
      "B UPDATE_COMPLETE",
      "s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      "A DELETE_IN_PROGRESS",
      "A DELETE_COMPLETE",
      "s UPDATE_COMPLETE",
    ]);
    expect([...service.things.keys()]).not.toContain(old);
    expect(service.things.size).toBe(2);
    const [b, a] = [...service.things];
    expect(b?.[1]).toBe(a?.[0]);
  });

  it("adds, and removes only at the end and each before what it depends on", async () => {
    const service = thingService();
    const bench = await openBench(service.invoke);
    const told = await created(bench, { A: aThing(), B: aThing({ Value: { Ref: "A" } }), K: aThing() });
    expect(await updated(bench, body({ K: aThing(), N: aThing() }))).toBe("UPDATE_COMPLETE");
    expect(bench.lines("s").slice(told)).toEqual([
      "s UPDATE_IN_PROGRESS User Initiated",
      "N CREATE_IN_PROGRESS",
      "N CREATE_IN_PROGRESS Resource creation Initiated",
      "N CREATE_COMPLETE",
      "s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      "B DELETE_IN_PROGRESS",
      "B DELETE_COMPLETE",
      "A DELETE_IN_PROGRESS",
      "A DELETE_COMPLETE",
      "s UPDATE_COMPLETE",
    ]);
    const { StackResources } = (await bench.call("DescribeStackResources", { StackName: "s" })) as {
      StackResources: { LogicalResourceId: string }[];
    };
    expect(StackResources.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(["K", "N"]);
  });

  it("keeps what its policies say is to be kept", async () => {
    const service = thingService();
    const bench = await openBench(service.invoke);
    const told = await created(bench, {
      A: aThing({}, { DeletionPolicy: "Retain" }),
      B: aThing({ Fixed: "1" }),
      C: aThing({}),
    });
    expect(await updated(bench, body({ B: aThing({ Fixed: "2" }, { UpdateReplacePolicy: "Retain" }) }))).toBe(
      "UPDATE_COMPLETE",
    );
    const lines = bench.lines("s").slice(told);
    expect(lines).toEqual(expect.arrayContaining(["A DELETE_SKIPPED", "B DELETE_SKIPPED", "C DELETE_COMPLETE"]));
    expect(service.things.size).toBe(3);
  });

  it("keeps what is to go only if its creation fails", async () => {
    const service = thingService((call) => call === "Make s-Z");
    const bench = await openBench(service.invoke);
    const kept = aThing({}, { DeletionPolicy: "RetainExceptOnCreate" });
    await created(bench, { A: kept, K: aThing() });
    expect(await updated(bench, body({ K: aThing() }))).toBe("UPDATE_COMPLETE");
    expect(bench.lines("s")).toContain("A DELETE_SKIPPED");
    const failing = { K: aThing(), N: kept, Z: aThing({}, { DependsOn: "N" }) };
    expect(await updated(bench, body(failing))).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(bench.lines("s")).toContain("N DELETE_COMPLETE");
  });

  it("is refused where nothing differs, and not told", async () => {
    const service = thingService();
    const bench = await openBench(service.invoke);
    const told = await created(bench, { A: aThing({ Value: 22 }) }, { Outputs: { O: { Value: { Ref: "A" } } } });
    const same = body(
      { A: aThing({ Value: "22" }, { DeletionPolicy: "Retain", DependsOn: [] }) },
      { Outputs: { O: { Value: { Ref: "A" } } }, Description: "d" },
    );
    await expect(bench.call("UpdateStack", same)).rejects.toMatchObject({
      code: "ValidationError",
      message: "No updates are to be performed.",
    });
    await expect(bench.call("UpdateStack", { StackName: "s", UsePreviousTemplate: true })).rejects.toMatchObject({
      message: "No updates are to be performed.",
    });
    expect(bench.lines("s")).toHaveLength(told);
  });

  it("takes the template and the values of parameters that there were", async () => {
    const service = thingService();
    const bench = await openBench(service.invoke);
    const Parameters = { P: { Type: "String" }, Q: { Type: "String", Default: "q" } };
    await bench.call("CreateStack", {
      ...body({ A: aThing({ Value: { "Fn::Join": ["", [{ Ref: "P" }, { Ref: "Q" }]] } }) }, { Parameters }),
      Parameters: [
        { ParameterKey: "P", ParameterValue: "p" },
        { ParameterKey: "Q", ParameterValue: "1" },
      ],
    });
    await bench.settled("s");
    const change = {
      StackName: "s",
      UsePreviousTemplate: true,
      Parameters: [
        { ParameterKey: "P", UsePreviousValue: true },
        { ParameterKey: "Q", ParameterValue: "2" },
      ],
    };
    expect(await updated(bench, change)).toBe("UPDATE_COMPLETE");
    expect(service.calls.at(-1)).toBe("Change s-A=p2");
    // What is not given at all is the default again.
    expect(await updated(bench, { ...change, Parameters: [{ ParameterKey: "P", UsePreviousValue: true }] })).toBe(
      "UPDATE_COMPLETE",
    );
    expect(service.calls.at(-1)).toBe("Change s-A=pq");
  });

  it("of tags alone reaches the resources that have tags", async () => {
    const service = thingService();
    const bench = await openBench(service.invoke);
    await created(bench, { A: aThing() });
    const input = { StackName: "s", UsePreviousTemplate: true, Tags: [{ Key: "k", Value: "v" }] };
    expect(await updated(bench, input)).toBe("UPDATE_COMPLETE");
    expect(service.calls.at(-1)).toBe("Change s-A");
    await expect(bench.call("UpdateStack", input)).rejects.toMatchObject({
      message: "No updates are to be performed.",
    });
    await expect(bench.call("UpdateStack", { StackName: "s", UsePreviousTemplate: true })).rejects.toMatchObject({
      message: "No updates are to be performed.",
    });
  });

  it("of metadata and of outputs needs no call", async () => {
    const service = thingService();
    const bench = await openBench(service.invoke);
    const told = await created(bench, { A: aThing() });
    const { calls } = service;
    const count = calls.length;
    expect(await updated(bench, body({ A: aThing({}, { Metadata: { m: 1 } }) }))).toBe("UPDATE_COMPLETE");
    expect(bench.lines("s").slice(told)).toContain("A UPDATE_COMPLETE");
    const Outputs = { O: { Value: "o" } };
    expect(await updated(bench, body({ A: aThing({}, { Metadata: { m: 1 } }) }, { Outputs }))).toBe("UPDATE_COMPLETE");
    expect(calls).toHaveLength(count);
  });

  it("follows conditions", async () => {
    const service = thingService();
    const bench = await openBench(service.invoke);
    const template = {
      Parameters: { Two: { Type: "String", Default: "no" } },
      Conditions: { Two: { "Fn::Equals": [{ Ref: "Two" }, "yes"] } },
    };
    const resources = { A: aThing(), B: aThing({}, { Condition: "Two" }) };
    await created(bench, resources, template);
    const set = (value: string): object => ({
      StackName: "s",
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: "Two", ParameterValue: value }],
    });
    expect(await updated(bench, set("yes"))).toBe("UPDATE_COMPLETE");
    expect(service.things.size).toBe(2);
    expect(await updated(bench, set("no"))).toBe("UPDATE_COMPLETE");
    expect(service.things.size).toBe(1);
  });
});
