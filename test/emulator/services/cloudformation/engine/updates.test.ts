import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Invoke } from "../../../../../src/emulator/pipeline/service.ts";
import { type Bench, openBench } from "./bench.ts";
import { aThing, knowThings, thingService } from "./things.ts";

let forget: () => void;
beforeAll(() => {
  forget = knowThings();
});
afterAll(() => forget());

const body = (Resources: object, rest: object = {}): object => ({
  StackName: "s",
  TemplateBody: JSON.stringify({ Resources, ...rest }),
});

async function created(bench: Bench, Resources: object, rest: object = {}): Promise<number> {
  await bench.call("CreateStack", body(Resources, rest));
  expect(await bench.settled("s")).toBe("CREATE_COMPLETE");
  return bench.lines("s").length;
}

async function updated(bench: Bench, input: object): Promise<string | undefined> {
  await bench.call("UpdateStack", input);
  return bench.settled("s");
}

/** Made-up suffixes of names are of no interest. */
const plain = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/-[A-Za-z0-9]{12}\b/g, ""));

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

describe("an update that fails", () => {
  it("is rolled back: what was changed, made and replaced is as it was", async () => {
    const service = thingService((call) => call === "Change s-Z=bad");
    const bench = await openBench(service.invoke);
    const Outputs = { O: { Value: { "Fn::GetAtt": ["A", "Value"] } } };
    const told = await created(
      bench,
      { A: aThing({ Value: "1" }), R: aThing({ Fixed: "1" }), Z: aThing({ Value: "z" }, { DependsOn: ["A", "R"] }) },
      { Outputs },
    );
    const before = new Map(service.things);
    const next = {
      A: aThing({ Value: "2" }),
      R: aThing({ Fixed: "2" }, { DependsOn: "A" }),
      N: aThing({}, { DependsOn: "R" }),
      Z: aThing({ Value: "bad" }, { DependsOn: ["N"] }),
    };
    expect(await updated(bench, body(next, { Outputs }))).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(plain(bench.lines("s").slice(told))).toEqual([
      "s UPDATE_IN_PROGRESS User Initiated",
      "A UPDATE_IN_PROGRESS",
      "A UPDATE_COMPLETE",
      "R UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.",
      "R UPDATE_IN_PROGRESS Resource creation Initiated",
      "R UPDATE_COMPLETE",
      "N CREATE_IN_PROGRESS",
      "N CREATE_IN_PROGRESS Resource creation Initiated",
      "N CREATE_COMPLETE",
      "Z UPDATE_IN_PROGRESS",
      expect.stringMatching(/^Z UPDATE_FAILED Resource handler returned message: "no Change s-Z=bad/),
      "s UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Z].",
      "A UPDATE_IN_PROGRESS",
      "R UPDATE_COMPLETE",
      "A UPDATE_COMPLETE",
      "Z UPDATE_COMPLETE",
      "s UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      "N DELETE_IN_PROGRESS",
      "N DELETE_COMPLETE",
      "R DELETE_IN_PROGRESS",
      "R DELETE_COMPLETE",
      "s UPDATE_ROLLBACK_COMPLETE",
    ]);
    expect(service.things).toEqual(before);
    const { TemplateBody } = (await bench.call("GetTemplate", { StackName: "s" })) as { TemplateBody: string };
    expect(TemplateBody).toContain('"Value":"1"');
    // From here the next update begins.
    expect(await updated(bench, body({ A: aThing({ Value: "3" }) }))).toBe("UPDATE_COMPLETE");
    expect([...service.things.values()]).toEqual(["3"]);
  });

  it("deletes the new one of a replacement that was begun", async () => {
    const service = thingService((call) => call === "Finish s-A=2");
    const bench = await openBench(service.invoke);
    const told = await created(bench, { A: aThing({ Fixed: "1", Value: "1" }) });
    const before = new Map(service.things);
    expect(await updated(bench, body({ A: aThing({ Fixed: "2", Value: "2" }) }))).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(service.things).toEqual(before);
    expect(bench.lines("s").slice(told).at(-2)).toBe("A DELETE_COMPLETE");
  });

  it("tells that a resource with a name of its own cannot be replaced, and touches nothing", async () => {
    const service = thingService();
    const bench = await openBench(service.invoke);
    const told = await created(bench, { A: aThing({ Name: "mine", Fixed: "1" }) });
    const count = service.calls.length;
    expect(await updated(bench, body({ A: aThing({ Name: "mine", Fixed: "2" }) }))).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(bench.lines("s").slice(told)).toContain(
      "A UPDATE_FAILED CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename mine and update the stack again.",
    );
    expect(service.calls).toHaveLength(count);
    expect(await updated(bench, body({ A: aThing({ Name: "other", Fixed: "2" }) }))).toBe("UPDATE_COMPLETE");
    expect([...service.things.keys()]).toEqual(["other"]);
  });

  it("stays UPDATE_ROLLBACK_FAILED where it cannot be undone, and can then only be deleted", async () => {
    const service = thingService((call) => call === "Change s-A=1" || call === "Make s-Z");
    const bench = await openBench(service.invoke);
    await created(bench, { A: aThing({ Value: "1" }) });
    const next = { A: aThing({ Value: "2" }), Z: aThing({}, { DependsOn: "A" }) };
    expect(await updated(bench, body(next))).toBe("UPDATE_ROLLBACK_FAILED");
    expect(bench.lines("s")).toContain(
      "s UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Z].",
    );
    expect(bench.lines("s").at(-1)).toBe("s UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [A].");
    await expect(bench.call("UpdateStack", body({ A: aThing({ Value: "3" }) }))).rejects.toMatchObject({
      message: expect.stringMatching(/^Stack:arn:.* is in UPDATE_ROLLBACK_FAILED state and can not be updated\.$/),
    });
    await bench.call("DeleteStack", { StackName: "s" });
    await bench.settled("s");
    expect(service.things.size).toBe(0);
  });

  it("cancels what is under way at the same time", async () => {
    const service = thingService((call) => call === "Change s-B=2");
    const bench = await openBench(service.invoke);
    const told = await created(bench, { A: aThing({ Value: "1" }), B: aThing({ Value: "1" }) });
    expect(await updated(bench, body({ A: aThing({ Value: "2" }), B: aThing({ Value: "2" }) }))).toBe(
      "UPDATE_ROLLBACK_COMPLETE",
    );
    const lines = bench.lines("s").slice(told);
    expect(lines.filter((line) => line.startsWith("s UPDATE_ROLLBACK_IN")).join()).toMatch(
      /failed to update: \[(A, )?B\]/,
    );
    expect([...service.things.values()]).toEqual(["1", "1"]);
  });

  it("goes on where the old ones cannot be deleted", async () => {
    const service = thingService((call) => call === "Remove s-A");
    const bench = await openBench(service.invoke);
    const told = await created(bench, { A: aThing({ Fixed: "1" }) });
    expect(await updated(bench, body({ A: aThing({ Fixed: "2" }) }))).toBe("UPDATE_COMPLETE");
    expect(bench.lines("s").slice(told)).toContainEqual(expect.stringMatching(/^A DELETE_FAILED Resource handler/));
  });
});

describe("an update that is refused at once", () => {
  it("is not undone: nothing has been done", async () => {
    const service = thingService((call) => call.startsWith("Change"));
    const bench = await openBench(service.invoke);
    const told = await created(bench, { A: aThing({ Value: "1" }) });
    const count = service.calls.length;
    expect(await updated(bench, body({ A: aThing({ Value: "2" }) }))).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(service.calls.slice(count)).toEqual(["Change s-A=2"]);
    expect(bench.lines("s").slice(told + 3)).toEqual([
      "s UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [A].",
      "A UPDATE_COMPLETE",
      "s UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      "s UPDATE_ROLLBACK_COMPLETE",
    ]);
  });
});

describe("requests to update that are refused", () => {
  it("a stack that is not there", async () => {
    const bench = await openBench(thingService().invoke);
    await expect(bench.call("UpdateStack", body({ A: aThing() }))).rejects.toMatchObject({
      message: "Stack [s] does not exist",
    });
  });

  it("another type under the same logical id", async () => {
    const bench = await openBench(thingService().invoke);
    await created(bench, { A: aThing() });
    const other = { A: { Type: "AWS::EC2::KeyPair", Properties: { KeyName: "k" } } };
    await expect(bench.call("UpdateStack", body(other))).rejects.toMatchObject({
      message:
        "Update of resource type is not permitted. The new template modifies resource type of the following resources [A]",
    });
  });

  it("deleting a stack under its update", async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const service = thingService();
    const bench = await openBench(async (call) => {
      if (call.operation === "Change") await gate;
      return service.invoke(call);
    });
    await created(bench, { A: aThing({ Value: "1" }) });
    await bench.call("UpdateStack", body({ A: aThing({ Value: "2" }) }));
    await expect(bench.call("DeleteStack", { StackName: "s" })).rejects.toMatchObject({
      message: "Stack [s] cannot be deleted while in status UPDATE_IN_PROGRESS",
    });
    await expect(bench.call("UpdateStack", body({ A: aThing({ Value: "3" }) }))).rejects.toMatchObject({
      message: expect.stringMatching(/is in UPDATE_IN_PROGRESS state and can not be updated\.$/),
    });
    open();
    expect(await bench.settled("s")).toBe("UPDATE_COMPLETE");
  });
});

