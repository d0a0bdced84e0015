export { type Emulator, startEmulator } from "./endpoint.ts";
export { EmulatorStartError } from "./errors.ts";
export { canSandbox } from "./instances/can-sandbox.ts";
export type { RootAccount } from "./open-state.ts";
export type { BucketDefaults, EmulatorOptions, InstanceImage, InstanceMode } from "./options.ts";
export type { ExplainedRequest, RequestRecord } from "./pipeline/decisions.ts";
export { loadSnapshot } from "./snapshot/load-snapshot.ts";
export { type SnapshotPaths, saveSnapshot } from "./snapshot/save-snapshot.ts";
export type { OidcKeySet } from "./state/issuer-keys.ts";
