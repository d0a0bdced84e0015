import type { ErrorCode } from "../core/index.ts";

/** Every exit code, with the sentence that documents it. Scripts rely on them: none is ever given another meaning. */
export const EXIT_CODES = {
  0: "It is done.",
  1: "Something unexpected happened, which is a fault of Keylease's own.",
  2: "The command line or a value in it is wrong; nothing was called.",
  3: "AWS, or the emulator in its place, refused the call.",
  4: "There are no credentials or the wrong ones, or the lease is expired, malformed or for something else.",
  5: "The network or the server failed, or the upload could not be verified; trying again may help.",
  6: "Something on this machine is missing or taken: a file, a port, an emulator.",
  7: "A stack did not reach the state that was asked for.",
  8: "The policies that were given do not allow the request (`keylease explain` on files).",
  9: "A check found something that keeps leases from working, or from holding (`keylease doctor`).",
  10: "Of several files some could not be uploaded; the others were (`keylease put`).",
  127: "The command that `keylease exec` was to run cannot be started.",
  130: "It was stopped before it had finished (Ctrl-C or SIGTERM).",
} as const;

/** An exit code of the CLI. */
export type ExitCode = keyof typeof EXIT_CODES;

/** The exit code of every error code. Total by type: a new error code does not compile until it has one. */
const BY_ERROR: Readonly<Record<ErrorCode, ExitCode>> = {
  AccountUnexpected: 4,
  ArgumentInvalid: 2,
  ArnInvalid: 2,
  AuditUnwritable: 6,
  BucketNameInvalid: 2,
  CallerUnknown: 4,
  CallerUnsuitable: 4,
  ClientTimeout: 5,
  CommandUnstartable: 127,
  ControlUnavailable: 6,
  DurationInvalid: 2,
  DurationOutOfRange: 2,
  EmulatorStartFailed: 6,
  FileChanged: 6,
  FileUnreadable: 6,
  FormatUnsuitable: 2,
  HandStartFailed: 6,
  Interrupted: 130,
  KeyInvalid: 2,
  KeyUnrepresentable: 2,
  LeaseExpired: 4,
  LeaseMalformed: 4,
  LeaseScopeExceeded: 4,
  LeaseUnavailable: 4,
  LeaseUnknown: 6,
  PolicyMalformed: 2,
  RegionUnexpected: 2,
  RequestUnknown: 6,
  RevocationsFull: 3,
  ScopeActionUnknown: 2,
  ScopeEmpty: 2,
  ScopeTooLarge: 2,
  ServiceError: 3,
  SnapshotInvalid: 2,
  StackFailed: 7,
  StateUnwritable: 6,
  TemplateInvalid: 2,
  TicketRefused: 4,
  TokenUnavailable: 4,
  UploadBusy: 6,
  UploadFailed: 5,
  UploadIncomplete: 10,
  UploadUncertain: 5,
  UploadUnknown: 6,
  UploadUnverified: 5,
};

/** The exit code for an error. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return BY_ERROR[code];
}
