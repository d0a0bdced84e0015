import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMultipart, mimeParts } from "../../../../src/emulator/instances/cloud-init/mime.ts";

const parts = (text: string): readonly (readonly [string, string | undefined, string])[] =>
  mimeParts(Buffer.from(text)).map(({ contentType, fileName, body }) => [contentType, fileName, body.toString()]);

describe("A MIME message", () => {
  it("is known by its headers", () => {
    expect(isMultipart(Buffer.from("MIME-Version: 1.0\nContent-Type: Multipart/mixed; boundary=x\n\n"))).toBe(true);
    expect(isMultipart(Buffer.from("#!/bin/sh\nContent-Type: multipart/mixed; boundary=x\n"))).toBe(false);
    expect(isMultipart(Buffer.from("Content-Type: text/plain\n\nmultipart/mixed"))).toBe(false);
  });

  it("may have folded headers, carriage returns, a first line of a mailbox, and parts in parts", () => {
    const text = [
      "From nobody Mon Nov 23 20:39:06 2026",
      "Content-Type: multipart/mixed;",
      ' boundary="outer"',
      "",
      "--outer",
      "Content-Type: multipart/alternative; boundary=inner",
      "",
      "--inner",
      "",
      "without headers",
      "--inner--",
      "--outer",
      'content-type: TEXT/X-Thing; name="a \\"b\\""',
      "Content-Transfer-Encoding: Quoted-Printable",
      "",
      "caf=C3=A9 is=",
      " here",
      "--outer--",
    ].join("\r\n");
    expect(parts(text)).toEqual([
      ["text/plain", undefined, "without headers"],
      ["text/x-thing", 'a "b"', "café is here"],
    ]);
  });

  it("that was cut has its last part as far as it came", () => {
    expect(parts("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/x-a\n\nhalf")).toEqual([
      ["text/x-a", undefined, "half"],
    ]);
  });

  it("gives back the bytes of its parts", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 5 }), (bodies) => {
        const encoded = bodies.map(
          (body) => `--b\nContent-Transfer-Encoding: base64\n\n${Buffer.from(body).toString("base64")}\n`,
        );
        const message = `Content-Type: multipart/mixed; boundary=b\n\n${encoded.join("")}--b--\n`;
        expect(mimeParts(Buffer.from(message)).map(({ body }) => [...body])).toEqual(bodies.map((body) => [...body]));
      }),
    );
  });

  it("of any bytes whatever does no harm", () => {
    const piece = fc.constantFrom("--b", "--b--", "\n", "\r\n", "Content-Type: multipart/mixed; boundary=b", ":", " ");
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
        const message = `Content-Type: multipart/mixed; boundary=b\n\n${pieces.join("")}`;
        expect(mimeParts(Buffer.from(message)).length).toBeLessThanOrEqual(256);
      }),
    );
  });
});
