import type { InternalCall } from "../../../pipeline/service.ts";

/** A call of IAM's API. */
export const iam = (operation: string, input: object): InternalCall => ({ service: "iam", operation, input });

/** A call of EC2's API, whose lists are named in the singular. */
export const ec2 = (operation: string, input: object): InternalCall => ({ service: "ec2", operation, input });

/** A call of Systems Manager's API. */
export const ssm = (operation: string, input: object): InternalCall => ({ service: "ssm", operation, input });
