import type { STSClient } from "@aws-sdk/client-sts";
import { KeyleaseError, parseArn, systemRandom } from "../core/index.ts";
import { assumeRole } from "./assume-role.ts";
import { assumeRoleWithWebIdentity } from "./assume-role-with-web-identity.ts";
import { type Caller, findCaller } from "./caller.ts";
import { type CallerIdentity, callerIdentity } from "./caller-identity.ts";
import { ServiceError } from "./errors.ts";
import { getFederationToken } from "./federation-token.ts";
import { checkAccount } from "./guards.ts";
import type { Lease } from "./lease-document.ts";
import { mintedEvent } from "./lease-events.ts";
import { newLeaseId, sessionNameOf } from "./lease-id.ts";
import type { MintedSession, MintRequest } from "./mint.ts";
import type { LeaseOptions } from "./options.ts";
import { isTooLarge, tooLarge } from "./packed-too-large.ts";
import { type LeasePlan, type PlannedSession, planPart } from "./plan.ts";
import type { SessionTag } from "./session-tags.ts";
import { createStsClient } from "./sts-client.ts";

/** AWS gives no more to whoever calls with temporary credentials. */
const CHAINED_SECONDS = 3600;

/** All that minting needs. */
interface MinterParts {
  readonly plan: LeasePlan;
  readonly options: LeaseOptions;
}

/** What is known once it is clear who calls. */
interface OpenMinter {
  readonly client: STSClient;
  readonly durationSeconds: number;
  /** Absent where nobody wanted to know. */
  readonly caller: CallerIdentity | undefined;
}

/** Makes the sessions of one plan, with one client. */
export class Minter {
  readonly #parts: MinterParts;
  readonly #client: STSClient;
  readonly #durationSeconds: number;
  readonly #caller: CallerIdentity | undefined;
  /** Once STS has found them too much, the optional ones are left out of all further sessions. */
  #tags: readonly SessionTag[];

  private constructor(parts: MinterParts, { client, durationSeconds, caller }: OpenMinter) {
    const { method } = parts.plan;
    this.#parts = parts;
    this.#client = client;
    this.#durationSeconds = durationSeconds;
    this.#caller = caller;
    this.#tags = "sessionTags" in method ? (method.sessionTags ?? []) : [];
  }

  /** Finds the caller and checks that they can make the call. */
  static async open(parts: MinterParts): Promise<Minter> {
    const { plan, options } = parts;
    const caller = "webIdentity" in plan.method ? undefined : await findCaller(options.credentials);
    if (caller !== undefined) options.onCaller?.(caller.source);
    const durationSeconds = caller === undefined ? plan.durationSeconds : usableSeconds(caller, parts);
    const client = await createStsClient({
      region: plan.region,
      endpoint: plan.endpoints.sts,
      endpointVariant: plan.endpointVariant,
      credentials: caller?.credentials,
    });
    try {
      const identity = caller === undefined ? undefined : await identify(client, parts);
      return new Minter(parts, { client, durationSeconds, caller: identity });
    } catch (error) {
      client.destroy();
      throw error;
    }
  }

  /** Makes one lease; where the packed size is too large, once more without the optional tags. */
  async mint(session: PlannedSession): Promise<Lease> {
    try {
      return await this.#mintOnce(session);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      const kept = this.#tags.filter(({ optional }) => !optional);
      if (kept.length === this.#tags.length) throw tooLarge(error, session, kept);
      this.#tags = kept;
      this.#parts.options.onNotice?.({
        code: "TagsDropped",
        message: "the packed size was too large, so the optional session tags are left out",
      });
      return this.mint(session);
    }
  }

  /** Makes one lease, or several where its keys do not fit together after all. */
  async mintDivided(session: PlannedSession): Promise<readonly Lease[]> {
    try {
      return [await this.mint(session)];
    } catch (error) {
      const { scope } = session;
      const { plan, options } = this.#parts;
      // An MFA code is good for one call that succeeds, and so for one session.
      if (!isTooLarge(error) || !("keys" in scope) || "mfa" in plan.method) throw error;
      options.onNotice?.({
        code: "Divided",
        message: `the packed size was too large for ${scope.keys.length} keys, so they are divided`,
      });
      const half = Math.ceil(scope.keys.length / 2);
      const leases: Lease[] = [];
      for (const keys of [scope.keys.slice(0, half), scope.keys.slice(half)]) {
        leases.push(...(await this.mintDivided(planPart(plan, scope, keys))));
      }
      return leases;
    }
  }

  close(): void {
    this.#client.destroy();
  }

  async #mintOnce({ scope, policy }: PlannedSession): Promise<Lease> {
    const { plan, options } = this.#parts;
    const id = newLeaseId(options.random ?? systemRandom);
    const { principalArn, packedPolicySize, ...credentials } = await this.#call(sessionNameOf(id), {
      client: this.#client,
      policy,
      durationSeconds: this.#durationSeconds,
      tags: this.#tags,
      signal: options.signal,
    });
    checkAccount(options.expectAccount, parseArn(principalArn).accountId);
    const lease: Lease = {
      version: 2,
      id,
      scope,
      region: plan.region,
      endpoints: plan.endpoints,
      principalArn,
      ...("roleArn" in plan.method ? { roleArn: plan.method.roleArn } : {}),
      ...(packedPolicySize === undefined ? {} : { packedPolicySize }),
      credentials,
    };
    // INVARIANT: nobody has the credentials before it is written down that they exist.
    await options.audit?.record(mintedEvent(lease, this.#caller));
    return lease;
  }

  #call(sessionName: string, request: MintRequest): Promise<MintedSession> {
    const { method } = this.#parts.plan;
    if ("federatedName" in method) return getFederationToken(method.federatedName, request);
    if (!("webIdentity" in method)) return assumeRole(method, sessionName, request);
    const { environment = process.env } = this.#parts.options;
    return assumeRoleWithWebIdentity({ method, sessionName, environment }, request);
  }
}

/** How long the caller's own credentials let the lease live. */
function usableSeconds({ credentials }: Caller, { plan, options }: MinterParts): number {
  if (credentials.sessionToken === undefined) return plan.durationSeconds;
  if ("federatedName" in plan.method) {
    throw new KeyleaseError(
      "CallerUnsuitable",
      "the caller's credentials are temporary, and GetFederationToken takes none",
      {
        hint: "Call with an IAM user's long-term key, or assume a role instead with --role-arn.",
      },
    );
  }
  if (plan.durationSeconds <= CHAINED_SECONDS) return plan.durationSeconds;
  options.onNotice?.({
    code: "DurationCapped",
    message:
      "the caller's credentials are temporary themselves (role chaining), so the lease lives an hour and no longer",
  });
  return CHAINED_SECONDS;
}

/** Of a role the account is known already; a federated user is in the caller's. */
async function identify(client: STSClient, { plan, options }: MinterParts): Promise<CallerIdentity | undefined> {
  const isAccountOpen = options.expectAccount !== undefined && "federatedName" in plan.method;
  const isWanted = options.onIdentity !== undefined || options.audit?.wantsCaller === true;
  if (!isWanted && !isAccountOpen) return undefined;
  try {
    const identity = await callerIdentity(client, options.signal);
    options.onIdentity?.(identity);
    if (isAccountOpen) checkAccount(options.expectAccount, identity.accountId);
    return identity;
  } catch (error) {
    // An STS that is not AWS's may not know the call: who only wanted to be told is not told, and nothing else.
    if (isAccountOpen || !(error instanceof ServiceError)) throw error;
    return undefined;
  }
}
