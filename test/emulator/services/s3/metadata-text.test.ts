import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMetadataText, writeMetadataText } from "../../../../src/emulator/services/s3/metadata-text.ts";

describe("user metadata in headers", () => {
  it.each([
    ["abc", "abc"],
    ["=?UTF-8?B?YWJj?=", "abc"],
    ["=?utf-8?q?a=5Fb_c?=", "a_b c"],
    ["=?iso-8859-1?Q?=e9?=", "é"],
    ["=?UTF-8?Q?a?=  =?UTF-8?Q?b?=", "ab"],
    ["before =?UTF-8?Q?a?= after", "before a after"],
    ["=?UTF-8*de?Q?=C3=A9?=", "é"],
    // No encoded words.
    ["=?UTF-8?X?YWJj?=", "=?UTF-8?X?YWJj?="],
    ["=?no-such-charset?B?YWJj?=", "=?no-such-charset?B?YWJj?="],
    ["x=?UTF-8?B?YWJj?=", "x=?UTF-8?B?YWJj?="],
    ["=?UTF-8?Q?a b?=", "=?UTF-8?Q?a b?="],
    ["a=?  ", "a=?  "],
    // Bytes that are no text.
    ["=?UTF-8?B?/2H/?=", "\ufffda\ufffd"],
  ])("`%s` means `%s`", (sent, text) => expect(readMetadataText(sent)).toBe(text));

  it.each([
    ["plain ~ text\t", "plain ~ text\t"],
    ["é b", "=?UTF-8?Q?=C3=A9_b?="],
    ["éé b?", "=?UTF-8?Q?=C3=A9=C3=A9_b=3F?="],
    ["éb", "=?UTF-8?B?w6li?="],
    ["\0\x01", "=?UTF-8?B?AAE=?="],
    ["line\r\nx-amz-other: header", "=?UTF-8?Q?line=0D=0Ax-amz-other:_header?="],
  ])("`%j` is written as `%s`", (text, written) => expect(writeMetadataText(text)).toBe(written));

  it("comes back as it was, in printable ASCII", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("=?"));
        const written = writeMetadataText(text);
        expect(written).toMatch(/^[\x20-\x7e\t]*$/);
        expect(readMetadataText(written)).toBe(text);
      }),
    );
  });
});
