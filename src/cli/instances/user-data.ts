import { KeyleaseError } from "../../core/index.ts";
import type { InstanceReport } from "../../emulator/index.ts";
import type { CommandContext } from "../context.ts";
import { controlAt } from "../control-access.ts";
import { type ControlAccess, fetchInstances } from "../control-client.ts";

/** What became of an instance's user data. Only an emulator tells. */
export type UserDataReport = Pick<InstanceReport, "exitStatus"> & { readonly status: InstanceReport["userData"] };

/** Asks what became of the user data of instances; AWS does not tell, and gives nothing. */
export class UserDataReader {
  readonly #access: ControlAccess | undefined;

  private constructor(access: ControlAccess | undefined) {
    this.#access = access;
  }

  static async of(endpoint: string | undefined, { environment }: CommandContext): Promise<UserDataReader> {
    return new UserDataReader(await controlAt(endpoint, environment));
  }

  /** Whether there is somebody to ask. */
  get isTold(): boolean {
    return this.#access !== undefined;
  }

  /** What became of the user data, by instance id. */
  async read({ output, signal }: CommandContext): Promise<ReadonlyMap<string, UserDataReport>> {
    if (this.#access === undefined) return new Map();
    try {
      const reports = await fetchInstances(this.#access, signal);
      return new Map(
        reports.map(({ instanceId, userData, exitStatus }) => [
          instanceId,
          { status: userData, ...(exitStatus === undefined ? {} : { exitStatus }) },
        ]),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof KeyleaseError)) throw error;
      // What was asked for is the instances themselves, which EC2 has told of.
      output.note(`what became of user data is not shown: ${error.message}`);
      return new Map();
    }
  }
}

/** As people read it: `exit 0`, `running`, `none`. */
export function userDataText(report: UserDataReport | undefined): string {
  if (report === undefined) return "-";
  if (report.exitStatus !== undefined) return `exit ${report.exitStatus}`;
  return report.status === "absent" ? "none" : report.status.replace("-", " ");
}

/** Whether nothing more will come of it. */
export function isOver({ status }: UserDataReport): boolean {
  return status === "absent" || status === "not-run" || status === "ended";
}
