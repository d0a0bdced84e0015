import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  SignalResourceCommand,
  type Stack,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { eventsOf, lines, whenSettled } from "./stacks.ts";

const BUCKET = "cloudformation-waitcondition-ap-northeast-1";

const template = (condition: object, more: object = {}): string =>
  JSON.stringify({
    Resources: {
      Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
      Wait: { Type: "AWS::CloudFormation::WaitCondition", Properties: { Handle: { Ref: "Handle" }, ...condition } },
      ...more,
    },
    Outputs: { Data: { Value: { "Fn::GetAtt": ["Wait", "Data"] } }, Id: { Value: { Ref: "Wait" } } },
  });

const success = (UniqueId: string, Data = ""): object => ({ Status: "SUCCESS", Reason: "", UniqueId, Data });

describe("A wait condition", () => {
  let emulator: Emulator;
  let cfn: CloudFormationClient;
  let s3: S3Client;
  let stacks = 0;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    cfn = new CloudFormationClient(clientConfig(emulator));
    s3 = new S3Client(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  interface Waiting {
    readonly stackId: string;
    readonly url: string;
    send(body: unknown, headers?: Record<string, string>): Promise<Response>;
    settled(): Promise<Stack>;
    lines(): Promise<string[]>;
  }

  /** Asks for a stack and waits until its condition waits. */
  async function waiting(condition: object = { Timeout: "60" }, more?: object): Promise<Waiting> {
    const StackName = `stack-${stacks++}`;
    const TemplateBody = template(condition, more);
    const { StackId: stackId = "" } = await cfn.send(new CreateStackCommand({ StackName, TemplateBody }));
    await vi.waitFor(async () => {
      const events = lines(await eventsOf(cfn, stackId));
      expect(events.some((line) => /^Wait CREATE_(IN_PROGRESS Resource creation Initiated|FAILED)/.test(line))).toBe(
        true,
      );
    });
    const { StackResources = [] } = await cfn.send(new DescribeStackResourcesCommand({ StackName: stackId }));
    const url =
      StackResources.find(({ LogicalResourceId }) => LogicalResourceId === "Handle")?.PhysicalResourceId ?? "";
    return {
      stackId,
      url,
      send: (body, headers = {}) =>
        // Bytes, for of a text `fetch` tells a content type.
        fetch(url, {
          method: "PUT",
          headers,
          body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
        }),
      settled: () => whenSettled(cfn, stackId),
      lines: async () => lines(await eventsOf(cfn, stackId)),
    };
  }

  it("is complete once its handle was told, and gives what it was told", async () => {
    const stack = await waiting();
    const path = new URL(stack.url).pathname;
    expect(stack.url.startsWith(`${emulator.endpoint}/${BUCKET}/`)).toBe(true);
    expect(decodeURIComponent(path)).toMatch(new RegExp(`^/${BUCKET}/${stack.stackId}/[0-9a-f-]{36}/Handle$`));
    const answer = await stack.send(success("app", "ready"));
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    const { StackStatus, Outputs = [] } = await stack.settled();
    expect(StackStatus).toBe("CREATE_COMPLETE");
    const outputs = Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    expect(outputs).toEqual({ Data: '{"app":"ready"}', Id: decodeURIComponent(path).slice(BUCKET.length + 2) });
  });

  it("waits for as many as it says, of whom each counts once", async () => {
    const stack = await waiting({ Timeout: "60", Count: 2 });
    await stack.send(success("a", "first"));
    await stack.send(success("a", "second"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await stack.lines()).at(-1)).toBe("Wait CREATE_IN_PROGRESS Resource creation Initiated");
    await stack.send(success("b"));
    const { StackStatus, Outputs = [] } = await stack.settled();
    expect(StackStatus).toBe("CREATE_COMPLETE");
    const data = Outputs.find(({ OutputKey }) => OutputKey === "Data")?.OutputValue ?? "";
    expect(JSON.parse(data)).toEqual({ a: "first", b: "" });
  });

  it.each<[string, unknown, string]>([
    [
      "it is told that something failed",
      { Status: "FAILURE", Reason: "no disk", UniqueId: "i-1", Data: "" },
      "WaitCondition received failed message: 'no disk' for uniqueId: i-1",
    ],
    ["it is told nothing", "done!", "Unparsable WaitCondition data"],
    ["it is told no status", { UniqueId: "a" }, "Unparsable WaitCondition data"],
    ["nobody told it", { Status: "SUCCESS", UniqueId: "" }, "Unparsable WaitCondition data"],
    ["it is told too much", success("a", "x".repeat(4097)), "Unparsable WaitCondition data"],
  ])("fails where %s", async (_name, body, reason) => {
    const stack = await waiting();
    expect((await stack.send(body)).status).toBe(200);
    expect((await stack.settled()).StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(await stack.lines()).toContain(`Wait CREATE_FAILED ${reason}`);
  });

  it("takes as much data as AWS does", async () => {
    const stack = await waiting();
    await stack.send(success("a", "x".repeat(4096)));
    expect((await stack.settled()).StackStatus).toBe("CREATE_COMPLETE");
  });

  it("fails where too few told it in time, by the emulator's clock", async () => {
    const stack = await waiting({ Timeout: "3600", Count: "2" });
    await stack.send(success("a"));
    emulator.advanceClock(3000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await stack.lines()).at(-1)).toBe("Wait CREATE_IN_PROGRESS Resource creation Initiated");
    emulator.advanceClock(600);
    expect((await stack.settled()).StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(await stack.lines()).toContain(
      "Wait CREATE_FAILED WaitCondition timed out. Received 1 conditions when expecting 2",
    );
  });

  it.each<[string, object, string]>([
    ["too long a time", { Timeout: "43201" }, "Timeout must be a whole number from 1 to 43200"],
    ["no time", {}, "A wait condition without a CreationPolicy must have Handle and Timeout"],
    ["a count of none", { Timeout: "1", Count: 0 }, "Count must be a whole number from 1 to 1000"],
    [
      "no handle's URL",
      { Timeout: "1", Handle: "https://example.com/" },
      "Handle is no URL of a wait condition handle",
    ],
  ])("fails with %s", async (_name, condition, reason) => {
    const stack = await waiting(condition);
    await stack.settled();
    expect(await stack.lines()).toContain(`Wait CREATE_FAILED ${reason}`);
  });

  describe("with a CreationPolicy", () => {
    const start = async (Properties: object): Promise<string> => {
      const Wait = {
        Type: "AWS::CloudFormation::WaitCondition",
        CreationPolicy: { ResourceSignal: { Count: 2, Timeout: "PT1H" } },
        Properties,
      };
      const TemplateBody = JSON.stringify({ Resources: { Wait }, Outputs: { Id: { Value: { Ref: "Wait" } } } });
      const StackName = `stack-${stacks++}`;
      const { StackId = "" } = await cfn.send(new CreateStackCommand({ StackName, TemplateBody }));
      return StackId;
    };
    const begun = (stackId: string): Promise<void> =>
      vi.waitFor(async () => {
        expect(lines(await eventsOf(cfn, stackId))).toContain("Wait CREATE_IN_PROGRESS Resource creation Initiated");
      });

    it("waits for signals to itself", async () => {
      const StackName = await start({});
      await begun(StackName);
      const LogicalResourceId = "Wait";
      for (const UniqueId of ["a", "b"]) {
        await cfn.send(new SignalResourceCommand({ StackName, LogicalResourceId, UniqueId, Status: "SUCCESS" }));
      }
      const { StackStatus, Outputs = [] } = await whenSettled(cfn, StackName);
      expect(StackStatus).toBe("CREATE_COMPLETE");
      expect(Outputs[0]?.OutputValue).toMatch(new RegExp(`^${StackName}/[0-9a-f-]{36}/Wait$`));
    });

    it("fails when they do not come", async () => {
      const stackId = await start({});
      await begun(stackId);
      emulator.advanceClock(3600);
      expect((await whenSettled(cfn, stackId)).StackStatus).toBe("ROLLBACK_COMPLETE");
      const reason = "Failed to receive 2 resource signal(s) within the specified duration";
      expect(lines(await eventsOf(cfn, stackId))).toContain(`Wait CREATE_FAILED ${reason}`);
    });

    it("can have no properties", async () => {
      const stackId = await start({ Timeout: "60" });
      await whenSettled(cfn, stackId);
      const reason = "A wait condition with a CreationPolicy can have no properties";
      expect(lines(await eventsOf(cfn, stackId))).toContain(`Wait CREATE_FAILED ${reason}`);
    });
  });

  it("cannot be updated", async () => {
    const stack = await waiting();
    await stack.send(success("a"));
    await stack.settled();
    const TemplateBody = template({ Timeout: "61" });
    await cfn.send(new UpdateStackCommand({ StackName: stack.stackId, TemplateBody }));
    expect((await stack.settled()).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const reason = "Update to resource type AWS::CloudFormation::WaitCondition is not supported.";
    expect(await stack.lines()).toContain(`Wait UPDATE_FAILED ${reason}`);
  });

  describe("has a handle whose URL", () => {
    it.each<[string, (url: string) => string, RequestInit, string]>([
      [
        "takes no content type",
        (url) => url,
        { headers: { "content-type": "application/json" } },
        "SignatureDoesNotMatch",
      ],
      ["is for a PUT", (url) => url, { method: "POST" }, "SignatureDoesNotMatch"],
      ["is for no GET", (url) => url, { method: "GET", body: null }, "SignatureDoesNotMatch"],
      ["is for this handle", (url) => url.replace("/Handle?", "/Another?"), {}, "SignatureDoesNotMatch"],
      ["is for this time", (url) => url.replace("86399", "86400"), {}, "SignatureDoesNotMatch"],
      ["must be whole", (url) => url.replace(/\?.*/, ""), {}, "AccessDenied"],
    ])("%s", async (_name, change, init, code) => {
      const stack = await waiting();
      const body = new TextEncoder().encode(JSON.stringify(success("a")));
      const answer = await fetch(change(stack.url), { method: "PUT", body, ...init });
      expect([answer.status, /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1]]).toEqual([403, code]);
      await cfn.send(new DeleteStackCommand({ StackName: stack.stackId }));
      await stack.settled();
      expect((await stack.send(success("a"))).status).toBe(403);
    });

    it("is over after a day", async () => {
      const stack = await waiting();
      await stack.send(success("a"));
      await stack.settled();
      emulator.advanceClock(86_400);
      const answer = await stack.send(success("b"));
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("Request has expired")]);
    });

    it("takes no signal that is not small", async () => {
      const stack = await waiting();
      const answer = await stack.send("x".repeat(65_537));
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("MaxMessageLengthExceeded")]);
      await stack.send(success("a"));
      expect((await stack.settled()).StackStatus).toBe("CREATE_COMPLETE");
    });

    it("is the only way to its object: root cannot write or read it, and cannot have the bucket", async () => {
      const stack = await waiting();
      const Key = decodeURIComponent(new URL(stack.url).pathname).slice(BUCKET.length + 2);
      const Body = JSON.stringify(success("a"));
      const put = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body })).catch((error) => error);
      expect(put).toMatchObject({ name: "AccessDenied" });
      // It is the decision that refuses, before anything else does.
      expect(emulator.explain(put.$metadata.requestId)?.decisions).toMatchObject([
        { request: { action: "s3:PutObject" }, decision: { effect: "Deny", reason: "implicit-deny" } },
      ]);
      expect(await refusal(s3.send(new GetObjectCommand({ Bucket: BUCKET, Key })))).toMatchObject({ status: 404 });
      expect(await refusal(s3.send(new CreateBucketCommand({ Bucket: BUCKET })))).toMatchObject({
        code: "BucketAlreadyExists",
      });
      expect((await stack.lines()).at(-1)).toBe("Wait CREATE_IN_PROGRESS Resource creation Initiated");
      await stack.send(success("a"));
      await stack.settled();
    });
  });
});
