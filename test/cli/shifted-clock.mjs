// Loaded into programs by NODE_OPTIONS: their clock is ahead by the seconds that stand in the file KEYLEASE_TEST_CLOCK.
import { readFileSync } from "node:fs";

const RealDate = Date;
const now = () => RealDate.now() + Number(readFileSync(process.env.KEYLEASE_TEST_CLOCK, "utf8")) * 1000;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }

  static now() {
    return now();
  }
};
