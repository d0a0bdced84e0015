import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Invoke } from "../../../../../src/emulator/pipeline/service.ts";
import { openBench } from "./bench.ts";
import { body, created, plain, updated } from "./steps.ts";
import { aThing, knowThings, thingService } from "./things.ts";

let forget: () => void;
beforeAll(() => {
  forget = knowThings();
});
afterAll(() => forget());

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
