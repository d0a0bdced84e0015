import { styleText } from "node:util";

/** Tells the story and keeps count of what was as it must be. */
export interface Narrator {
  /** Begins a chapter. */
  chapter(title: string): void;
  /** Something that happens, without judgement. */
  say(text: string): void;
  /** Something that must be so: a tick or a cross. `detail` says what was seen instead, or what AWS would say. */
  check(sentence: string, holds: boolean, detail?: string): void;
}

/** One check as `--json` gives it. */
export interface Check {
  readonly chapter: string;
  readonly sentence: string;
  readonly holds: boolean;
  readonly detail?: string;
}

/** A narrator that writes lines as they come and remembers the checks. */
export class LineNarrator implements Narrator {
  readonly checks: Check[] = [];
  readonly #write: (line: string) => void;
  readonly #colour: boolean;
  #chapter = "";
  #number = 0;

  constructor(write: (line: string) => void, options: { readonly colour: boolean }) {
    this.#write = write;
    this.#colour = options.colour;
  }

  chapter(title: string): void {
    this.#chapter = title;
    this.#number += 1;
    this.#write("");
    this.#write(this.#style("bold", `${this.#number}. ${title}`));
  }

  say(text: string): void {
    for (const line of text.split("\n")) this.#write(this.#style("dim", `     ${line}`));
  }

  check(sentence: string, holds: boolean, detail?: string): void {
    this.checks.push({ chapter: this.#chapter, sentence, holds, ...(detail === undefined ? {} : { detail }) });
    this.#write(`   ${holds ? this.#style("green", "✓") : this.#style("red", "✗")} ${sentence}`);
    if (detail !== undefined) this.say(detail);
  }

  #style(format: "bold" | "dim" | "green" | "red", text: string): string {
    return this.#colour ? styleText(format, text, { validateStream: false }) : text;
  }
}
