import type { Case } from "./case.ts";
import type { Client, Work } from "./client.ts";
import { type Load, prepareLoad } from "./load.ts";
import { measure, type Run } from "./measured-run.ts";
import { Results } from "./results.ts";
import type { Servers } from "./servers/server.ts";

/** How a case is run. */
export interface CaseRun {
  readonly clients: readonly Client[];
  readonly servers: Servers;
  readonly rounds: number;
  /** For what is uploaded, and for the clients' own files. */
  readonly folder: string;
}

/** Runs each client in turn, round after round, so that a busy minute meets all of them. The first round warms up. */
export async function runCase(measured: Case, { clients, servers, rounds, folder }: CaseRun): Promise<Results> {
  const results = new Results();
  for (const load of measured.loads) {
    const source = await prepareLoad(load, folder);
    for (let round = 0; round <= rounds; round++) {
      for (const client of clients.filter(({ role }) => !servers.checks || role === "keylease" || role === "peer")) {
        const run = await runOnce(client, { measured, load, source, servers, folder });
        if (run !== undefined && round > 0) results.note(client, load, run);
      }
    }
  }
  return results;
}

interface OneRun extends Pick<CaseRun, "servers" | "folder"> {
  readonly measured: Case;
  readonly load: Load;
  readonly source: string;
}

async function runOnce(client: Client, { measured, load, source, servers, folder }: OneRun): Promise<Run | undefined> {
  const { isSecure = false, assumesRole = false } = measured;
  return servers.lend({ isSecure, comparesMd5: client.comparesMd5 ?? false }, async (server) => {
    const { endpoint, caFile, credentials, roleArn, user } = server;
    const work: Work = {
      kind: load.kind,
      source,
      endpoint,
      credentials,
      folder,
      ...(caFile === undefined ? {} : { caFile }),
      ...(assumesRole ? { assume: { roleArn, user } } : {}),
    };
    const command = client.command(work);
    return command === undefined ? undefined : measure(command, server);
  });
}
