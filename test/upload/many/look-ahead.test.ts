import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { lookAhead } from "../../../src/upload/many/look-ahead.ts";
import { Permits } from "../../../src/upload/many/permits.ts";

async function* numbers(count: number, onEnd: () => void = () => {}): AsyncGenerator<readonly number[]> {
  try {
    for (let number = 1; number <= count; number++) yield [number];
  } finally {
    onEnd();
  }
}

const settings = { most: 10, onFound: () => {}, onEnd: () => {} };

describe("looking ahead", () => {
  it("gives all, in their order", async () => {
    const taken: number[] = [];
    for await (const number of lookAhead(numbers(100), settings)) taken.push(number);
    expect(taken).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  it("goes no further ahead than it may", async () => {
    let found = 0;
    const ahead = lookAhead(numbers(100), { ...settings, onFound: () => found++ });
    await ahead.next();
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(found).toBe(11);
    await ahead.return(undefined);
  });

  it("says when there are no more", async () => {
    let isOver = false;
    const ahead = lookAhead(numbers(3), { ...settings, onEnd: () => (isOver = true) });
    await ahead.next();
    await nextTurn();
    expect(isOver).toBe(true);
    await ahead.return(undefined);
  });

  it("stops what it goes through where nobody wants more", async () => {
    let isEnded = false;
    for await (const number of lookAhead(
      numbers(100, () => (isEnded = true)),
      settings,
    ))
      if (number === 3) break;
    expect(isEnded).toBe(true);
  });

  it("passes a failure on, after what was found before", async () => {
    async function* failing(): AsyncGenerator<readonly number[]> {
      yield* numbers(2);
      throw new Error("no more");
    }
    const taken: number[] = [];
    const going = async (): Promise<void> => {
      for await (const number of lookAhead(failing(), settings)) taken.push(number);
    };
    await expect(going()).rejects.toThrow("no more");
    expect(taken).toEqual([1, 2]);
  });
});

describe("permits", () => {
  it("are given in the order in which they were asked for", async () => {
    const permits = new Permits(10);
    const order: string[] = [];
    const ask = async (name: string, amount: number): Promise<number> => {
      const taken = await permits.take(amount);
      order.push(name);
      return taken;
    };
    const first = await ask("first", 8);
    const asked = [ask("large", 9), ask("small", 1)];
    await nextTurn();
    expect(order).toEqual(["first"]);
    permits.give(first);
    await Promise.all(asked);
    expect(order).toEqual(["first", "large", "small"]);
  });

  it("are all there are, where more is asked for", async () => {
    const permits = new Permits(10);
    expect(await permits.take(25)).toBe(10);
    permits.give(10);
    expect(await permits.take(10)).toBe(10);
  });
});
