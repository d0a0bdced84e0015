import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormFormatError, formBoundary, readMultipartForm } from "../../../src/wire/index.ts";

const OPTIONS = { boundary: "b0undary", fileField: "file", maxFieldBytes: 20_480 };

const part = (head: string, value: string): string => `--b0undary\r\n${head}\r\n\r\n${value}\r\n`;
const field = (name: string, value: string): string => part(`Content-Disposition: form-data; name="${name}"`, value);
const END = "--b0undary--\r\n";

/** The text in pieces of that many bytes, in a buffer that is used again. */
async function* pieces(text: string, sizeBytes: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  const buffer = Buffer.alloc(sizeBytes);
  for (let at = 0; at < bytes.length; at += sizeBytes) {
    yield buffer.subarray(0, bytes.copy(buffer, 0, at, at + sizeBytes));
  }
}

async function read(text: string, sizeBytes = 65_536) {
  const { fields, file } = await readMultipartForm(pieces(text, sizeBytes), OPTIONS);
  const chunks: Buffer[] = [];
  for await (const chunk of file?.bytes ?? []) chunks.push(Buffer.from(chunk));
  return { fields, filename: file?.filename, bytes: file && Buffer.concat(chunks).toString() };
}

const refused = async (text: string): Promise<string> => {
  const error = await read(text).catch((thrown: unknown) => thrown);
  if (!(error instanceof FormFormatError)) throw new Error("the form was read");
  return error.reason;
};

describe("a form", () => {
  it("gives its fields in order, and then its file", async () => {
    const file = part(
      'Content-Disposition: form-data; name="file"; filename="a \\"b\\".txt"\r\nContent-Type: x',
      "bytes",
    );
    expect(await read(`${field("key", "k")}${field("Key", "é")}${file}${field("late", "x")}${END}`)).toEqual({
      fields: [
        ["key", "k"],
        ["Key", "é"],
      ],
      filename: 'a "b".txt',
      bytes: "bytes",
    });
  });

  it("may have text before its first boundary, and white space after one", async () => {
    const text = `preamble\r\n${field("a", "1")}`.replace("b0undary\r\n", "b0undary \t\r\n");
    expect((await read(`${text}${END}`)).fields).toEqual([["a", "1"]]);
  });

  it("may have an empty file, whose name may be empty or absent", async () => {
    const empty = part('Content-Disposition: form-data; name=file; filename=""', "");
    expect(await read(`${empty}${END}`)).toEqual({ fields: [], filename: undefined, bytes: "" });
    expect(await read(`${field("file", "x")}${END}`)).toMatchObject({ filename: undefined, bytes: "x" });
  });

  it("is read alike however it comes in pieces, whatever looks like a boundary in it", async () => {
    const texts = fc.array(fc.constantFrom("\r\n", "--", "b0undar", "y", "-", "\r", "x"), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 40 }), async (some, sizeBytes) => {
        const value = some.join("").replaceAll("--b0undary", "");
        fc.pre(!`\r\n${value}\r\n`.includes("\r\n--b0undary"));
        const text = `${field("a", value)}${field("file", value)}${END}`;
        expect(await read(text, sizeBytes)).toEqual({ fields: [["a", value]], filename: undefined, bytes: value });
      }),
    );
  });

  it.each([
    ["breaks off in a field", field("a", "1").slice(0, -4)],
    ["breaks off in its file", field("file", "1").slice(0, -4)],
    ["breaks off before its first part", "--b0und"],
    ["has a part without a name", `${part("Content-Type: x", "1")}${END}`],
    ["has text after a boundary", `--b0undaryX\r\n\r\n${END}`],
  ])("is malformed where it %s", async (_where, text) => {
    expect(await refused(text)).toBe("malformed");
  });

  it("has fields of a limited length, and a file of any", async () => {
    expect(await refused(`${field("a", "x".repeat(20_480))}${END}`)).toBe("limit");
    expect(await refused(`${field("a", "x".repeat(15_000))}${field("b", "x".repeat(6000))}${END}`)).toBe("limit");
    expect(await refused("x".repeat(30_000))).toBe("limit");
    expect((await read(`${field("file", "x".repeat(100_000))}${END}`)).bytes).toHaveLength(100_000);
  });

  it("names its boundary", () => {
    expect(formBoundary('multipart/form-data; boundary="a b"')).toBe("a b");
    expect(formBoundary("Multipart/Form-Data; charset=utf-8; boundary=ab")).toBe("ab");
    expect(formBoundary("application/json")).toBeUndefined();
    expect(formBoundary(undefined)).toBeUndefined();
    expect(() => formBoundary("multipart/form-data")).toThrow(FormFormatError);
  });
});
