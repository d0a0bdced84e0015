import { header, type RequestHead } from "../../../wire/index.ts";
import { findInstance, type InstanceRecord, isAlive } from "../../state/instances.ts";
import type { EmulatorState } from "../../state/state.ts";
import type { IncomingRequest } from "../request.ts";
import { authenticatedRequest } from "./authenticated-request.ts";
import type { Authenticated, AuthenticationContext } from "./context.ts";
import { readForm } from "./payload.ts";
import type { AuthenticationRules } from "./rules.ts";

const SCHEME = /^CFN_V1 ([A-Za-z0-9+/=]{1,8192}):([A-Za-z0-9+/=]{1,512})$/;

/** Whether a request names an instance's identity document in place of a key, as cfn-signal's do. */
export function isInstanceIdentity(head: RequestHead): boolean {
  return header(head, "authorization")?.startsWith("CFN_V1 ") ?? false;
}

/**
 * Proves that an instance made a request: `CFN_V1`, the document in base64, a colon, the document's signature. Who has
 * both can act for the instance as long as it lives, but may do only what the service lets instances do.
 *
 * @throws AwsError as for a key that nobody has.
 */
export async function authenticateInstance(
  incoming: IncomingRequest,
  callerOfInstance: NonNullable<AuthenticationRules["callerOfInstance"]>,
  { rules, state }: AuthenticationContext,
): Promise<Authenticated> {
  const [, encoded = "", signature = ""] = SCHEME.exec(header(incoming.head, "authorization") ?? "") ?? [];
  const document = Buffer.from(encoded, "base64").toString();
  const isGenuine = signature !== "" && state.identityDocuments.isGenuine(document, signature);
  const instance = isGenuine ? instanceOf(document, state) : undefined;
  if (instance === undefined) throw rules.errors.unknownKey("");
  const { form } = await readForm(incoming);
  return { caller: callerOfInstance(instance, state), request: authenticatedRequest(incoming, { form }) };
}

/** INVARIANT: the document is genuine, so that it has the form that the metadata service gives it. */
function instanceOf(document: string, state: EmulatorState): InstanceRecord | undefined {
  const { accountId, instanceId } = JSON.parse(document) as { accountId: string; instanceId: string };
  const instance = findInstance(state.store, accountId, instanceId);
  return instance !== undefined && isAlive(instance) ? instance : undefined;
}
