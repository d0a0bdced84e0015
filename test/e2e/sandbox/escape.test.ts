import { describeEscapes } from "../../emulator/instances/escapes.ts";

describeEscapes("an unprivileged user");
