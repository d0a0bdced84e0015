import type { Logger } from "../../core/index.ts";
import type { InstanceReport } from "../control/control.ts";
import type { InstanceImage, InstanceMode } from "../options.ts";
import type { InstanceKey, InstanceLifecycle } from "../pipeline/service.ts";
import type { EmulatorState } from "../state/state.ts";

export interface SupervisorOptions {
  readonly state: EmulatorState;
  readonly logger: Logger;
  /** Default: `none`. */
  readonly mode: InstanceMode | undefined;
  readonly image: InstanceImage | undefined;
}

/** Boots and ends what runs for EC2 instances. */
export class InstanceSupervisor implements InstanceLifecycle {
  /** Where the emulator answers; set as soon as it listens. */
  endpoint = "";
  readonly #options: SupervisorOptions;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  boot(_instance: InstanceKey): void {}

  async end(_instance: InstanceKey): Promise<void> {}

  consoleOutput(_instance: InstanceKey): string {
    return "";
  }

  async endAll(): Promise<void> {}

  async reports(): Promise<readonly InstanceReport[]> {
    return this.#options.mode === "none" ? [] : [];
  }
}
