import nodeModule from "node:module";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";

/** What Node has since 22.1, and the types of Node 20 do not know. */
interface WithCompileCache {
  enableCompileCache?(folder: string): unknown;
}

/**
 * Lets Node keep what it compiled for the next start. Only what is loaded from now on is kept. Where it cannot be
 * written, or Node is older, nothing happens.
 *
 * The folder is the person's own. Node's default is one below the temporary folder, where on some machines others could
 * lay code ready for this program.
 */
export function keepCompiledCode(environment: Readonly<Record<string, string | undefined>>): void {
  (nodeModule as WithCompileCache).enableCompileCache?.(join(cacheFolder(environment), "code"));
}
