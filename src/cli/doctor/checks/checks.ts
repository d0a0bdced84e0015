import type { Check } from "../check.ts";
import { bucket } from "./bucket.ts";
import { caller } from "./caller.ts";
import { clock } from "./clock.ts";
import { encryption } from "./encryption.ts";
import { endpoint } from "./endpoint.ts";
import { ownership } from "./ownership.ts";
import { permissions } from "./permissions.ts";
import { publicAccess } from "./public-access.ts";
import { trust } from "./trust.ts";

/** By looking alone. */
export const CHECKS: readonly Check[] = [
  endpoint,
  clock,
  caller,
  trust,
  permissions,
  bucket,
  ownership,
  publicAccess,
  encryption,
];
