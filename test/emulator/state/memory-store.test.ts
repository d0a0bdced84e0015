import { MemoryStore } from "../../../src/emulator/state/memory-store.ts";
import { storeContract } from "../../contract/store.ts";

storeContract("MemoryStore", async () => new MemoryStore());
