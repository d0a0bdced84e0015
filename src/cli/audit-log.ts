import { appendFile } from "node:fs/promises";
import { KeyleaseError } from "../core/index.ts";
import { auditRecord, type CallerIdentity, type Lease } from "../lease/index.ts";

/** A file that gets a line of JSON for every lease that is taken; without a path nothing is kept. */
export class AuditLog {
  readonly #path: string | undefined;
  #caller: CallerIdentity | undefined;

  constructor(path: string | undefined) {
    this.#path = path;
  }

  /** Whether it wants to be told who calls. */
  get isKept(): boolean {
    return this.#path !== undefined;
  }

  /** Remembers who takes the leases. */
  setCaller(caller: CallerIdentity): void {
    this.#caller = caller;
  }

  /**
   * Checks before anything is minted that lines can be written, so that no lease is made that nobody could account for.
   *
   * @throws KeyleaseError `FileUnreadable`.
   */
  async check(): Promise<void> {
    await this.#append("");
  }

  /** Writes the lines. @throws KeyleaseError `FileUnreadable`. */
  async write(leases: readonly Lease[]): Promise<void> {
    const now = new Date();
    const lines = leases.map((lease) => `${JSON.stringify(auditRecord(lease, now, this.#caller))}\n`);
    // In one call, so that the lines of commands that run at once do not mix.
    await this.#append(lines.join(""));
  }

  async #append(text: string): Promise<void> {
    if (this.#path === undefined) return;
    try {
      await appendFile(this.#path, text, { mode: 0o600 });
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? "it cannot be opened";
      throw new KeyleaseError("FileUnreadable", `the audit log \`${this.#path}\` cannot be written (${reason})`, {
        hint: "Check the path and who may write there.",
        cause: error,
      });
    }
  }
}
