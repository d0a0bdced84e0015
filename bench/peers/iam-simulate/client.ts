import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { installPeer } from "./install.ts";
import type { DecideAnswer, PeerAnswer, PeerPath, PeerRequest, Simulation, TimeAnswer } from "./protocol.ts";

/** A running iam-simulate. Run from the repository's root, as all tools are. */
export class Peer {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  /** Starts iam-simulate, after installing it where that was never done. */
  static start(): Peer {
    const script = resolve("bench", "peers", "iam-simulate", "peer.mjs");
    return new Peer(spawn(process.execPath, [script, installPeer()], { stdio: ["pipe", "pipe", "inherit"] }));
  }

  private constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error("the peer has no output to read");
    this.#process = child;
    this.#reader = createInterface({ input: child.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Gives one answer for each simulation, in their order. */
  async decide(path: PeerPath, simulations: readonly Simulation[]): Promise<readonly PeerAnswer[]> {
    const { answers } = await this.#ask<DecideAnswer>({ command: "decide", path, simulations });
    return answers;
  }

  /** Decides the simulations `rounds` times and gives the time that it took, without that of the messages. */
  time(path: PeerPath, simulations: readonly Simulation[], rounds: number): Promise<TimeAnswer> {
    return this.#ask<TimeAnswer>({ command: "time", path, simulations, rounds });
  }

  /** Ends the process. */
  close(): void {
    this.#reader.close();
    this.#process.kill();
  }

  async #ask<Answer>(request: PeerRequest): Promise<Answer> {
    this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
    const line = await this.#lines.next();
    if (line.done === true) throw new Error("iam-simulate ended without an answer; see what it printed above");
    return JSON.parse(line.value) as Answer;
  }
}
