import { describe, expect, it } from "vitest";
import type { StackEvent } from "../../../src/cli/stack/events.ts";
import { EventTable } from "../../../src/cli/stack/progress/event-table.ts";

const event = (logicalId: string, status: string, more: Partial<StackEvent> = {}): StackEvent => ({
  at: new Date(0),
  logicalId,
  physicalId: "",
  resourceType: "AWS::S3::Bucket",
  status,
  reason: undefined,
  ...more,
});
const FRAME = { columns: 80, rows: 24, colour: false, now: 9_000 };

describe("the table of a stack's events", () => {
  it("has a line for each resource with its last state, its seconds and its reason", () => {
    const table = new EventTable();
    table.add(event("s", "CREATE_IN_PROGRESS", { resourceType: "AWS::CloudFormation::Stack" }), 0);
    table.add(event("Bucket", "CREATE_IN_PROGRESS"), 1_000);
    table.add(event("Role", "CREATE_IN_PROGRESS", { resourceType: "AWS::IAM::Role" }), 2_000);
    table.add(event("Bucket", "CREATE_IN_PROGRESS", { reason: "Resource creation Initiated" }), 3_000);
    table.add(event("Bucket", "CREATE_COMPLETE"), 6_500);
    expect(table.lines(FRAME)).toEqual([
      "· s      AWS::CloudFormation::Stack CREATE_IN_PROGRESS    9 s",
      "✓ Bucket AWS::S3::Bucket            CREATE_COMPLETE       5 s",
      "· Role   AWS::IAM::Role             CREATE_IN_PROGRESS    7 s",
    ]);
  });

  it("begins to count anew where something else begins", () => {
    const table = new EventTable();
    table.add(event("Bucket", "CREATE_COMPLETE"), 1_000);
    table.add(event("Bucket", "DELETE_IN_PROGRESS"), 8_000);
    expect(table.lines(FRAME)).toEqual(["· Bucket AWS::S3::Bucket DELETE_IN_PROGRESS    1 s"]);
  });

  it("is never wider or higher than the terminal, and no reason can steer it", () => {
    const table = new EventTable();
    const reason = `\u001b[2J${"x".repeat(200)}`;
    table.add(event("s", "ROLLBACK_IN_PROGRESS", { reason }), 0);
    for (let index = 0; index < 30; index++) table.add(event(`Bucket${index}`, "CREATE_FAILED", { reason }), 0);
    const lines = table.lines({ ...FRAME, columns: 60, rows: 10 });
    expect(lines).toHaveLength(9);
    expect(lines[1]).toBe("  … 23 more");
    for (const line of lines) {
      expect(line.length).toBeLessThan(60);
      expect(line).not.toContain("\u001b");
    }
    expect(lines.at(-1)).toMatch(/^✗ Bucket29 .*…$/);
  });

  it("is nothing before anything is heard", () => {
    expect(new EventTable().lines(FRAME)).toEqual([]);
  });

  it("shows states in colours where the terminal does", () => {
    const table = new EventTable();
    table.add(event("Bucket", "CREATE_FAILED"), 0);
    expect(table.lines({ ...FRAME, colour: true })[0]).toBe(
      "\u001b[31m✗ Bucket AWS::S3::Bucket CREATE_FAILED    0 s\u001b[39m",
    );
  });
});
