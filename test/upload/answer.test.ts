import { describe, expect, it } from "vitest";
import { type Answer, readError } from "../../src/upload/answer.ts";

const answer = (body: string, headers: Answer["headers"] = []): Answer => ({ status: 403, headers, body });

describe("an error that S3 answered", () => {
  it("is read from its document", () => {
    const body =
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>REQ1</RequestId></Error>';
    expect(readError(answer(body))).toEqual({ code: "AccessDenied", message: "Access Denied", requestId: "REQ1" });
  });

  it("has the request id of the header before that of the document", () => {
    const read = readError(answer("<Error><RequestId>A</RequestId></Error>", ["X-Amz-Request-Id", "B"]));
    expect(read.requestId).toBe("B");
  });

  it.each([
    ["a &lt;b&gt; &amp;lt; &quot;c&quot; &apos;d&apos;", "a <b> &lt; \"c\" 'd'"],
    ["&#65;&#x42;&#x1F600;", "AB\u{1F600}"],
    ["&unknown; &#xFFFFFFFF; &#99999999; & &;", "&unknown; &#xFFFFFFFF; &#99999999; & &;"],
  ])("has its entities read once: %s", (written, meant) => {
    expect(readError(answer(`<Error><Message>${written}</Message></Error>`)).message).toBe(meant);
  });

  it.each(["", "<html>Bad gateway</html>", "<Error><Code><x/></Code></Error>", "\u0000\u0001"])(
    "is named by its status where there is no document: %j",
    (body) => {
      expect(readError(answer(body))).toEqual({ code: "Http403", message: "", requestId: undefined });
    },
  );

  it("never gives the session token that S3 repeats", () => {
    const body = "<Error><Code>ExpiredToken</Code><Message>Expired</Message><Token-0>SECRET</Token-0></Error>";
    expect(JSON.stringify(readError(answer(body)))).not.toContain("SECRET");
  });
});
