import { KeyleaseError } from "../../src/core/index.ts";

/** The error of Keylease's own that a call or function ended with; fails where there was none or another. */
export async function refusedBy(call: (() => unknown) | Promise<unknown>): Promise<KeyleaseError> {
  try {
    await (typeof call === "function" ? call() : call);
  } catch (error) {
    if (error instanceof KeyleaseError) return error;
    throw error;
  }
  throw new Error("it was allowed, but had to be refused");
}
