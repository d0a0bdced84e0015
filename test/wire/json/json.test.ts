import { describe, expect, it } from "vitest";
import { AwsError, jsonError, jsonSuccess, operationOfTarget, requestHead } from "../../../src/wire/index.ts";

const contentType = "application/x-amz-json-1.1";

describe("AWS JSON 1.1", () => {
  it("writes an answer as it is", () => {
    expect(jsonSuccess({ A: 1, b: ["é"] })).toEqual({ body: '{"A":1,"b":["é"]}', contentType });
  });

  it("writes an error with its code as type, its fields, and no message where there is none", () => {
    const error = new AwsError("Gone", "It is gone.", { status: 400, fields: { ResourceId: "r" } });
    expect(jsonError(error)).toEqual({
      body: '{"__type":"Gone","message":"It is gone.","ResourceId":"r"}',
      contentType,
    });
    expect(jsonError(new AwsError("Gone", "", { status: 400 })).body).toBe('{"__type":"Gone"}');
  });

  it.each([
    ["AmazonSSM.GetParameter", "GetParameter"],
    ["AmazonSSM.", undefined],
    ["AmazonSSM.Get.Parameter", undefined],
    ["Amazon.GetParameter", undefined],
    ["GetParameter", undefined],
  ])("names the operation of the target %s", (target, operation) => {
    expect(operationOfTarget(requestHead("POST", "/", ["X-Amz-Target", target]), "AmazonSSM")).toBe(operation);
  });

  it("names none without a target", () => {
    expect(operationOfTarget(requestHead("POST", "/", []), "AmazonSSM")).toBeUndefined();
  });
});
