import {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  type EC2Client,
  GetConsoleOutputCommand,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { plainRequest, type ReportedInstance, userData, waitForInstance } from "../../../support/instances.ts";
import { ec2Of, launch, launched } from "./world.ts";

const NOBODY = "i-0123456789abcdef0";
const notFound = {
  code: "InvalidInstanceID.NotFound",
  status: 400,
  message: `The instance ID '${NOBODY}' does not exist`,
};

describe("instances that are stopped and started", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  beforeEach(async () => {
    emulator = await startTestEmulator({ instanceMode: "process" });
    ec2 = ec2Of(emulator);
  });
  afterEach(() => emulator.close());

  const until = (id: string, state: string): Promise<ReportedInstance> =>
    waitForInstance(emulator, id, (instance) => instance.state === state);
  const stop = (...InstanceIds: string[]) => ec2.send(new StopInstancesCommand({ InstanceIds }));
  const start = (...InstanceIds: string[]) => ec2.send(new StartInstancesCommand({ InstanceIds }));
  const described = async (id: string) => {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations?.[0]?.Instances?.[0];
  };
  const token = async ({ metadata = {} }: ReportedInstance): Promise<string> => {
    const headers = { "x-aws-ec2-metadata-token-ttl-seconds": "60" };
    return (await plainRequest(metadata, "/latest/api/token", { method: "PUT", headers })).body;
  };
  const metadata = async (report: ReportedInstance, path: string) => {
    const headers = { "x-aws-ec2-metadata-token": await token(report) };
    return plainRequest(report.metadata ?? {}, `/latest/${path}`, { headers });
  };

  it("go through AWS's states, and keep what they are", async () => {
    const id = await launched(emulator, ec2);
    const before = await described(id);
    expect((await stop(id)).StoppingInstances).toEqual([
      { InstanceId: id, CurrentState: { Code: 64, Name: "stopping" }, PreviousState: { Code: 16, Name: "running" } },
    ]);
    await until(id, "stopped");
    expect(await described(id)).toMatchObject({
      State: { Code: 80, Name: "stopped" },
      StateReason: { Code: "Client.UserInitiatedShutdown" },
      StateTransitionReason: expect.stringMatching(/^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/),
      PrivateIpAddress: before?.PrivateIpAddress,
    });
    emulator.advanceClock(60);
    expect((await start(id)).StartingInstances).toEqual([
      { InstanceId: id, CurrentState: { Code: 0, Name: "pending" }, PreviousState: { Code: 80, Name: "stopped" } },
    ]);
    await until(id, "running");
    const after = await described(id);
    expect(after).toMatchObject({ PrivateIpAddress: before?.PrivateIpAddress, StateTransitionReason: "" });
    expect(after?.LaunchTime?.getTime()).toBeGreaterThan(before?.LaunchTime?.getTime() ?? 0);
  });

  it("end what runs in them, and do not run their user data again", async () => {
    const id = await launch(ec2, { UserData: userData("#!/bin/sh", "echo once", "sleep 600") });
    const first = await waitForInstance(emulator, id, ({ consoleOutput }) => consoleOutput === "once\n");
    await stop(id);
    const stopped = await until(id, "stopped");
    expect(stopped).toMatchObject({ userData: "ended", exitStatus: 137, consoleOutput: "once\n" });
    expect(stopped).not.toHaveProperty("metadata");
    await expect(plainRequest(first.metadata ?? {}, "/")).rejects.toThrow();
    const UserData = { Value: Buffer.from("#!/bin/sh\necho twice\n") };
    await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, UserData }));
    await start(id);
    const again = await until(id, "running");
    expect((await metadata(again, "user-data")).body).toBe("#!/bin/sh\necho twice\n");
    const { Output = "" } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
    expect(Buffer.from(Output, "base64").toString()).toBe("once\n");
    expect(await until(id, "running")).toMatchObject({ userData: "ended", exitStatus: 137 });
  });

  it("have a metadata service while they run", async () => {
    const id = await launched(emulator, ec2);
    await stop(id);
    await until(id, "stopped");
    await start(id);
    const report = await until(id, "running");
    expect((await metadata(report, "meta-data/instance-id")).body).toBe(id);
  });

  it("are as they were where there is nothing to do", async () => {
    const id = await launched(emulator, ec2);
    expect((await start(id)).StartingInstances?.[0]).toMatchObject({
      CurrentState: { Name: "running" },
      PreviousState: { Name: "running" },
    });
    await stop(id);
    await until(id, "stopped");
    expect((await stop(id)).StoppingInstances?.[0]).toMatchObject({ CurrentState: { Name: "stopped" } });
  });

  it("can be terminated while they are stopped, and then neither started nor stopped", async () => {
    const id = await launched(emulator, ec2);
    await stop(id);
    await until(id, "stopped");
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await until(id, "terminated");
    expect(await refusal(start(id))).toEqual({
      code: "IncorrectInstanceState",
      status: 400,
      message: `The instance '${id}' is not in a state from which it can be started.`,
    });
    expect((await refusal(stop(id))).code).toBe("IncorrectInstanceState");
    const options = new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, HttpTokens: "required" });
    expect((await refusal(ec2.send(options))).code).toBe("IncorrectInstanceState");
  });

  it("are stopped all or none", async () => {
    const id = await launched(emulator, ec2);
    expect(await refusal(stop(id, NOBODY))).toEqual(notFound);
    expect((await described(id))?.State?.Name).toBe("running");
  });

  it("count against the limit when they are started", async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => launched(emulator, ec2)));
    await stop(...ids);
    for (const id of ids) await until(id, "stopped");
    await launch(ec2, { MinCount: 14, MaxCount: 14 });
    const { code } = await refusal(start(...ids));
    expect(code).toBe("InstanceLimitExceeded");
    expect((await described(ids[0] ?? ""))?.State?.Name).toBe("stopped");
    await start(...ids.slice(0, 2));
  });

  it("are not put to sleep", async () => {
    const sleep = ec2.send(new StopInstancesCommand({ InstanceIds: [NOBODY], Hibernate: true }));
    expect(await refusal(sleep)).toMatchObject({ code: "NotImplemented", status: 501 });
  });

  it("are rebooted: what runs ends, and a new metadata service begins", async () => {
    const id = await launch(ec2, { UserData: userData("#!/bin/sh", "echo once", "sleep 600") });
    const before = await waitForInstance(emulator, id, ({ consoleOutput }) => consoleOutput === "once\n");
    await ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }));
    // The old service may still be told for a moment after what ran has ended.
    const report = await waitForInstance(
      emulator,
      id,
      ({ exitStatus, metadata: now }) => exitStatus === 137 && now !== undefined && now.url !== before.metadata?.url,
    );
    expect(report.state).toBe("running");
    expect((await metadata(report, "meta-data/instance-id")).body).toBe(id);
    await ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }));
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(await until(id, "terminated")).not.toHaveProperty("metadata");
    const gone = await refusal(ec2.send(new RebootInstancesCommand({ InstanceIds: [id] })));
    expect(gone.code).toBe("IncorrectState");
  });

  it("show their status, those alone that run unless others are asked for", async () => {
    const [running, stopped] = [await launched(emulator, ec2), await launched(emulator, ec2)];
    await stop(stopped);
    await until(stopped, "stopped");
    const ok = { Status: "ok", Details: [{ Name: "reachability", Status: "passed" }] };
    const { InstanceStatuses } = await ec2.send(new DescribeInstanceStatusCommand());
    expect(InstanceStatuses).toEqual([
      {
        InstanceId: running,
        AvailabilityZone: "ap-northeast-1a",
        AvailabilityZoneId: "apne1-az1",
        InstanceState: { Code: 16, Name: "running" },
        SystemStatus: ok,
        InstanceStatus: ok,
      },
    ]);
    const all = await ec2.send(new DescribeInstanceStatusCommand({ IncludeAllInstances: true }));
    const status = Object.fromEntries((all.InstanceStatuses ?? []).map((one) => [one.InstanceId, one.InstanceStatus]));
    expect(status).toEqual({ [running]: ok, [stopped]: { Status: "not-applicable" } });
    const Filters = [{ Name: "instance-state-name", Values: ["stopped"] }];
    const some = await ec2.send(new DescribeInstanceStatusCommand({ IncludeAllInstances: true, Filters }));
    expect(some.InstanceStatuses?.map(({ InstanceId }) => InstanceId)).toEqual([stopped]);
    const missing = ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [NOBODY] }));
    expect(await refusal(missing)).toEqual(notFound);
  });

  it("feel changed metadata options at once", async () => {
    const id = await launched(emulator, ec2, { MetadataOptions: { HttpTokens: "optional" } });
    const report = await until(id, "running");
    const status = async () => (await plainRequest(report.metadata ?? {}, "/latest/meta-data/")).status;
    expect(await status()).toBe(200);
    const change = (options: object) =>
      ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, ...options }));
    const answer = await change({ HttpTokens: "required", HttpPutResponseHopLimit: 3 });
    expect(answer).toMatchObject({
      InstanceId: id,
      InstanceMetadataOptions: {
        State: "pending",
        HttpTokens: "required",
        HttpPutResponseHopLimit: 3,
        HttpEndpoint: "enabled",
      },
    });
    expect(await status()).toBe(401);
    expect((await described(id))?.MetadataOptions).toMatchObject({ State: "applied", HttpTokens: "required" });
    await change({ HttpEndpoint: "disabled" });
    expect(await status()).toBe(403);
    expect((await refusal(change({}))).code).toBe("MissingParameter");
    expect((await refusal(change({ HttpPutResponseHopLimit: 65 }))).code).toBe("InvalidParameterValue");
    expect((await refusal(change({ HttpProtocolIpv6: "enabled" }))).code).toBe("NotImplemented");
  });
});
