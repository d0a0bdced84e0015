import type { Emulator } from "../../emulator/index.ts";
import type { Narrator } from "./narrator.ts";

/** What the story is played with. */
export interface Stage {
  /** An empty folder of the story's own; removed by whoever made it. */
  readonly folder: string;
  /** The CLI's entry file: what another program is started with. */
  readonly cliPath: string;
  readonly signal: AbortSignal;
}

/** A chapter's surroundings. */
export interface Scene {
  readonly narrator: Narrator;
  readonly stage: Stage;
  readonly emulator: Emulator;
}

/** The stack that was deployed. */
export interface DeployedStack {
  readonly bucket: string;
  /** The role that may upload. */
  readonly uploadRoleArn: string;
  readonly uploadedUrl: string;
  readonly instanceId: string;
}

/** The region of the article. */
export const DEMO_REGION = "ap-northeast-1";
