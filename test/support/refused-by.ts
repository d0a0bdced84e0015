import { KeyleaseError } from "../../src/core/index.ts";
import { watchOutput } from "./secrets/watch.ts";

/** The error of Keylease's own that a call or function ended with; fails where there was none or another. */
export async function refusedBy(call: (() => unknown) | Promise<unknown>): Promise<KeyleaseError> {
  try {
    await (typeof call === "function" ? call() : call);
  } catch (error) {
    if (error instanceof KeyleaseError) {
      const { code, message, hint, facts } = error;
      watchOutput("an error", JSON.stringify({ code, message, hint, facts }));
      return error;
    }
    throw error;
  }
  throw new Error("it was allowed, but had to be refused");
}