describe("an update whose emulator was stopped", () => {
  it("is marked as failed, and deleting the stack deletes the old one and the new one", async () => {
    const directory = mkdtempSync(join(tmpdir(), "keylease-update-"));
    try {
      let isStuck = false;
      const service = thingService();
      const stuck: Invoke = (call) =>
        isStuck && call.operation === "Finish" ? new Promise(() => {}) : service.invoke(call);
      const first = await openBench(stuck, directory);
      await created(first, { A: aThing({ Fixed: "1" }) });
      isStuck = true;
      await first.call("UpdateStack", body({ A: aThing({ Fixed: "2" }) }));
      await vi.waitFor(() => expect(first.lines("s")).toContain("A UPDATE_IN_PROGRESS Resource creation Initiated"));
      expect(service.things.size).toBe(2);
      await first.close();

      const second = await openBench(service.invoke, directory);
      const { Stacks } = (await second.call("DescribeStacks", {})) as { Stacks: { StackId: string }[] };
      expect(second.status("s")).toBe("UPDATE_FAILED");
      const id = Stacks[0]?.StackId ?? "";
      await second.call("DeleteStack", { StackName: "s" });
      expect(await second.settled(id)).toBe("DELETE_COMPLETE");
      expect(service.things.size).toBe(0);
      await second.close();
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
