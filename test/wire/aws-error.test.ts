import { describe, expect, it } from "vitest";
import { AwsError } from "../../src/wire/index.ts";

describe("an AWS error", () => {
  it.each([
    [400, "Sender"],
    [403, "Sender"],
    [499, "Sender"],
    [500, "Receiver"],
    [503, "Receiver"],
  ])("with status %i is the fault of the %s", (status, fault) => {
    expect(new AwsError("Code", "text", { status }).fault).toBe(fault);
  });

  it("keeps its code, text, fields and headers", () => {
    const error = new AwsError("AuthorizationHeaderMalformed", "the text", {
      status: 400,
      fields: { Region: "us-east-1" },
      headers: { "x-amz-bucket-region": "us-east-1" },
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "AwsError",
      code: "AuthorizationHeaderMalformed",
      message: "the text",
      status: 400,
      fields: { Region: "us-east-1" },
      headers: { "x-amz-bucket-region": "us-east-1" },
    });
  });

  it("may have no text, fields or headers", () => {
    expect(new AwsError("MalformedInput", "", { status: 400 })).toMatchObject({ message: "", fields: {}, headers: {} });
  });
});
