import { describe, expect, it } from "vitest";
import { withAttributes, writeXml, type XmlValue, xmlMap, xmlSiblings } from "../../../src/wire/index.ts";

const date = new Date("2026-11-23T20:39:06.000Z");

describe("plain data as XML", () => {
  it.each<[string, XmlValue, string]>([
    ["text", "a", "<R>a</R>"],
    ["an empty text", "", "<R></R>"],
    ["a number", 900, "<R>900</R>"],
    ["a truth value", false, "<R>false</R>"],
    ["a date", date, "<R>2026-11-23T20:39:06.000Z</R>"],
    ["an object", { B: "1", A: { C: 2 } }, "<R><B>1</B><A><C>2</C></A></R>"],
    ["an empty object", {}, "<R/>"],
    ["a property that is undefined", { A: undefined, B: 1 }, "<R><B>1</B></R>"],
    ["only undefined properties", { A: undefined }, "<R/>"],
    [
      "a map",
      { M: xmlMap({ Users: 1, Groups: "<" }) },
      "<R><M><entry><key>Users</key><value>1</value></entry><entry><key>Groups</key><value>&lt;</value></entry></M></R>",
    ],
    [
      "elements of several names in one order",
      {
        A: 1,
        rest: xmlSiblings([
          ["V", 1],
          ["D", { K: 2 }],
          ["V", 3],
        ]),
        B: 4,
        none: xmlSiblings([]),
      },
      "<R><A>1</A><V>1</V><D><K>2</K></D><V>3</V><B>4</B></R>",
    ],
    ["an empty map", { M: xmlMap({}) }, "<R><M/></R>"],
    ["attributes", withAttributes({ xmlns: 'a"&<\n' }, "x"), '<R xmlns="a&quot;&amp;&lt;&#xa;">x</R>'],
    ["attributes on a child", { A: withAttributes({ "x:t": "1", b: "2" }, {}) }, '<R><A x:t="1" b="2"/></R>'],
  ])("%s", (_, value, xml) => {
    expect(writeXml("R", value)).toBe(xml);
  });

  it("leaves the milliseconds of dates out where asked", () => {
    expect(writeXml("R", { At: date }, { dates: "seconds" })).toBe("<R><At>2026-11-23T20:39:06Z</At></R>");
  });

  it("indents by two spaces and begins with the declaration where asked", () => {
    const value = { A: { B: "1", C: {} }, D: "" };
    expect(writeXml("R", value, { pretty: true, declaration: true })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<R>\n  <A>\n    <B>1</B>\n    <C/>\n  </A>\n  <D></D>\n</R>\n',
    );
  });
});

describe("lists as XML", () => {
  const value = { L: ["a", { B: 1 }], E: [] };

  it.each<["member" | "item" | "flattened", string]>([
    ["member", "<R><L><member>a</member><member><B>1</B></member></L><E/></R>"],
    ["item", "<R><L><item>a</item><item><B>1</B></item></L><E/></R>"],
    ["flattened", "<R><L>a</L><L><B>1</B></L></R>"],
  ])("are written in the style %s", (lists, xml) => {
    expect(writeXml("R", value, { lists })).toBe(xml);
  });

  it("are wrapped where an element cannot repeat", () => {
    expect(writeXml("R", ["a"])).toBe("<R><member>a</member></R>");
    expect(writeXml("R", { L: [["a", "b"]] })).toBe("<R><L><member>a</member><member>b</member></L></R>");
    expect(writeXml("R", { L: withAttributes({ a: "1" }, ["b"]) }, { lists: "item" })).toBe(
      '<R><L a="1"><item>b</item></L></R>',
    );
  });

  it("may have attributes on each entry", () => {
    expect(writeXml("R", { L: [withAttributes({ t: "1" }, "a"), "b"] })).toBe('<R><L t="1">a</L><L>b</L></R>');
  });
});

describe("text in XML", () => {
  it.each([
    ["markup", "<a>&amp;</a>", "&lt;a&gt;&amp;amp;&lt;/a&gt;"],
    ["the end of a CDATA section", "]]>", "]]&gt;"],
    ["quotes, which stay raw", `"it's"`, `"it's"`],
    ["line feeds and tabs, which stay raw", "a\n\tb", "a\n\tb"],
    ["carriage returns, which parsers would lose", "a\r\nb", "a&#xd;\nb"],
    ["control characters, as S3 writes them", "a\u0001\u001f\u0000", "a&#x1;&#x1f;&#x0;"],
    ["noncharacters", "\ufffe\uffff", "&#xfffe;&#xffff;"],
    ["a character beyond U+FFFF, which stays", "\u{1d4b3}<", "\u{1d4b3}&lt;"],
    ["lone surrogates, which have no UTF-8 form", "a\ud800b\udc00", "a\ufffdb\ufffd"],
  ])("escapes %s", (_, text, escaped) => {
    expect(writeXml("R", text)).toBe(`<R>${escaped}</R>`);
  });
});
