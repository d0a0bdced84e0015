import { systemRandom } from "../../../src/core/index.ts";
import { MemoryBlobs } from "../../../src/emulator/state/memory-blobs.ts";
import { blobsContract } from "../../contract/blobs.ts";

blobsContract("MemoryBlobs", () => {
  const blobs = new MemoryBlobs(systemRandom);
  return { blobs, count: () => blobs.size };
});
