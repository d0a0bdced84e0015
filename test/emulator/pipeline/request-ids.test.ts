import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../src/core/index.ts";
import { RequestIds } from "../../../src/emulator/pipeline/request-ids.ts";

describe("the id of a request", () => {
  it("is 16 capitals and digits for S3, and no two are alike", () => {
    const ids = new RequestIds(systemRandom);
    const drawn = Array.from({ length: 200 }, () => ids.next("s3"));
    expect(drawn.filter((id) => !/^[A-Z0-9]{16}$/.test(id))).toEqual([]);
    expect(new Set(drawn).size).toBe(200);
  });

  it("is a UUID for the other services", () => {
    expect(new RequestIds(systemRandom).next("sts")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});
