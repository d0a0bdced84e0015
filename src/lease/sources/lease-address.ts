import { KeyleaseError } from "../../core/index.ts";

/** Where AWS's SDKs take credentials without TLS: this machine, and what ECS and EKS put beside it. */
const CLEAR_HOSTS = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])$/;

/**
 * Checks that a lease may be asked for at an address: by https, or in the clear where nobody else is on the way.
 *
 * @throws KeyleaseError `ArgumentInvalid`. The address is not part of it: it may hold a secret.
 */
export function checkLeaseAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && CLEAR_HOSTS.test(url.hostname));
  if (url !== undefined && isSafe && url.username === "" && url.password === "") return url;
  throw new KeyleaseError("ArgumentInvalid", "the address that gives the lease cannot be used", {
    hint: "Give an https URL without a user. http is for this machine and for the endpoints of ECS and EKS.",
  });
}
