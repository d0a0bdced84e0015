import { describe, expect, it } from "vitest";
import { formatBasicIso, parseAuthorization, requestHead, SigV4FormatError } from "../../../src/wire/index.ts";

const CREDENTIAL = "Credential=AKIDEXAMPLE/20261123/us-east-1/sts/aws4_request";
const SIGNED = "SignedHeaders=host;x-amz-date";
const SIGNATURE = "Signature=0123abcd";
const DATE = ["X-Amz-Date", "20261123T203906Z"];

function parse(authorization: string, headers: readonly string[] = DATE): ReturnType<typeof parseAuthorization> {
  return parseAuthorization(requestHead("POST", "/", ["Authorization", authorization, ...headers]));
}

function failure(authorization: string, headers?: readonly string[]): { part: string; message: string } {
  try {
    parse(authorization, headers);
  } catch (error) {
    if (error instanceof SigV4FormatError) return { part: error.part, message: error.message };
    throw error;
  }
  throw new Error("the header was accepted");
}

describe("a well-formed Authorization header", () => {
  const expected = {
    accessKeyId: "AKIDEXAMPLE",
    date: "20261123",
    region: "us-east-1",
    service: "sts",
    signedHeaders: ["host", "x-amz-date"],
    signature: "0123abcd",
    timestamp: { at: new Date("2026-11-23T20:39:06Z"), basic: "20261123T203906Z", text: "20261123T203906Z" },
  };

  it.each([", ", ",", " ,\t"])("is read with %j between its parts", (separator) => {
    expect(parse(`AWS4-HMAC-SHA256 ${[CREDENTIAL, SIGNED, SIGNATURE].join(separator)}`)).toEqual(expected);
  });

  it("has its own signed headers, whatever the one before had", () => {
    const lists = ["host;x-amz-date", "host", "x-amz-date;host", "host;x-amz-date", "Host;a;;b"];
    const read = lists.map((list) => parse(`AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=${list}, ${SIGNATURE}`));
    expect(read.map(({ signedHeaders }) => signedHeaders.join(";"))).toEqual(lists);
  });

  it("may have its parts in any order", () => {
    expect(parse(`AWS4-HMAC-SHA256 ${SIGNATURE}, ${CREDENTIAL}, ${SIGNED}`)).toEqual(expected);
  });

  it("has the access key id up to the fourth slash from the right", () => {
    const credential = parse(
      `AWS4-HMAC-SHA256 Credential=a/b/20261123/us-east-1/sts/aws4_request,${SIGNED},${SIGNATURE}`,
    );
    expect(credential).toMatchObject({ accessKeyId: "a/b", date: "20261123" });
  });

  it("keeps the list of signed headers as it is", () => {
    const { signedHeaders } = parse(`AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=x-b;Host;;a, ${SIGNATURE}`);
    expect(signedHeaders).toEqual(["x-b", "Host", "", "a"]);
  });
});

