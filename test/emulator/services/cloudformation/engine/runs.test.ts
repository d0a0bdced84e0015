import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { AwsError } from "../../../../../src/wire/index.ts";
import { answers, openBench } from "./bench.ts";

const key = (name: string, rest: object = {}): object => ({
  Type: "AWS::EC2::KeyPair",
  Properties: { KeyName: name, PublicKeyMaterial: "public" },
  ...rest,
});
const body = (Resources: object): { StackName: string; TemplateBody: string } => ({
  StackName: "s",
  TemplateBody: JSON.stringify({ Resources }),
});

/** EC2 of which key pairs can be made, as soon as `gate` lets them. */
function keyPairs(gate: () => Promise<void> = async () => {}): ReturnType<typeof answers> {
  return answers({
    ImportKeyPair: async () => {
      await gate();
      return { keyFingerprint: "f", keyPairId: "key-1" };
    },
    DeleteKeyPair: () => ({}),
  });
}

/** A gate that opens when it is told to. */
function closedGate(): { wait: () => Promise<void>; open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { wait: () => opened, open };
}

describe("deleting a stack that is being made", () => {
  it("finishes what was begun, begins nothing more, and deletes what there is", async () => {
    const gate = closedGate();
    const invoke = keyPairs(gate.wait);
    const bench = await openBench(invoke);
    const { StackId } = (await bench.call("CreateStack", body({ A: key("a"), B: key("b", { DependsOn: "A" }) }))) as {
      StackId: string;
    };
    await vi.waitFor(() => expect(invoke.calls).toEqual(["ImportKeyPair"]));
    await bench.call("DeleteStack", { StackName: "s" });
    expect(bench.status(StackId)).toBe("DELETE_IN_PROGRESS");
    gate.open();
    expect(await bench.settled(StackId)).toBe("DELETE_COMPLETE");
    expect(bench.lines(StackId)).toEqual([
      "s CREATE_IN_PROGRESS User Initiated",
      "A CREATE_IN_PROGRESS",
      "s DELETE_IN_PROGRESS User Initiated",
      "A CREATE_IN_PROGRESS Resource creation Initiated",
      "A CREATE_FAILED Resource creation cancelled",
      "A DELETE_IN_PROGRESS",
      "A DELETE_COMPLETE",
      "s DELETE_COMPLETE",
    ]);
    expect(invoke.calls).toEqual(["ImportKeyPair", "DeleteKeyPair"]);
  });

  it("is asked for twice and done once", async () => {
    const invoke = keyPairs();
    const bench = await openBench(invoke);
    const { StackId } = (await bench.call("CreateStack", body({ A: key("a") }))) as { StackId: string };
    await bench.settled(StackId);
    await Promise.all([bench.call("DeleteStack", { StackName: "s" }), bench.call("DeleteStack", { StackName: "s" })]);
    await bench.settled(StackId);
    expect(bench.lines(StackId).filter((line) => line.startsWith("s DELETE"))).toHaveLength(2);
  });
});

describe("an instance", () => {
  const template = { I: { Type: "AWS::EC2::Instance", Properties: { ImageId: "ami-1" } } };
  const instance = (name: string): object => ({
    reservationSet: [
      {
        instancesSet: [
          {
            instanceState: { name },
            placement: { availabilityZone: "z" },
            privateIpAddress: "10.0.0.1",
            vpcId: "vpc-1",
          },
        ],
      },
    ],
  });

  it("is waited for until it runs, and until it is gone", async () => {
    const states = ["pending", "pending", "running", "shutting-down", "terminated"];
    const invoke = answers({
      RunInstances: () => ({ instancesSet: [{ instanceId: "i-1" }] }),
      DescribeInstances: () => instance(states.shift() ?? ""),
      TerminateInstances: () => ({}),
    });
    const bench = await openBench(invoke);
    const { StackId } = (await bench.call("CreateStack", body(template))) as { StackId: string };
    expect(await bench.settled(StackId)).toBe("CREATE_COMPLETE");
    expect(states).toHaveLength(2);
    await bench.call("DeleteStack", { StackName: "s" });
    expect(await bench.settled(StackId)).toBe("DELETE_COMPLETE");
    expect(states).toHaveLength(0);
  });

  it("fails its stack where it ends instead of running, and is deleted with it", async () => {
    const invoke = answers({
      RunInstances: () => ({ instancesSet: [{ instanceId: "i-1" }] }),
      DescribeInstances: () => instance("terminated"),
      TerminateInstances: () => ({}),
    });
    const bench = await openBench(invoke);
    const { StackId } = (await bench.call("CreateStack", body(template))) as { StackId: string };
    expect(await bench.settled(StackId)).toBe("ROLLBACK_COMPLETE");
    expect(bench.lines(StackId)).toContainEqual(
      expect.stringMatching(
        /^I CREATE_FAILED Resource handler returned message: "Instance i-1 failed to stabilize\. Current state: terminated\." \(RequestToken: .*, HandlerErrorCode: NotStabilized\)$/,
      ),
    );
    expect(invoke.calls).toContain("TerminateInstances");
  });

  it("is not waited for once another resource has failed", async () => {
    const invoke = answers({
      RunInstances: () => ({ instancesSet: [{ instanceId: "i-1" }] }),
      DescribeInstances: () => instance(invoke.calls.includes("TerminateInstances") ? "terminated" : "pending"),
      TerminateInstances: () => ({}),
      ImportKeyPair: () => {
        throw new AwsError("UnauthorizedOperation", "You are not authorized.", { status: 403 });
      },
    });
    const bench = await openBench(invoke);
    const { StackId } = (await bench.call("CreateStack", body({ ...template, K: key("k") }))) as { StackId: string };
    expect(await bench.settled(StackId)).toBe("ROLLBACK_COMPLETE");
    expect(bench.lines(StackId)).toEqual(
      expect.arrayContaining([
        "K CREATE_FAILED API: ec2:ImportKeyPair You are not authorized.",
        "I CREATE_FAILED Resource creation cancelled",
        "I DELETE_COMPLETE",
      ]),
    );
  });
});

