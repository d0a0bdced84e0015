/** A file that the user data wants written. */
export interface WriteStep {
  readonly type: "write";
  readonly path: string;
  /** Base64. */
  readonly content: string;
  readonly mode: number;
  readonly append: boolean;
  /** `USER:GROUP`. Default: root's. */
  readonly owner?: string;
}

/** A program that the user data brings, below cloud-init's own folder of the instance. */
export interface ScriptStep {
  readonly type: "script";
  readonly folder: "boothooks" | "scripts" | "bootcmd";
  readonly name: string;
  /** Base64. */
  readonly content: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A line for the console. */
export interface SayStep {
  readonly type: "say";
  readonly text: string;
  /** Whether cloud-init counts it as a failure. */
  readonly fails: boolean;
}

/** What is done at an instance's first boot, in its order. */
export type BootStep = WriteStep | ScriptStep | SayStep;

/** What a runner does of it. */
export type RunStep = WriteStep | ScriptStep;

/** How cloud-init marks what it warns of. */
const WARNING = "[WARNING]: ";

export function warning(text: string, { fails = false }: { fails?: boolean } = {}): SayStep {
  return { type: "say", text: `${WARNING}${text}`, fails };
}

/** Something that cloud-init does and the emulator does not, in the emulator's own words. */
export function leftOut(text: string): SayStep {
  return { type: "say", text: `keylease: ${text}`, fails: false };
}
