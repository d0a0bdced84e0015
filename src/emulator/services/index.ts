import type { ServiceName } from "../pipeline/request.ts";
import type { Service } from "../pipeline/service.ts";
import { sts } from "./sts/service.ts";

/** Every service that the emulator embeds. */
export const embeddedServices: ReadonlyMap<ServiceName, Service> = new Map(
  [sts].map((service) => [service.name, service]),
);
