import { describeEscapes } from "./escapes.ts";

// The same of an unprivileged user takes as long again, and is one of the slow tests: test/e2e/sandbox.
describeEscapes("whoever runs the tests");
