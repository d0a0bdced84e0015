import { readFileSync } from "node:fs";

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The line of its fence, counted from 1. */
  readonly line: number;
  /** The name of the file that it is: the paragraph before it ends with the name and a colon. */
  readonly file?: string;
}

/** The fenced blocks of a Markdown page in their order. */
export function blocksOf(path: string): readonly Block[] {
  const page = readFileSync(path, "utf8");
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = "", text = ""] = match;
    const before = page.slice(0, match.index);
    const file = /`([\w./-]+\.\w+)`:\n\n$/.exec(before)?.[1];
    return { language, text, line: before.split("\n").length, ...(file === undefined ? {} : { file }) };
  });
}
