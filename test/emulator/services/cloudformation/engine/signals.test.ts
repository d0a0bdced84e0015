import { describe, expect, it, vi } from "vitest";
import { answers, type Bench, openBench } from "./bench.ts";

/** EC2 of which instances run at once. */
function instances(): ReturnType<typeof answers> {
  let state = "running";
  let made = 0;
  return answers({
    RunInstances: () => {
      made++;
      state = "running";
      return { instancesSet: [{ instanceId: `i-${made}` }] };
    },
    DescribeInstances: () => ({
      reservationSet: [
        {
          instancesSet: [
            {
              instanceState: { name: state },
              placement: { availabilityZone: "z" },
              privateIpAddress: "10.0.0.1",
              vpcId: "vpc-1",
            },
          ],
        },
      ],
    }),
    TerminateInstances: () => {
      state = "terminated";
      return {};
    },
  });
}

const template = (signal: object, ImageId = "ami-1"): string =>
  JSON.stringify({
    Parameters: { Wait: { Type: "String", Default: "PT10M" } },
    Resources: {
      I: {
        Type: "AWS::EC2::Instance",
        Properties: { ImageId },
        CreationPolicy: { ResourceSignal: signal },
      },
    },
  });

/** Asks for a stack and waits until its instance waits for signals. */
async function waiting(signal: object = {}): Promise<Bench> {
  const bench = await openBench(instances());
  await bench.call("CreateStack", { StackName: "s", TemplateBody: template(signal) });
  await vi.waitFor(() => expect(bench.lines("s")).toContain("I CREATE_IN_PROGRESS Resource creation Initiated"));
  return bench;
}

const signal = (bench: Bench, Status: string, UniqueId = "i-1"): Promise<unknown> =>
  bench.call("SignalResource", { StackName: "s", LogicalResourceId: "I", UniqueId, Status });

describe("a resource with a CreationPolicy", () => {
  it("is complete once it was told so", async () => {
    const bench = await waiting();
    expect(bench.status("s")).toBe("CREATE_IN_PROGRESS");
    await signal(bench, "SUCCESS");
    expect(await bench.settled("s")).toBe("CREATE_COMPLETE");
    expect(bench.lines("s").slice(2)).toEqual([
      "I CREATE_IN_PROGRESS Resource creation Initiated",
      "I CREATE_IN_PROGRESS Received SUCCESS signal with UniqueId i-1",
      "I CREATE_COMPLETE",
      "s CREATE_COMPLETE",
    ]);
    await expect(signal(bench, "SUCCESS")).rejects.toMatchObject({
      code: "ValidationError",
      message: "Resource I is in CREATE_COMPLETE state and cannot be signaled",
    });
  });

  it("fails when it is told that something failed", async () => {
    const bench = await waiting();
    await signal(bench, "FAILURE");
    expect(await bench.settled("s")).toBe("ROLLBACK_COMPLETE");
    expect(bench.lines("s")).toContain("I CREATE_FAILED Received FAILURE signal with UniqueId i-1");
  });

  it("waits for as many signals as it says, each with an id of its own", async () => {
    const bench = await waiting({ Count: "2", Timeout: { Ref: "Wait" } });
    await signal(bench, "SUCCESS", "a");
    await signal(bench, "SUCCESS", "a");
    expect(bench.lines("s").filter((line) => line.includes("signal"))).toHaveLength(1);
    expect(bench.status("s")).toBe("CREATE_IN_PROGRESS");
    await signal(bench, "SUCCESS", "b");
    expect(await bench.settled("s")).toBe("CREATE_COMPLETE");
  });

  it.each([
    ["five minutes", {}, 300],
    ["as long as it says", { Timeout: "PT1H0M30S" }, 3630],
  ])("waits %s of the emulator's time", async (_name, policy, seconds) => {
    const bench = await waiting(policy);
    // A minute is more than the test takes.
    bench.state.clock.advance((seconds - 60) * 1000);
    await signal(bench, "SUCCESS");
    expect(await bench.settled("s")).toBe("CREATE_COMPLETE");
    const late = await waiting(policy);
    late.state.clock.advance(seconds * 1000);
    expect(await late.settled("s")).toBe("ROLLBACK_COMPLETE");
  });

  it("fails where too few came in time", async () => {
    const bench = await waiting({ Count: 2 });
    await signal(bench, "SUCCESS");
    bench.state.clock.advance(299_000 - 60_000);
    expect(bench.status("s")).toBe("CREATE_IN_PROGRESS");
    bench.state.clock.advance(61_000);
    expect(await bench.settled("s")).toBe("ROLLBACK_COMPLETE");
    expect(bench.lines("s")).toContain(
      "I CREATE_FAILED Failed to receive 2 resource signal(s) within the specified duration",
    );
  });

  it("is not waited for when its stack is deleted", async () => {
    const bench = await waiting();
    await bench.call("DeleteStack", { StackName: "s" });
    const { StackSummaries } = (await bench.call("ListStacks", {})) as { StackSummaries: { StackId: string }[] };
    expect(await bench.settled(StackSummaries[0]?.StackId ?? "")).toBe("DELETE_COMPLETE");
  });

  it("waits again where an update makes another, whatever the old one was told", async () => {
    const bench = await waiting();
    await signal(bench, "SUCCESS");
    await bench.settled("s");
    await bench.call("UpdateStack", { StackName: "s", TemplateBody: template({}, "ami-2") });
    await vi.waitFor(() => expect(bench.lines("s")).toContain("I UPDATE_IN_PROGRESS Resource creation Initiated"));
    expect(bench.status("s")).toBe("UPDATE_IN_PROGRESS");
    await signal(bench, "SUCCESS");
    expect(await bench.settled("s")).toBe("UPDATE_COMPLETE");
    expect(bench.lines("s")).toContain("I UPDATE_IN_PROGRESS Received SUCCESS signal with UniqueId i-1");
  });
});

describe("signals that are refused", () => {
  it.each<[string, object, string]>([
    ["an unknown stack", { StackName: "nobody" }, "Stack [nobody] does not exist"],
    ["an unknown resource", { LogicalResourceId: "X" }, "Resource X does not exist for stack s"],
    ["an unknown status", { Status: "MAYBE" }, "Member must satisfy enum value set: [SUCCESS, FAILURE]"],
    ["too long an id", { UniqueId: "u".repeat(65) }, "Member must have length less than or equal to 64"],
  ])("%s", async (_name, change, message) => {
    const bench = await waiting();
    const input = { StackName: "s", LogicalResourceId: "I", UniqueId: "u", Status: "SUCCESS", ...change };
    await expect(bench.call("SignalResource", input)).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
    await signal(bench, "SUCCESS");
    await bench.settled("s");
  });

  it.each([
    ["a type that waits for nothing", "AWS::EC2::KeyPair", { ResourceSignal: {} }, "does not support CreationPolicy"],
    ["no signal", "AWS::EC2::Instance", {}, "must consist of ResourceSignal"],
    ["another policy", "AWS::EC2::Instance", { ResourceSignal: {}, AutoScalingCreationPolicy: {} }, "must consist of"],
    ["a member that there is none of", "AWS::EC2::Instance", { ResourceSignal: { Counts: 1 } }, "member Counts"],
  ])("policies with %s", async (_name, Type, CreationPolicy, message) => {
    const bench = await openBench(instances());
    const TemplateBody = JSON.stringify({ Resources: { R: { Type, CreationPolicy } } });
    await expect(bench.call("CreateStack", { StackName: "s", TemplateBody })).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
  });
});
