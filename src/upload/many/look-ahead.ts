import { setImmediate as nextTurn } from "node:timers/promises";

/** So many are taken before others have their turn: what reads the disk at once would never let go. */
const TURN = 32;

/** How far to go ahead, and who is told. */
export interface LookAheadSettings<T> {
  /** With so many ahead no more are taken. */
  readonly most: number;
  /** Told of each item as it is found. */
  readonly onFound: (item: T) => void;
  /** Told when there are no more. */
  readonly onEnd: () => void;
}

/** Goes through something that comes some at a time, ahead of whoever uses it one by one. */
export async function* lookAhead<T>(
  runs: AsyncIterable<readonly T[]>,
  { most, onFound, onEnd }: LookAheadSettings<T>,
): AsyncGenerator<T> {
  const taken: (T | undefined)[] = [];
  let from = 0;
  let isStopped = false;
  let wakeReader = (): void => {};
  let wakeTaker = (): void => {};
  const takeAll = async (): Promise<void> => {
    let sinceTurn = 0;
    for await (const run of runs) {
      for (const item of run) {
        taken.push(item);
        onFound(item);
      }
      wakeReader();
      sinceTurn += run.length;
      if (sinceTurn >= TURN) {
        sinceTurn = 0;
        await nextTurn();
      }
      while (taken.length - from >= most && !isStopped) await new Promise<void>((resolve) => (wakeTaker = resolve));
      if (isStopped) return;
    }
    onEnd();
  };
  let isOver = false;
  const over = takeAll().finally(() => {
    isOver = true;
    wakeReader();
  });
  over.catch(() => {});
  try {
    for (;;) {
      const item = taken[from];
      if (from < taken.length) {
        // What is used up is let go of at once; the places are cut off a few thousand at a time.
        taken[from] = undefined;
        from += 1;
        if (from >= most) {
          taken.splice(0, from);
          from = 0;
        }
        wakeTaker();
        yield item as T;
      } else if (isOver) break;
      else await new Promise<void>((resolve) => (wakeReader = resolve));
    }
    await over;
  } finally {
    isStopped = true;
    wakeTaker();
    await over.catch(() => {});
  }
}
