import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeQuery, flattenQueryParams, parseQueryParams, type QueryParams } from "../../../src/wire/index.ts";

const params = (form: string): QueryParams => parseQueryParams(decodeQuery(form));
const malformed = (message = ""): unknown =>
  expect.objectContaining({ name: "AwsError", code: "MalformedInput", status: 400, message });

describe("a Query parameter", () => {
  it("is read by its name, in its own case", () => {
    const read = params("Action=AssumeRole&Empty=&action=x");
    expect(read.string("Action")).toBe("AssumeRole");
    expect(read.string("Empty")).toBe("");
    expect(read.string("Absent")).toBeUndefined();
    expect(read.string("__proto__")).toBeUndefined();
    expect(read.string("constructor")).toBeUndefined();
  });

  it("has the first of its values", () => {
    expect(params("A=1&A=2").string("A")).toBe("1");
    expect(params("A=&A=2").string("A")).toBe("");
    expect(params("L.member.1=a&L.member.1=b").list("L")).toEqual(["a"]);
  });

  it("is there when something below it is", () => {
    const read = params("Tags.member.1.Key=k&Empty=");
    expect(read.has("Tags")).toBe(true);
    expect(read.has("Empty")).toBe(true);
    expect(read.has("Tag")).toBe(false);
    expect(read.string("Tags")).toBeUndefined();
    expect(read.string("Tags.member.1.Key")).toBe("k");
  });

  it.each([
    ["900", 900],
    ["%2B900", 900],
    ["0900", 900],
    ["-1", -1],
    ["2147483647", 2_147_483_647],
    ["-2147483648", -2_147_483_648],
  ])("is the whole number %s", (text, number) => {
    expect(params(`D=${text}`).integer("D")).toBe(number);
  });

  it.each(["x", "1.0", "1e3", "0x10", "2147483648", "-2147483649", "%20900", "9".repeat(400), "٣"])(
    "is not the whole number %s",
    (text) => {
      expect(() => params(`D=${text}`).integer("D")).toThrow(malformed());
    },
  );

  it("has AWS's text where a number is empty", () => {
    expect(() => params("D=").integer("D")).toThrow(malformed("missing value for decimal type"));
    expect(params("").integer("D")).toBeUndefined();
  });

  it("is true or false", () => {
    expect(params("B=true").boolean("B")).toBe(true);
    expect(params("B=False").boolean("B")).toBe(false);
    expect(params("").boolean("B")).toBeUndefined();
    expect(() => params("B=1").boolean("B")).toThrow(malformed());
  });
});

describe("a list of Query parameters", () => {
  it("is read in the order of its numbers, and gaps close up", () => {
    expect(params("K.member.10=c&K.member.2=b&K.member.1=a").list("K")).toEqual(["a", "b", "c"]);
  });

  it("is read in EC2's form as well", () => {
    const read = params(
      "SecurityGroupId.1=sg-1&SecurityGroupId.2=sg-2&Filter.1.Name=n&Filter.1.Value.2=b&Filter.1.Value.1=a",
    );
    expect(read.list("SecurityGroupId")).toEqual(["sg-1", "sg-2"]);
    const [filter] = read.structList("Filter");
    expect(filter?.string("Name")).toBe("n");
    expect(filter?.list("Value")).toEqual(["a", "b"]);
  });

  it("of one field leaves out the entries without it", () => {
    const read = params("PolicyArns.member.1.arn=a&PolicyArns.member.2.other=b&PolicyArns.member.3.arn=c");
    expect(read.list("PolicyArns", "arn")).toEqual(["a", "c"]);
    expect(read.structList("PolicyArns")).toHaveLength(3);
  });

  it("is empty where it was not sent, or was sent as empty", () => {
    expect(params("").list("K")).toEqual([]);
    expect(params("K=").list("K")).toEqual([]);
    expect(params("K=").structList("K")).toEqual([]);
  });

  it.each(["0", "01", "-1", "1x", "", "1e1", "1000000", "__proto__"])("may not have an entry numbered %j", (index) => {
    expect(() => params(`K.member.1=a&K.member.${index}=b`).list("K")).toThrow(malformed());
    expect(() => params(`K.1.A=a&K.${index}.A=b`).structList("K")).toThrow(malformed());
  });

  it("may not come in both forms, for the second would pass unread", () => {
    expect(() => params("K.member.1=a&K.2=b").list("K")).toThrow(malformed());
  });
});

