import { describeEscapes } from "./escapes.ts";

describeEscapes("whoever runs the tests");
describeEscapes("an unprivileged user");
