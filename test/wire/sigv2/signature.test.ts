import { describe, expect, it } from "vitest";
import { readSigV2Header, readSigV2Query, requestHead, verifySigV2 } from "../../../src/wire/index.ts";
import { sigV2StringToSign } from "../../../src/wire/sigv2/signature.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const KEY = "AKIAIOSFODNN7EXAMPLE";

type Headers = Readonly<Record<string, string>>;

function verify(
  target: string,
  { method = "GET", hostBucket, headers }: { method?: string; hostBucket?: string; headers: Headers },
): { readonly valid: boolean; readonly stringToSign: string } {
  const head = requestHead(method, target, Object.entries(headers).flat());
  const claim = readSigV2Header(head) ?? readSigV2Query(head);
  if (claim === undefined) throw new Error("the request is not signed");
  return verifySigV2({ head, claim, hostBucket }, SECRET);
}

describe("Signature Version 2", () => {
  // The examples of "Signing and authenticating REST requests" in Amazon's S3 guide.
  it.each([
    [
      "an object's GET",
      "/photos/puppy.jpg",
      { headers: { Date: "Tue, 27 Mar 2007 19:36:42 +0000" }, signature: "bWq2s1WEIj+Ydj0vQ697zp+IXMU=" },
      "GET\n\n\nTue, 27 Mar 2007 19:36:42 +0000\n/johnsmith/photos/puppy.jpg",
    ],
    [
      "an object's PUT",
      "/photos/puppy.jpg",
      {
        method: "PUT",
        headers: { "Content-Type": "image/jpeg", "Content-Length": "94328", Date: "Tue, 27 Mar 2007 21:15:45 +0000" },
        signature: "MyyxeRY7whkBe+bq8fHCL/2kKUg=",
      },
      "PUT\n\nimage/jpeg\nTue, 27 Mar 2007 21:15:45 +0000\n/johnsmith/photos/puppy.jpg",
    ],
    [
      "a list, whose parameters are not signed",
      "/?prefix=photos&max-keys=50&marker=puppy",
      { headers: { Date: "Tue, 27 Mar 2007 19:42:41 +0000" }, signature: "htDYFYduRNen8P9ZfE/s9SuKy0U=" },
      "GET\n\n\nTue, 27 Mar 2007 19:42:41 +0000\n/johnsmith/",
    ],
    [
      "a subresource",
      "/?acl",
      { headers: { Date: "Tue, 27 Mar 2007 19:44:46 +0000" }, signature: "c2WLPFtWHVgbEmeEG93a4cG37dM=" },
      "GET\n\n\nTue, 27 Mar 2007 19:44:46 +0000\n/johnsmith/?acl",
    ],
  ])("has the published signature of %s", (_what, target, { signature, headers, ...rest }, toSign) => {
    const signed = { ...headers, Authorization: `AWS ${KEY}:${signature}` };
    expect(verify(target, { hostBucket: "johnsmith", headers: signed as unknown as Headers, ...rest })).toEqual({
      valid: true,
      stringToSign: toSign,
    });
  });

  it("leaves the date's line empty where x-amz-date is signed, and joins repeated headers", () => {
    const head = requestHead("DELETE", "/b/k", [
      ...["Date", "Tue, 27 Mar 2007 21:20:27 +0000", "x-amz-date", "Tue, 27 Mar 2007 21:20:26 +0000"],
      ...["X-Amz-Meta-A", " 1 ", "x-amz-meta-a", "2", "Authorization", `AWS ${KEY}:x`],
    ]);
    const claim = readSigV2Header(head);
    expect(claim?.signedAt?.toISOString()).toBe("2007-03-27T21:20:26.000Z");
    expect(sigV2StringToSign({ head, claim: claim as NonNullable<typeof claim>, hostBucket: undefined })).toBe(
      "DELETE\n\n\n\nx-amz-date:Tue, 27 Mar 2007 21:20:26 +0000\nx-amz-meta-a:1,2\n/b/k",
    );
  });

  it("takes what a presigned URL carries for headers, the session token among them", () => {
    const query = `AWSAccessKeyId=${KEY}&Expires=1795000000&x-amz-security-token=a%2Bb&x-amz-acl=private&Signature=s`;
    const head = requestHead("PUT", `/b/k%20k?acl&${query}`, ["Host", "s3.amazonaws.com"]);
    const claim = readSigV2Query(head);
    expect(claim).toMatchObject({ accessKeyId: KEY, expiresText: "1795000000", sessionToken: "a+b", signature: "s" });
    expect(sigV2StringToSign({ head, claim: claim as NonNullable<typeof claim>, hostBucket: undefined })).toBe(
      "PUT\n\n\n1795000000\nx-amz-acl:private\nx-amz-security-token:a+b\n/b/k%20k?acl",
    );
  });

  it("is refused after any one character of a signed part was changed", () => {
    const headers = {
      Date: "Tue, 27 Mar 2007 19:36:42 +0000",
      Authorization: `AWS ${KEY}:bWq2s1WEIj+Ydj0vQ697zp+IXMU=`,
    };
    const options = { hostBucket: "johnsmith", headers };
    expect(verify("/photos/puppy.jpg", options).valid).toBe(true);
    expect(verify("/photos/puppy.jpG", options).valid).toBe(false);
    expect(verify("/photos/puppy.jpg?acl", options).valid).toBe(false);
    expect(verify("/photos/puppy.jpg", { ...options, hostBucket: "johnsmitH" }).valid).toBe(false);
    expect(verify("/photos/puppy.jpg", { ...options, method: "PUT" }).valid).toBe(false);
    for (const [name, value] of [
      ["Date", "Tue, 27 Mar 2007 19:36:43 +0000"],
      ["x-amz-acl", "private"],
      ["Content-MD5", "a"],
      ["Content-Type", "a"],
      ["Authorization", `AWS ${KEY}:bWq2s1WEIj+Ydj0vQ697zp+IXMV=`],
    ] as const) {
      expect(verify("/photos/puppy.jpg", { ...options, headers: { ...headers, [name]: value } }).valid).toBe(false);
    }
  });

  it.each(["AWS", "AWS ", "AWS key", "AWS key:", "AWS :signature", "AWS key:sig nature", "aws key:signature"])(
    "does not read `%s`",
    (authorization) => {
      expect(readSigV2Header(requestHead("GET", "/", ["authorization", authorization]))).toBeUndefined();
    },
  );
});