describe("a structure of Query parameters", () => {
  it("is read by its own names", () => {
    const read = params("IamInstanceProfile.Name=p&Placement.Zone.Name=z");
    expect(read.struct("IamInstanceProfile").string("Name")).toBe("p");
    expect(read.struct("Placement").struct("Zone").string("Name")).toBe("z");
    expect(read.struct("Absent").string("Name")).toBeUndefined();
    expect(read.struct("Absent").list("Name")).toEqual([]);
  });
});

describe("Query parameters beyond the limits", () => {
  it("are refused above 5,000", () => {
    const entries = (count: number): [string, string][] => Array.from({ length: count }, (_, i) => [`P${i}`, ""]);
    expect(parseQueryParams(entries(5_000)).has("P4999")).toBe(true);
    expect(() => parseQueryParams(entries(5_001))).toThrow(malformed());
  });

  it("are refused with more than 16 parts in a name", () => {
    expect(params(`${"a.".repeat(15)}a=1`).string(`${"a.".repeat(15)}a`)).toBe("1");
    expect(() => params(`${"a.".repeat(16)}a=1`)).toThrow(malformed());
    expect(() => params(`${".".repeat(100_000)}=1`)).toThrow(malformed());
  });
});

describe("an operation's input", () => {
  it("is flattened as STS, IAM and CloudFormation want it", () => {
    const input = {
      RoleArn: "arn:aws:iam::123456789012:role/uploader",
      DurationSeconds: 900,
      Tags: [{ Key: "a", Value: "1" }, { Key: "b" }],
      TransitiveTagKeys: ["a"],
      PolicyArns: [],
      ExternalId: undefined,
      Enabled: false,
      Since: new Date("2026-11-23T20:39:06.789Z"),
      Blob: Buffer.from("hi"),
      Nested: { Deep: { Name: "" } },
    };
    expect(flattenQueryParams(input)).toEqual([
      ["RoleArn", "arn:aws:iam::123456789012:role/uploader"],
      ["DurationSeconds", "900"],
      ["Tags.member.1.Key", "a"],
      ["Tags.member.1.Value", "1"],
      ["Tags.member.2.Key", "b"],
      ["TransitiveTagKeys.member.1", "a"],
      ["PolicyArns", ""],
      ["Enabled", "false"],
      ["Since", "2026-11-23T20:39:06Z"],
      ["Blob", "aGk="],
      ["Nested.Deep.Name", ""],
    ]);
  });

  it("is flattened as EC2 wants it", () => {
    const input = { Filter: [{ Name: "n", Value: ["a", "b"] }], SecurityGroupId: ["sg-1"], InstanceId: [] };
    expect(flattenQueryParams(input, { lists: "indexed" })).toEqual([
      ["Filter.1.Name", "n"],
      ["Filter.1.Value.1", "a"],
      ["Filter.1.Value.2", "b"],
      ["SecurityGroupId.1", "sg-1"],
    ]);
  });

  describe("comes back as it was", () => {
    const field = fc.stringMatching(/^[A-Z][A-Za-z]{0,6}$/);
    const leaf = fc.string({ unit: "binary", maxLength: 8 });
    const { input } = fc.letrec<{ input: Record<string, unknown> }>((tie) => ({
      input: fc.dictionary(
        field,
        fc.oneof(
          { maxDepth: 3 },
          leaf,
          fc.array(leaf, { maxLength: 12 }),
          fc.array(tie("input").filter(isVisible), { maxLength: 3 }),
          tie("input").filter(isVisible),
        ),
        { maxKeys: 4, noNullPrototype: true },
      ),
    }));

    it.each(["member", "indexed"] as const)("with lists in the style %s", (lists) => {
      fc.assert(
        fc.property(input, (sample) => {
          expect(readLike(parseQueryParams(flattenQueryParams(sample, { lists })), sample)).toEqual(sample);
        }),
      );
    });
  });
});

/** An object without a value has no parameter to be seen by, and a list would close up over it. */
function isVisible(value: unknown): boolean {
  return flattenQueryParams({ value }, { lists: "indexed" }).length > 0;
}

/** Reads with the readers that the sample's shape asks for. */
function readLike(read: QueryParams, sample: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, readField(read, name, value)]));
}

function readField(read: QueryParams, name: string, value: unknown): unknown {
  if (typeof value === "string") return read.string(name);
  if (!Array.isArray(value)) return readLike(read.struct(name), value as Record<string, unknown>);
  if (value.every((entry) => typeof entry === "string")) return read.list(name);
  const entries = read.structList(name);
  expect(entries).toHaveLength(value.length);
  return entries.map((entry, i) => readLike(entry, value[i] as Record<string, unknown>));
}
