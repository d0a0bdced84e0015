import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  children,
  childText,
  parseXml,
  withAttributes,
  writeXml,
  type XmlElement,
  XmlFormatError,
  type XmlObject,
  type XmlValue,
} from "../../../src/wire/index.ts";

function reason(text: string, limits?: Parameters<typeof parseXml>[1]): string {
  try {
    parseXml(text, limits);
  } catch (error) {
    if (error instanceof XmlFormatError) return error.reason;
    throw error;
  }
  return "accepted";
}

describe("an XML document", () => {
  it("is read with its namespaces, attributes, children and text", () => {
    const root = parseXml(
      '<?xml version="1.0" encoding="UTF-8"?>\n<!-- c --><a:R xmlns:a="urn:x" a:t="1" u="&lt;2&#x41;">x<B>1</B><![CDATA[<y>]]><B/> z</a:R>\n',
    );
    expect(root).toMatchObject({ name: "R", namespace: "urn:x", text: "x<y> z" });
    expect({ ...root.attributes }).toEqual({ "xmlns:a": "urn:x", "a:t": "1", u: "<2A" });
    expect(root.children.map(({ name, namespace, text }) => ({ name, namespace, text }))).toEqual([
      { name: "B", namespace: "", text: "1" },
      { name: "B", namespace: "", text: "" },
    ]);
  });

  it("inherits the default namespace", () => {
    expect(parseXml('<R xmlns="urn:x"><B/></R>').children[0]?.namespace).toBe("urn:x");
  });

  it("is looked into by name", () => {
    const root = parseXml("<R><K> a </K><L>1</L><K>b</K></R>");
    expect(childText(root, "K")).toBe(" a ");
    expect(childText(root, "M")).toBeUndefined();
    expect(children(root, "K").map((child) => child.text)).toEqual([" a ", "b"]);
    expect(children(root, "M")).toEqual([]);
  });

  it("may begin with a byte order mark", () => {
    expect(parseXml("\ufeff<R>a</R>").text).toBe("a");
  });

  it("cannot reach a prototype", () => {
    const root = parseXml('<R __proto__="x" constructor="y"><__proto__>z</__proto__></R>');
    expect(Object.getPrototypeOf(root.attributes)).toBeNull();
    expect(Object.entries(root.attributes)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
    expect(childText(root, "__proto__")).toBe("z");
    expect(childText(root, "toString")).toBeUndefined();
  });
});

describe("a document that is not well-formed", () => {
  it.each([
    "",
    " ",
    "garbage",
    "<a>",
    "<a>1</b>",
    "<a><b>1</a></b>",
    "<a/><b/>",
    "<a/>text",
    "<a b=1/>",
    '<a b="1" b="2"/>',
    '<a b="<"/>',
    "<a>&unknown;</a>",
    "<a>& </a>",
    "<a>&#0;</a>",
    "<a>&#x1;</a>",
    "<a>\u0001</a>",
    '<?xml version="1.1"?><a>&#x1;</a>',
    "<p:a/>",
    "<a><![CDATA[</a>",
    "<a><!-- -- --></a>",
    "<a>]]></a>",
    "<1a/>",
  ])("%s is refused", (text) => {
    expect(reason(text)).toBe("malformed");
  });

  it("is refused wherever it was cut off", () => {
    const whole = '<?xml version="1.0"?><R xmlns="u"><Part><ETag>"&quot;x&#x41;"</ETag></Part><![CDATA[x]]></R>';
    expect(reason(whole)).toBe("accepted");
    for (let end = 0; end < whole.length; end++) expect(reason(whole.slice(0, end))).toBe("malformed");
  });
});

describe("a hostile document", () => {
  it.each([
    ["a document type", "<!DOCTYPE a><a/>"],
    ["an external entity", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ["a billion laughs", '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>'],
    ["a processing instruction", "<?php echo 1 ?><a/>"],
    ["a stylesheet", '<?xml-stylesheet href="x"?><a/>'],
    ["a processing instruction inside", "<a><?x y?></a>"],
  ])("with %s is refused", (_, text) => {
    expect(reason(text)).toBe("forbidden");
  });

  it("may nest 32 deep and no deeper", () => {
    const nested = (depth: number): string => "<a>".repeat(depth) + "</a>".repeat(depth);
    expect(reason(nested(32))).toBe("accepted");
    expect(reason(nested(33))).toBe("limit");
    expect(reason("<a>".repeat(100_000))).toBe("limit");
    expect(reason(nested(3), { maxDepth: 2 })).toBe("limit");
  });

  it("may have a mebibyte and no more, counted in bytes", () => {
    const sized = (bytes: number): string => `<a>${"x".repeat(bytes - 7)}</a>`;
    expect(reason(sized(1_048_576))).toBe("accepted");
    expect(reason(sized(1_048_577))).toBe("limit");
    expect(reason("<a>漢</a>", { maxBytes: 10 })).toBe("accepted");
    expect(reason("<a>漢</a>", { maxBytes: 9 })).toBe("limit");
  });

  it("may have so many elements and no more", () => {
    expect(reason(`<a>${"<b/>".repeat(49_999)}</a>`)).toBe("accepted");
    expect(reason(`<a>${"<b/>".repeat(50_000)}</a>`)).toBe("limit");
    expect(reason("<a><b/><b/></a>", { maxElements: 2 })).toBe("limit");
  });
});

describe("what is written is read back", () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/).filter((text) => !/^xml/i.test(text));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML 1.0 cannot hold
  const unwritable = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
  const text = fc.string({ unit: "binary" }).filter((value) => !unwritable.test(value));

  /** Data beside the tree that must come back for it. */
  interface Sample {
    readonly value: XmlValue;
    readonly tree: { readonly attributes: Record<string, string>; readonly content: unknown };
  }

  const { sample } = fc.letrec<{ sample: Sample; content: Pick<Sample, "value"> & { readonly content: unknown } }>(
    (tie) => ({
      sample: fc
        .record({ attributes: fc.dictionary(name, text, { maxKeys: 3 }), inner: tie("content") })
        .map(({ attributes, inner }) => ({
          value: withAttributes(attributes, inner.value),
          tree: { attributes: { ...attributes }, content: inner.content },
        })),
      content: fc.oneof(
        { maxDepth: 4 },
        text.map((value) => ({ value, content: value })),
        fc.array(fc.tuple(name, tie("sample")), { minLength: 1, maxLength: 4 }).map((entries) => {
          const unique = [...new Map(entries)];
          const value: XmlObject = Object.fromEntries(unique.map(([key, inner]) => [key, inner.value]));
          // Object.entries orders nothing anew, as no name is a number.
          return { value, content: unique.map(([key, inner]) => [key, inner.tree]) };
        }),
      ),
    }),
  );

  const read = (element: XmlElement): Sample["tree"] => ({
    attributes: { ...element.attributes },
    content: element.children.length === 0 ? element.text : element.children.map((child) => [child.name, read(child)]),
  });

  it("for any data, compact and with declaration", () => {
    fc.assert(
      fc.property(sample, fc.boolean(), ({ value, tree }, declaration) => {
        expect(read(parseXml(writeXml("R", value, { declaration })))).toEqual(tree);
      }),
    );
  });

  it("for any data, pretty printed", () => {
    fc.assert(
      fc.property(sample, ({ value, tree }) => {
        expect(read(parseXml(writeXml("R", value, { pretty: true })))).toEqual(tree);
      }),
    );
  });
});
