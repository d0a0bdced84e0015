/** The operations of S3 Control that the emulator has. */
export type ControlOperationName = "DeletePublicAccessBlock" | "GetPublicAccessBlock" | "PutPublicAccessBlock";
