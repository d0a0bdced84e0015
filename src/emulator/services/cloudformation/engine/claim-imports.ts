import { exportedValue } from "../exports.ts";
import type { EngineContext } from "./engine-context.ts";

/**
 * Keeps that the stack imports these: from here on nobody can change or delete them.
 *
 * @returns why that cannot be, or `undefined`.
 */
export async function claimImports(
  names: readonly string[],
  { state, stack, journal }: EngineContext,
): Promise<string | undefined> {
  return state.store.transaction((writer) => {
    const value = exportedValue(writer, stack);
    const missing = names.find((name) => value(name) === undefined);
    if (missing !== undefined) return `No export named ${missing} found.`;
    const { imports = [] } = journal.stackNow(writer);
    const claimed = [...new Set([...imports, ...names])];
    if (claimed.length > imports.length) journal.amendStackIn(writer, { imports: claimed });
    return undefined;
  });
}