describe("the time of signing", () => {
  const header = `AWS4-HMAC-SHA256 ${CREDENTIAL}, ${SIGNED}, ${SIGNATURE}`;

  it("is x-amz-date's before Date's", () => {
    const { timestamp } = parse(header, ["Date", "Mon, 23 Nov 2026 20:00:00 GMT", ...DATE]);
    expect(timestamp.text).toBe("20261123T203906Z");
  });

  it.each(["Mon, 23 Nov 2026 20:39:06 GMT", "20261123T203906Z"])("may be in a Date header: %s", (text) => {
    expect(parse(header, ["Date", text]).timestamp).toEqual({
      at: new Date("2026-11-23T20:39:06Z"),
      basic: "20261123T203906Z",
      text,
    });
  });

  it.each([
    ["x-amz-date", "2026-11-23T20:39:06Z"],
    ["x-amz-date", "20261123T203906"],
    ["x-amz-date", "20260231T203906Z"],
    ["x-amz-date", "20261123T246006Z"],
    ["x-amz-date", "Mon, 23 Nov 2026 20:39:06 GMT"],
    ["date", "yesterday"],
    ["date", "Mon, 23 Foo 2026 20:39:06 GMT"],
    ["date", "2026"],
    ["x-amz-date", ""],
  ])("is refused in %s: %j", (name, text) => {
    expect(failure(header, [name, text])).toEqual({
      part: "timestamp",
      message: `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    });
  });

  it("is refused where the header was sent twice", () => {
    expect(failure(header, [...DATE, ...DATE]).part).toBe("timestamp");
  });

  it("is written back as it was", () => {
    expect(formatBasicIso(new Date("2026-11-23T20:39:06.789Z"))).toBe("20261123T203906Z");
  });
});

describe("an Authorization header that lacks something", () => {
  it.each([
    ["Credential", "credential", [SIGNED, SIGNATURE]],
    ["Signature", "signature", [CREDENTIAL, SIGNED]],
    ["SignedHeaders", "signedHeaders", [CREDENTIAL, SIGNATURE]],
  ])("is told that it requires '%s'", (name, part, pieces) => {
    const header = `AWS4-HMAC-SHA256 ${pieces.join(", ")}`;
    const message = `Authorization header requires '${name}' parameter. Authorization=${header}`;
    expect(failure(header)).toEqual({ part, message });
    expect(failure(`${header}, ${name}=`)).toEqual({ part, message: `${message}, ${name}=` });
  });

  it("is told that it requires a date", () => {
    const header = `AWS4-HMAC-SHA256 ${CREDENTIAL}, ${SIGNED}, ${SIGNATURE}`;
    expect(failure(header, [])).toEqual({
      part: "timestamp",
      message: `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=${header}`,
    });
  });

  it("is told everything at once", () => {
    expect(failure(`AWS4-HMAC-SHA256 ${CREDENTIAL}`, [])).toEqual({
      part: "signature",
      message:
        "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. " +
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " +
        `Authorization=AWS4-HMAC-SHA256 ${CREDENTIAL}`,
    });
  });

  it("is told about a missing header", () => {
    expect(() => parseAuthorization(requestHead("GET", "/", DATE))).toThrow(
      expect.objectContaining({ name: "SigV4FormatError", part: "authorization" }),
    );
  });
});

describe("a malformed Authorization header", () => {
  it.each([
    [`AWS4-HMAC-SHA256 ${CREDENTIAL}, oops, ${SIGNATURE}`, "oops"],
    [`AWS4-HMAC-SHA256 ${CREDENTIAL},, ${SIGNATURE}`, ""],
    ["garbage", "garbage"],
    ["AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256"],
  ])("%s has a piece without equal-sign", (header, fragment) => {
    expect(failure(header)).toEqual({
      part: "fragment",
      message: `'${fragment}' not a valid key=value pair (missing equal-sign) in Authorization header: '${header}'.`,
    });
  });

  it("names a key twice", () => {
    expect(failure(`AWS4-HMAC-SHA256 ${CREDENTIAL}, ${SIGNED}, ${SIGNATURE}, ${SIGNATURE}`).part).toBe("fragment");
  });

  it("comes twice", () => {
    const header = `AWS4-HMAC-SHA256 ${CREDENTIAL}, ${SIGNED}, ${SIGNATURE}`;
    expect(failure(header, ["authorization", header, ...DATE]).part).toBe("fragment");
  });

  it.each(["AWS4-HMAC-SHA512", "AWS4-ECDSA-P256-SHA256", "aws4-hmac-sha256", "Basic"])("is of %s", (algorithm) => {
    expect(failure(`${algorithm} ${CREDENTIAL}, ${SIGNED}, ${SIGNATURE}`).part).toBe("authorization");
  });

  it.each(["AKID", "AKID/20261123/us-east-1/aws4_request", "/20261123/us-east-1/sts/aws4_request"])(
    "has the credential %s",
    (credential) => {
      expect(failure(`AWS4-HMAC-SHA256 Credential=${credential}, ${SIGNED}, ${SIGNATURE}`)).toEqual({
        part: "credential",
        message: `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
      });
    },
  );

  it("has a scope that ends otherwise", () => {
    expect(failure(`AWS4-HMAC-SHA256 ${CREDENTIAL}s, ${SIGNED}, ${SIGNATURE}`)).toEqual({
      part: "terminator",
      message: "Credential should be scoped with a valid terminator: 'aws4_request'",
    });
  });
});
