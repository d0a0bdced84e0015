import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { type CliResult, endOf } from "../../support/cli.ts";
import { watchOutput, watchPrinted, watchSecrets } from "../../support/secrets/watch.ts";

/** How a command is run on the {@link Stage}. */
export interface StageRun {
  /** Added to an environment that holds nothing of this process's but PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Told of the process once it runs. */
  readonly onStart?: (child: ReturnType<typeof spawn>) => void;
}

/** The folder of somebody who has `examples/` and has installed the package, made from the sources as they are. */
export interface Stage {
  /** `examples/` is in it. */
  readonly folder: string;
  /** What its programs take for the home of the person. */
  readonly home: string;
  /** Runs lines as typed into a shell in the folder; `npx keylease` is the CLI of the sources. */
  type(lines: string, run?: StageRun): Promise<CliResult>;
  /** Starts a program of Node's that runs until it is stopped. */
  start(args: readonly string[], env: Readonly<Record<string, string>>): RunningProgram;
  remove(): void;
}

/** A program that runs until it is stopped. */
export interface RunningProgram {
  /** Its first lines on standard output, once there are so many; fails where it ends without them. */
  lines(count: number): Promise<readonly string[]>;
  stop(): Promise<CliResult>;
}

const ENTRY_POINTS = ["index.ts", "policy/index.ts", "emulator/index.ts", "cli/main.ts"];

export async function setStage(): Promise<Stage> {
  // Below the package's own node_modules, so that what the package depends on is found upwards.
  const folder = mkdtempSync(join(process.cwd(), "node_modules", ".keylease-examples-"));
  const home = mkdtempSync(join(tmpdir(), "keylease-examples-home-"));
  const installed = join(folder, "node_modules", "keylease");
  await build({
    entryPoints: ENTRY_POINTS.map((path) => join(process.cwd(), "src", path)),
    outdir: join(installed, "dist"),
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  cpSync("package.json", join(installed, "package.json"));
  cpSync("examples", join(folder, "examples"), { recursive: true });
  const npx = join(folder, "npx");
  mkdirSync(npx);
  const main = join(installed, "dist", "cli", "main.js");
  writeFileSync(join(npx, "npx"), `#!/bin/sh\nshift\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });

  const surroundings = {
    PATH: `${npx}:${process.env.PATH ?? ""}`,
    HOME: home,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const launch = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    watchSecrets(env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
    const child = spawn(command, args, { cwd: folder, env: { ...surroundings, ...env } });
    child.stdin.on("error", () => {});
    child.stderr.on("data", (chunk: Buffer) => watchOutput("stderr of an example", chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => watchPrinted(chunk.toString()));
    return child;
  };
  return {
    folder,
    home,
    async type(lines, { env, input = "", onStart } = {}) {
      const child = launch("sh", ["-e", "-c", lines], env);
      onStart?.(child);
      child.stdin.end(input);
      return endOf(child);
    },
    start(args, env) {
      const child = launch(process.execPath, args, env);
      const ended = endOf(child);
      let text = "";
      child.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      return {
        lines: (count) =>
          new Promise((resolve, reject) => {
            const look = (): void => {
              const whole = text.split("\n").slice(0, -1);
              if (whole.length >= count) resolve(whole.slice(0, count));
            };
            child.stdout.on("data", look);
            ended.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)), reject);
            look();
          }),
        stop: () => {
          child.kill("SIGTERM");
          return ended;
        },
      };
    },
    remove() {
      for (const path of [folder, home]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** The blocks of a language in an example's README. */
export function blocksOf(example: string, language: string): readonly string[] {
  const page = readFileSync(join("examples", example, "README.md"), "utf8");
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    ([, block = ""]) => block,
  );
}
