import { describe, expect, it } from "vitest";
import { MovableClock } from "../../../src/emulator/state/movable-clock.ts";

describe("the emulator's clock", () => {
  const at = (milliseconds: number) => new MovableClock({ now: () => new Date(milliseconds) });

  it("shows the machine's time until it is moved", () => {
    expect(at(5).now().getTime()).toBe(5);
  });

  it("adds up its moves, and still knows the machine's time", () => {
    const clock = at(5);
    clock.advance(100);
    clock.advance(1_000);
    expect(clock.now().getTime()).toBe(1_105);
    const isNear = (milliseconds: number) => clock.isNearClients(new Date(milliseconds), 2);
    expect([5, 105, 1_105].map(isNear)).toEqual([true, true, true]);
    expect([3, 7, 103, 1_107].map(isNear)).toEqual([true, true, true, true]);
    expect([2, 8, 102, 108, 1_005, 1_108].map(isNear)).toEqual([false, false, false, false, false, false]);
  });

  it("tells how long ago something was, by its own time and by the machine's", () => {
    let machine = 1_000;
    const clock = new MovableClock({ now: () => new Date(machine) });
    const early = new Date(machine);
    machine += 500;
    clock.advance(60_000);
    machine += 500;
    const late = new Date(machine);
    machine += 1_000;
    expect(clock.agesOf(early)).toEqual([62_000, 62_000]);
    expect(clock.agesOf(late)).toEqual([61_000, 1_000]);
    expect(clock.agesOf(new Date(machine + 60_000))).toEqual([0, -60_000]);
  });

  it("tells its time as a date of HTTP's, second by second and after moves", () => {
    let machine = Date.UTC(2026, 10, 26, 8, 0, 0);
    const clock = new MovableClock({ now: () => new Date(machine) });
    const dates = [0, 999, 1, 1_500].map((milliseconds) => {
      machine += milliseconds;
      return clock.httpDate();
    });
    clock.advance(3_600_000);
    expect([...dates, clock.httpDate()]).toEqual([
      "Thu, 26 Nov 2026 08:00:00 GMT",
      "Thu, 26 Nov 2026 08:00:00 GMT",
      "Thu, 26 Nov 2026 08:00:01 GMT",
      "Thu, 26 Nov 2026 08:00:02 GMT",
      "Thu, 26 Nov 2026 09:00:02 GMT",
    ]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e17])("does not move by %d", (milliseconds) => {
    const clock = at(5);
    expect(() => clock.advance(milliseconds)).toThrow(RangeError);
    expect(clock.now().getTime()).toBe(5);
  });
});
