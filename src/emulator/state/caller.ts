import type { PolicySets, Principal } from "../../policy/index.ts";
import type { RoleRecord, UserRecord } from "./identities.ts";
import type { SessionRecord } from "./sessions.ts";
import type { WebIdentity } from "./web-identity.ts";

/** Who makes a request, with everything that decides what they may do. */
export interface Caller {
  readonly principal: Principal;
  /** The account that the caller belongs to; `anonymous` for nobody. */
  readonly accountId: string;
  /** The principal's ARN as denial texts show it; empty for anonymous. */
  readonly arn: string;
  /** What `aws:userid` and GetCallerIdentity say: `AIDA…`, `AROA…:session`, `account:name`, the account id for root. */
  readonly userId: string;
  /** What the caller's own policies are; resource policies belong to the request. */
  readonly policies: Pick<PolicySets, "identity" | "boundary" | "session">;
  /** The access key that signed; absent for anonymous. */
  readonly accessKeyId?: string;
  /** The session that signed, where it was not a long-term key. */
  readonly session?: SessionRecord;
  readonly user?: UserRecord;
  readonly role?: RoleRecord;
  /** What an identity provider's token says of the caller, who has no signature. */
  readonly webIdentity?: WebIdentity;
}
