/**
 * Every error code that Keylease itself raises, with the sentence that documents it.
 *
 * This table is the one source: the reference in `docs/reference/errors.md` is checked against it by a test.
 * A code is never renamed and never given another meaning. AWS's own codes (`AccessDenied`, …) are not listed
 * here: they are passed through inside `ServiceError`.
 */
export const ERROR_CODES = {
  AccountUnexpected: "A lease would be in another account than the one that was expected.",
  ArgumentInvalid: "An option or argument has a value that it cannot have.",
  ArnInvalid: "A text that must be an ARN is not one.",
  AuditUnwritable: "The audit log that was named cannot be written, so nothing is given out.",
  BucketNameInvalid: "A bucket name breaks S3's naming rules.",
  CallerUnknown: "No AWS credentials were found to make the call with.",
  CallerUnsuitable: "The credentials that were found cannot make the call that was asked for.",
  ClientTimeout: "The server did not answer within the time allowed.",
  CommandUnstartable: "The command that was to be run cannot be started.",
  ControlUnavailable: "The emulator's control interface cannot be reached or refused the token.",
  DurationInvalid: "A text that must be a duration is not one.",
  DurationOutOfRange: "A lease's duration is outside 900 seconds to 12 hours.",
  EmulatorStartFailed: "The emulator could not start.",
  FileChanged: "A file became another one while it was uploaded.",
  FileUnreadable: "A local file cannot be read.",
  FormatUnsuitable: "The form that was asked for cannot hold what it would have to say.",
  HandStartFailed: "The server of tickets could not start.",
  Interrupted: "The command was stopped before it had finished.",
  KeyInvalid: "An object key is empty, or is longer than S3's 1,024 bytes of UTF-8.",
  KeyUnrepresentable: "An object key has characters that an IAM policy document cannot hold.",
  LeaseExpired: "The lease is past its expiry.",
  LeaseMalformed: "A document that must be a lease is not one.",
  LeaseScopeExceeded: "The lease does not cover the object that it was asked to write.",
  LeaseUnavailable: "The command or the address that was to give a lease gave none.",
  LeaseUnknown: "Nothing is known of a lease by its id: not which role it is of.",
  PolicyMalformed: "A policy document is not valid in IAM's policy language.",
  RegionUnexpected: "The region that was found is another than the one that was expected.",
  RequestUnknown: "The emulator keeps no decision for the request id.",
  RevocationsFull: "A role's inline policies have no place for another denial.",
  ScopeActionUnknown: "A scope names an action that a lease cannot grant.",
  ScopeEmpty: "A scope names no bucket, no key or no action.",
  ScopeTooLarge: "A scope does not fit into a session policy.",
  ServiceError: "AWS, or the emulator in its place, refused the call.",
  SnapshotInvalid:
    "A file that must be a snapshot is not one, is damaged, or is of a form that this version does not know.",
  StackFailed: "A CloudFormation stack did not reach the state that was asked for.",
  StateUnwritable: "The folder in which Keylease keeps its state cannot be written.",
  TemplateInvalid: "A CloudFormation template cannot be read.",
  TicketRefused: "A ticket was claimed already, its time is over, or the code is not its own.",
  TokenUnavailable: "No web identity token could be had.",
  UploadBusy: "Another process uploads the same file to the same object.",
  UploadFailed: "The upload did not reach the server or its answer could not be read.",
  UploadIncomplete: "Of several files some could not be uploaded.",
  UploadUncertain: "An upload was refused that may have been done before: the answer to an earlier attempt was lost.",
  UploadUnknown: "No unfinished upload of that id is known on this machine.",
  UploadUnverified: "The server's checksum of the object differs from the one computed here.",
} as const;

/** A stable code of an error that Keylease raises. */
export type ErrorCode = keyof typeof ERROR_CODES;
