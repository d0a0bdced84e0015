import { describe, expect, it } from "vitest";
import { statementSpans } from "../../src/policy/index.ts";

const spansOf = (text: string): number[][] =>
  statementSpans(text).map(({ start, end }) => [start.line, start.column, end.line, end.column]);

const STATEMENT = { Effect: "Allow", Action: "*", Resource: "*" };

describe("the spans of statements", () => {
  it("begin behind the bracket of the list, as AWS's simulator answers for AdministratorAccess", () => {
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [STATEMENT] }, undefined, 2);
    expect(spansOf(text)).toEqual([[3, 17, 8, 6]]);
  });

  it("begin behind the brace of a statement in no list, as in AWS's example of SimulateCustomPolicy", () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}';
    expect(spansOf(text)).toEqual([[1, 38, 1, 167]]);
  });

  it("begin where the statement before them ends, comma and space included", () => {
    const text = '{"Statement" : [ {"Sid":"a]}"} , {"Sid":"b\\"}"}\n] }';
    expect(spansOf(text)).toEqual([
      [1, 17, 1, 31],
      [1, 31, 1, 48],
    ]);
  });

  it("are none where there are no statements", () => {
    for (const text of ["", "{}", '{"Statement":[]}', "[1]", '{"Statement":[{']) {
      expect(spansOf(text).length).toBeLessThan(2);
    }
  });
});
