import type { StoreWriter } from "./store.ts";

/** Whoever waits for a transaction. */
interface Waiter<T> {
  readonly resolve: (result: T) => void;
  readonly reject: (error: unknown) => void;
}

/** A transaction from when it is asked for until it is on the disk. */
export interface PendingTransaction {
  /** Does the work. @returns whether its writes are to be kept. */
  run(writerOf: (afterCommit: (() => void)[]) => StoreWriter): boolean;
  /** Tells that the group is on the disk, whether this one's writes are in it or it threw. */
  settle(): void;
  /** Tells that the group could not be committed. */
  fail(error: unknown): void;
}

/** Makes a transaction of the work that it does. */
export function pendingTransaction<T>(work: (writer: StoreWriter) => T, waiter: Waiter<T>): PendingTransaction {
  const afterCommit: (() => void)[] = [];
  let settle = (): void => waiter.reject(new Error("the transaction was never run"));
  return {
    run(writerOf) {
      try {
        const result = work(writerOf(afterCommit));
        settle = () => {
          for (const then of afterCommit) then();
          waiter.resolve(result);
        };
        return true;
      } catch (error) {
        settle = () => waiter.reject(error);
        return false;
      }
    },
    settle: () => settle(),
    fail: (error) => waiter.reject(error),
  };
}
