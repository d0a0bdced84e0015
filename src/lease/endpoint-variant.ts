import { KeyleaseError } from "../core/index.ts";
import type { Environment } from "./endpoints.ts";

/** Which of a service's addresses at AWS itself is meant. Neither goes with an endpoint of one's own. */
export interface EndpointVariant {
  /** Whether the one that is reached by IPv6 too. Default: it is not. */
  readonly useDualstackEndpoint?: boolean;
  /** Whether the one whose cryptography is validated by FIPS 140. Default: it is not. */
  readonly useFipsEndpoint?: boolean;
}

/**
 * Finds the variant: what is given, else `AWS_USE_DUALSTACK_ENDPOINT` and `AWS_USE_FIPS_ENDPOINT`. What nobody says is left
 * out.
 *
 * @throws KeyleaseError `ArgumentInvalid` for a variable that is neither `true` nor `false`.
 */
export function endpointVariantOf(given: EndpointVariant, environment: Environment): EndpointVariant {
  const useDualstackEndpoint = given.useDualstackEndpoint ?? flagOf("AWS_USE_DUALSTACK_ENDPOINT", environment);
  const useFipsEndpoint = given.useFipsEndpoint ?? flagOf("AWS_USE_FIPS_ENDPOINT", environment);
  return {
    ...(useDualstackEndpoint === undefined ? {} : { useDualstackEndpoint }),
    ...(useFipsEndpoint === undefined ? {} : { useFipsEndpoint }),
  };
}

function flagOf(name: string, environment: Environment): boolean | undefined {
  const text = environment[name];
  return text === undefined || text === "" ? undefined : readFlag(text, name);
}

/**
 * Reads `true` or `false`. Anything else is refused: a FIPS endpoint that was meant is not to be left out for a typing error.
 *
 * @param name Where it stands.
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function readFlag(text: string, name: string): boolean {
  const lowered = text.toLowerCase();
  if (lowered === "true" || lowered === "false") return lowered === "true";
  throw new KeyleaseError("ArgumentInvalid", `${name} is \`${text}\``, { hint: "Write true or false." });
}

/**
 * Refuses a variant together with an endpoint of one's own, as AWS's tools do: nobody knows what the other address is.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function checkVariant(variant: EndpointVariant, endpoint: string | undefined): void {
  if (endpoint === undefined) return;
  const { useDualstackEndpoint, useFipsEndpoint } = variant;
  const meant = useFipsEndpoint ? "a FIPS endpoint" : useDualstackEndpoint ? "a dual-stack endpoint" : undefined;
  if (meant === undefined) return;
  throw new KeyleaseError(
    "ArgumentInvalid",
    `${meant} was asked for, and \`${endpoint}\` is an endpoint of one's own`,
    {
      hint: "Leave one of them out: AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT are for AWS's own addresses.",
    },
  );
}
