import * as sdk from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import type { ServiceRequest } from "../../../../src/emulator/pipeline/request.ts";
import { detect } from "../../../../src/emulator/services/s3/detect.ts";
import { allOperationNames } from "../../../../src/emulator/services/s3/subresources.ts";
import { AwsError, requestHead } from "../../../../src/wire/index.ts";

function asked(method: string, target: string, headers: Readonly<Record<string, string>> = {}): string {
  const head = requestHead(method, target, Object.entries(headers).flat());
  return detect({ head, host: "127.0.0.1" } as ServiceRequest);
}

/** On hosts of their own, or indistinguishable from another operation without them. */
const ELSEWHERE = new Set(["ListDirectoryBuckets", "WriteGetObjectResponse"]);

/** Something for every member that an operation may want; each takes what it knows. */
const INPUT = {
  Bucket: "bucket",
  Key: "key",
  Id: "id",
  UploadId: "upload",
  PartNumber: 1,
  CopySource: "other/key",
  AnnotationName: "annotation",
  AnnotationPayload: "",
  RenameSource: "/other/key",
  Delete: { Objects: [{ Key: "key" }] },
  ObjectAttributes: ["ETag"],
  Body: "",
};

const commands = Object.entries(sdk)
  .filter(([name]) => /^[A-Z].*Command$/.test(name) && !name.startsWith("$"))
  .map(([name, command]) => [name.replace(/Command$/, ""), command] as const)
  .filter(([name]) => !ELSEWHERE.has(name));

describe("detect", () => {
  it("knows every operation of AWS's SDK and no more than the SDK but its own two", () => {
    const extra = [...allOperationNames()].filter((name) => !commands.some(([known]) => known === name));
    expect(extra.sort()).toEqual(["OptionsObject", "PostObject"]);
    expect(commands.filter(([name]) => !allOperationNames().has(name))).toEqual([]);
    expect(commands.length).toBeGreaterThan(100);
  });

  it.each(commands)("names %s as AWS's SDK sends it", async (name, Command) => {
    const client = new sdk.S3Client({
      endpoint: "http://127.0.0.1:1",
      region: "us-east-1",
      credentials: { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "secret" },
      maxAttempts: 1,
    });
    let seen: { method: string; path: string; query?: object; headers: Record<string, string> } | undefined;
    client.middlewareStack.add(
      () => async (args) => {
        seen = args.request as NonNullable<typeof seen>;
        throw new Error("seen");
      },
      { step: "finalizeRequest", name: "capture", priority: "low" },
    );
    const command = new (Command as new (input: object) => Parameters<typeof client.send>[0])(INPUT);
    await client.send(command).catch(() => {});
    if (seen === undefined) throw new Error(`the SDK did not get as far as sending ${name}`);
    const query = new URLSearchParams(
      Object.entries(seen.query ?? {}).map(([key, value]): [string, string] => [
        key,
        value === null ? "" : String(value),
      ]),
    ).toString();
    expect(asked(seen.method, `${seen.path}?${query}`, seen.headers)).toBe(name);
  });

  it.each([
    ["GET", "/", "ListBuckets"],
    ["GET", "/bucket", "ListObjects"],
    ["GET", "/bucket/", "ListObjects"],
    ["GET", "/bucket?uploads=", "ListMultipartUploads"],
    ["GET", "/bucket?location", "GetBucketLocation"],
    ["GET", "/bucket/key?unknown=1", "GetObject"],
    ["PUT", "/bucket/key?x-id=GetObject", "PutObject"],
    ["GET", "/bucket/key?x-id=DeleteObject", "GetObject"],
    ["GET", "/bucket/key?versions", "GetObject"],
    ["POST", "/bucket", "PostObject"],
    ["OPTIONS", "/bucket/key", "OptionsObject"],
    ["GET", "/bucket//", "GetObject"],
  ])("takes %s %s for %s", (method, target, name) => {
    expect(asked(method, target)).toBe(name);
  });

  it.each([
    ["HEAD", "/", "SERVICE"],
    ["PUT", "/", "SERVICE"],
    ["PATCH", "/bucket", "BUCKET"],
    ["POST", "/bucket/key", "OBJECT"],
    ["DELETE", "/bucket?acl", "ACL"],
  ])("refuses %s %s", (method, target, resourceType) => {
    const refusal = refusalOf(() => asked(method, target));
    expect(refusal).toMatchObject({ code: "MethodNotAllowed", status: 405 });
    expect(refusal.fields).toEqual({ Method: method, ResourceType: resourceType });
  });

  it("refuses a request that asks for two things at once", () => {
    const refusal = refusalOf(() => asked("PUT", "/bucket?acl&policy"));
    expect(refusal).toMatchObject({
      code: "InvalidArgument",
      message: "Conflicting query string parameters: acl, policy",
    });
  });
});

function refusalOf(work: () => unknown): AwsError {
  try {
    work();
  } catch (error) {
    if (error instanceof AwsError) return error;
  }
  throw new Error("it was not refused");
}
