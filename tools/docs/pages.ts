import { ERROR_CODES } from "../../src/core/index.ts";
import { errorsPage } from "./errors-page.ts";

/** Every page of docs that is written from the source: its path and its text. */
export const PAGES: Readonly<Record<string, string>> = {
  "docs/reference/errors.md": errorsPage(ERROR_CODES),
};
