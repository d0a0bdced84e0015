import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** A Chromium on this machine; `undefined` where there is none. */
export const CHROMIUM: string | undefined = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"]
  .filter((name) => name !== undefined && name !== "")
  .find((name) => spawnSync(name as string, ["--version"]).status === 0);

/** A page in a browser without a window. */
export interface Page {
  /** Runs an expression in the page and gives what it comes to. */
  evaluate(expression: string): Promise<unknown>;
  /** Chooses a file in the one `<input type="file">` that there is. */
  choose(file: string): Promise<void>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** Chromium by its DevTools protocol over pipes, which Node can speak without a library for WebSockets. */
class Browser {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, { done(result: Message["result"]): void; failed(error: Error): void }>();
  readonly #ended: Promise<void>;
  #count = 0;

  constructor(command: string) {
    this.#profile = mkdtempSync(join(tmpdir(), "keylease-chromium-"));
    const args = ["--headless=new", "--remote-debugging-pipe", `--user-data-dir=${this.#profile}`, "--no-first-run"];
    // As root Chromium has no sandbox of its own; what it opens here is the example's page alone.
    if (process.getuid?.() === 0) args.push("--no-sandbox");
    this.#child = spawn(command, [...args, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    let text = "";
    (this.#child.stdio[4] as Readable).setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const whole = text.split("\0");
      text = whole.pop() ?? "";
      for (const message of whole) this.#receive(JSON.parse(message) as Message);
    });
    this.#ended = new Promise((resolve) => {
      this.#child.on("exit", () => {
        for (const { failed } of this.#waiting.values()) failed(new Error("Chromium has ended"));
        resolve();
      });
    });
  }

  call(method: string, params: object = {}, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    this.#count += 1;
    const id = this.#count;
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { done: (result) => resolve(result ?? {}), failed: reject });
    });
  }

  async close(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  #receive({ id, result, error }: Message): void {
    const waiting = this.#waiting.get(id ?? 0);
    if (waiting === undefined) return;
    this.#waiting.delete(id ?? 0);
    if (error === undefined) waiting.done(result);
    else waiting.failed(new Error(error.message));
  }
}

/** Opens a page, and waits until its scripts have run. */
export async function openPage(command: string, url: string): Promise<Page> {
  const browser = new Browser(command);
  const { targetId } = await browser.call("Target.createTarget", { url });
  const { sessionId } = await browser.call("Target.attachToTarget", { targetId, flatten: true });
  const call = (method: string, params: object) => browser.call(method, params, sessionId as string);
  const page: Page = {
    async evaluate(expression) {
      const answer = await call("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
      if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer.exceptionDetails));
      return (answer.result as { readonly value?: unknown }).value;
    },
    async choose(file) {
      const { root } = await call("DOM.getDocument", {});
      const { nodeId: rootId } = root as { readonly nodeId: number };
      const { nodeId } = await call("DOM.querySelector", { nodeId: rootId, selector: "input[type=file]" });
      await call("DOM.setFileInputFiles", { files: [file], nodeId });
    },
    close: () => browser.close(),
  };
  await waitFor(page, 'location.href !== "about:blank" && document.readyState === "complete"');
  return page;
}

/** Asks the page until it says yes; twenty seconds at most. */
export async function waitFor(page: Page, condition: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if ((await page.evaluate(condition)) === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it never came to be that ${condition}`);
}
