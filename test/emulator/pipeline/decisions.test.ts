import { describe, expect, it } from "vitest";
import { RequestLog, type RequestRecord } from "../../../src/emulator/pipeline/decisions.ts";

const record = (requestId: string): RequestRecord => ({
  requestId,
  receivedAt: new Date(0),
  service: "s3",
  status: 200,
  decisions: [],
});

describe("the log of requests", () => {
  const ids = Array.from({ length: 8 }, (_, i) => `request ${i}`);
  const known = (log: RequestLog): string[] => ids.filter((id) => log.explain(id) !== undefined);

  it("knows the last ones, as many as it has room for", () => {
    const log = new RequestLog(3);
    for (const [i, id] of ids.entries()) {
      log.add(record(id));
      expect(known(log)).toEqual(ids.slice(Math.max(0, i - 2), i + 1));
    }
  });

  it("knows nothing of before it was cleared, and has all of its room again", () => {
    const log = new RequestLog(3);
    for (const id of ids.slice(0, 5)) log.add(record(id));
    log.clear();
    expect(known(log)).toEqual([]);
    for (const id of ids.slice(4)) log.add(record(id));
    expect(known(log)).toEqual(ids.slice(5));
  });
});
