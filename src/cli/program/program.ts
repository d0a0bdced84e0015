import { Command } from "commander";
import type { StartCommand } from "../context.ts";
import { packageVersion } from "../package-root.ts";
import { declareAudit } from "./audit.ts";
import { declareDemo } from "./demo.ts";
import { declareDoctor } from "./doctor.ts";
import { declareEmulator } from "./emulator.ts";
import { declareExec } from "./exec.ts";
import { declareExplain } from "./explain.ts";
import { declareClaim, declareHand } from "./hand.ts";
import { declareConsole, declareInstances } from "./instances.ts";
import { declareLease } from "./lease.ts";
import { declareLint } from "./lint.ts";
import { declarePresign } from "./presign.ts";
import { declarePut } from "./put.ts";
import { declareRevoke } from "./revoke.ts";
import { declareDeploy, declareDestroy, declareTemplate } from "./stack.ts";
import { declareUploads } from "./uploads.ts";

/** What the program is made with. */
export interface ProgramSettings {
  readonly start: StartCommand;
  /** Where help and version are written. */
  readonly writeOut: (text: string) => void;
  /** Where help is written that nobody asked for. */
  readonly writeErr: (text: string) => void;
  /** Width of the help. Default: 100. */
  readonly columns?: number | undefined;
}

/** By their names, in the order of the help. */
const DECLARATIONS: Readonly<Record<string, (start: StartCommand) => Command>> = {
  put: declarePut,
  uploads: declareUploads,
  lease: declareLease,
  exec: declareExec,
  presign: declarePresign,
  hand: declareHand,
  claim: declareClaim,
  revoke: declareRevoke,
  audit: declareAudit,
  doctor: declareDoctor,
  emulator: declareEmulator,
  explain: declareExplain,
  lint: declareLint,
  deploy: declareDeploy,
  destroy: declareDestroy,
  template: declareTemplate,
  instances: declareInstances,
  console: declareConsole,
  demo: declareDemo,
};

/**
 * Declares the command line. Nothing but commander is loaded for it: a command's own module comes when it runs.
 *
 * All commands are declared where one is to be found: for help, and for what to say of a word that none has for a name.
 * Where the first word is a command, commander looks no further, and the options of all the others would be made for nothing.
 *
 * @param args What stands after the program's name. Default: none, for the whole.
 */
export function createProgram(settings: ProgramSettings, args: readonly string[] = []): Command {
  const program = new Command("keylease");
  configure(program, settings);
  program
    .description(
      "Short-lived credentials that may write exactly one S3 object, and an embedded AWS that enforces them.",
    )
    // An option after a command's name is that command's, also where one above it has an option of that name.
    .enablePositionalOptions()
    .version(packageVersion(), "--version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .addHelpText(
      "after",
      "\nErrors are told in two sentences on standard error; the exit codes are in docs/reference/cli.md.",
    );
  for (const declare of declarationsFor(args)) {
    const command = declare(settings.start);
    configure(command, settings);
    program.addCommand(command);
  }
  return program;
}

function declarationsFor([first = ""]: readonly string[]): readonly ((start: StartCommand) => Command)[] {
  const one = Object.hasOwn(DECLARATIONS, first) ? DECLARATIONS[first] : undefined;
  return one === undefined ? Object.values(DECLARATIONS) : [one];
}

function configure(command: Command, settings: ProgramSettings): void {
  const { writeOut, writeErr, columns = 100 } = settings;
  for (const part of command.commands) configure(part, settings);
  command
    .helpOption("-h, --help", "print help")
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureHelp({ helpWidth: columns, sortOptions: false })
    // The error itself is told by whoever catches it, in the form of all other errors.
    .configureOutput({ writeOut, writeErr, outputError: () => {} });
}
