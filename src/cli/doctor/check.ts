import type { DoctorWorld } from "./world.ts";

/** How a check ended: `skipped` where nobody could say. */
export type CheckStatus = "ok" | "warn" | "fail" | "skipped";

/** What a check found. */
export interface Outcome {
  readonly status: CheckStatus;
  /** What was seen, in a line. */
  readonly seen: string;
  /** The one thing to do, where there is something to do. */
  readonly advice?: string;
}

/** One thing that a lease depends on. */
export interface Check {
  /** Never renamed: scripts look for it. */
  readonly id: string;
  /** The IAM action that the caller needs for it, where it is one. */
  readonly needs?: string;
  /** What it throws becomes the outcome. */
  run(world: DoctorWorld): Promise<Outcome>;
}

/** A check with its outcome, as `--json` prints it. */
export interface Finding extends Outcome {
  readonly id: string;
}
