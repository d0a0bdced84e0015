import type { ServiceName } from "../pipeline/request.ts";
import type { Service } from "../pipeline/service.ts";
import { cloudformation } from "./cloudformation/service.ts";
import { ec2 } from "./ec2/service.ts";
import { iam } from "./iam/service.ts";
import { s3Control } from "./s3/control/service.ts";
import { s3 } from "./s3/service.ts";
import { ssm } from "./ssm/service.ts";
import { sts } from "./sts/service.ts";

/** Every service that the emulator embeds. */
export const embeddedServices: ReadonlyMap<ServiceName, Service> = new Map(
  [cloudformation, ec2, iam, s3, s3Control, ssm, sts].map((service) => [service.name, service]),
);
