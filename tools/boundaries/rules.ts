// Who may import whom: docs/explanation/architecture.md as a table. Everything that is not listed is refused, so a new
// folder in src can import nothing, and be imported by nobody, until it is given a line here.

/** What the files of one part of src may import besides the files of that part. */
export interface Part {
  /** Other top folders of src, by their index.ts alone. */
  readonly folders: readonly string[];
  /** Whether packages of node_modules may be imported; `refused` names exceptions by their prefix. */
  readonly packages: boolean;
  readonly refused: readonly string[];
  /** Whether Node's modules that reach outside the process (files, network, processes) may be imported. */
  readonly io: boolean;
}

const ALL_FOLDERS = ["core", "policy", "lint", "wire", "lease", "upload", "audit", "emulator", "broker", "cli"];

/** Signing code of AWS's: the emulator must not share it with the clients that it checks. */
const CLIENT_LIBRARIES = ["@aws-sdk/", "@smithy/", "@aws-crypto/"];

const pure: Part = { folders: [], packages: false, refused: [], io: false };
const open: Part = { folders: [], packages: true, refused: [], io: true };

/** The parts of src by folder; `.` is src/index.ts, the public library. */
export const PARTS: Readonly<Record<string, Part>> = {
  core: pure,
  policy: { ...pure, folders: ["core"] },
  wire: { ...open, folders: ["core"], refused: CLIENT_LIBRARIES },
  lint: { ...pure, folders: ["core", "policy", "lease"] },
  lease: { ...open, folders: ["core", "policy"] },
  upload: { ...open, folders: ["core", "lease"] },
  audit: { ...open, folders: ["core", "lease"] },
  emulator: { ...open, folders: ["core", "policy", "wire"], refused: CLIENT_LIBRARIES },
  broker: { ...open, folders: ["core", "policy", "lease"] },
  cli: { ...open, folders: ALL_FOLDERS },
  ".": { ...pure, folders: ["core", "lease", "upload", "audit"] },
};

/** Node's modules that compute and touch nothing outside the process. */
export const PURE_BUILTINS: ReadonlySet<string> = new Set([
  "node:assert",
  "node:buffer",
  "node:crypto",
  "node:events",
  "node:path",
  "node:string_decoder",
  "node:url",
  "node:util",
  "node:zlib",
]);