describe("what goes wrong inside", () => {
  it("is told without its text, which may hold anything", async () => {
    const invoke = answers({
      ImportKeyPair: () => {
        throw new Error("a secret");
      },
    });
    const bench = await openBench(invoke);
    const { StackId } = (await bench.call("CreateStack", body({ A: key("a") }))) as { StackId: string };
    expect(await bench.settled(StackId)).toBe("ROLLBACK_COMPLETE");
    expect(bench.lines(StackId)).toContain("A CREATE_FAILED Internal Failure");
  });

  it("leaves a stack ROLLBACK_FAILED where the rollback fails too", async () => {
    const invoke = answers({
      ImportKeyPair: ({ input }) => {
        if ((input as { KeyName: string }).KeyName === "b") throw new AwsError("InternalError", "no", { status: 500 });
        return { keyFingerprint: "f", keyPairId: "key-1" };
      },
    });
    const bench = await openBench(invoke);
    const resources = { A: key("a"), B: key("b", { DependsOn: "A" }) };
    const { StackId } = (await bench.call("CreateStack", body(resources))) as { StackId: string };
    expect(await bench.settled(StackId)).toBe("ROLLBACK_FAILED");
    expect(bench.lines(StackId).at(-1)).toBe("s ROLLBACK_FAILED The following resource(s) failed to delete: [A].");
  });
});

describe("a stack whose emulator was stopped", () => {
  it("is marked as failed when somebody asks for it again, and can then be deleted", async () => {
    const directory = mkdtempSync(join(tmpdir(), "keylease-stack-"));
    try {
      const gate = closedGate();
      const first = await openBench(keyPairs(gate.wait), directory);
      const { StackId } = (await first.call("CreateStack", body({ A: key("a") }))) as { StackId: string };
      await vi.waitFor(() => expect(first.lines(StackId)).toHaveLength(2));
      await first.close();

      const invoke = keyPairs();
      const second = await openBench(invoke, directory);
      expect(second.status(StackId)).toBe("CREATE_IN_PROGRESS");
      await second.call("DescribeStacks", {});
      expect(second.status(StackId)).toBe("CREATE_FAILED");
      expect(second.lines(StackId).slice(2)).toEqual([
        "A CREATE_FAILED The emulator was stopped while this was under way; what it had begun to make may remain.",
        "s CREATE_FAILED The emulator was stopped while this was under way; what it had begun to make may remain.",
      ]);
      await second.call("DeleteStack", { StackName: "s" });
      expect(await second.settled(StackId)).toBe("DELETE_COMPLETE");

      // The run of the first emulator finds its store closed, and harms nobody.
      gate.open();
      await new Promise((resolve) => setTimeout(resolve, 20));
      await second.close();
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it("is forgotten in a reset, and its run ends", async () => {
    const gate = closedGate();
    const bench = await openBench(keyPairs(gate.wait));
    const { StackId } = (await bench.call("CreateStack", body({ A: key("a") }))) as { StackId: string };
    await vi.waitFor(() => expect(bench.lines(StackId)).toHaveLength(2));
    await bench.state.store.clear();
    gate.open();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(bench.status(StackId)).toBeUndefined();
    expect([...bench.state.store.range({ prefix: "cfn-" })]).toEqual([]);
  });
});

describe("a creation that may take only so long", () => {
  it("is rolled back when its time is over, by the emulator's clock", async () => {
    const gate = closedGate();
    const bench = await openBench(keyPairs(gate.wait));
    const resources = { A: key("a"), B: key("b", { DependsOn: "A" }) };
    await bench.call("CreateStack", { ...body(resources), TimeoutInMinutes: 5 });
    await vi.waitFor(() => expect(bench.lines("s")).toHaveLength(2));
    bench.state.clock.advance(300_000);
    await new Promise((resolve) => setTimeout(resolve, 150));
    gate.open();
    expect(await bench.settled("s")).toBe("ROLLBACK_COMPLETE");
    expect(bench.lines("s")).toEqual(
      expect.arrayContaining([
        "A CREATE_FAILED Resource creation cancelled",
        "s ROLLBACK_IN_PROGRESS Stack creation time exceeded the specified timeout. Rollback requested by user.",
        "A DELETE_COMPLETE",
      ]),
    );
    expect(bench.lines("s").join()).not.toContain("B CREATE");
  });

  it("is complete where it takes less", async () => {
    const bench = await openBench(keyPairs());
    await bench.call("CreateStack", { ...body({ A: key("a") }), TimeoutInMinutes: 1 });
    expect(await bench.settled("s")).toBe("CREATE_COMPLETE");
  });
});
