import type { IAMClient } from "@aws-sdk/client-iam";
import { parseArn } from "../../core/index.ts";
import { type CredentialSource, findCaller } from "../caller.ts";
import { type Environment, endpointOf } from "../endpoints.ts";
import { fromSdkError, ServiceError } from "../errors.ts";
import { checkRoleArn } from "../mint-method.ts";
import { regionOf } from "../region.ts";

/** How a role is reached. */
export interface RoleAccess {
  readonly roleArn: string;
  /** Credentials that may change the role's inline policies. Default: AWS's provider chain. */
  readonly credentials?: CredentialSource;
  /** IAM has none of its own; it says which partition. Default: `AWS_REGION`, then `AWS_DEFAULT_REGION`. */
  readonly region?: string;
  /** Endpoint of IAM. Default: `AWS_ENDPOINT_URL_IAM`, `AWS_ENDPOINT_URL`, then AWS's own. */
  readonly endpointUrl?: string;
  /** Default: the process's own. */
  readonly environment?: Environment;
  readonly signal?: AbortSignal;
}

/** The inline policies of one role, as IAM keeps them. */
export class RolePolicies {
  readonly #client: IAMClient;
  readonly #roleName: string;
  readonly #signal: AbortSignal | undefined;

  private constructor(client: IAMClient, roleName: string, signal: AbortSignal | undefined) {
    this.#client = client;
    this.#roleName = roleName;
    this.#signal = signal;
  }

  /** @throws KeyleaseError `ArnInvalid`, `ArgumentInvalid`, `CallerUnknown`. */
  static async open(access: RoleAccess): Promise<RolePolicies> {
    checkRoleArn(access.roleArn);
    const environment = access.environment ?? process.env;
    const region = regionOf(access.region, environment);
    const endpoint = endpointOf("IAM", access.endpointUrl, environment);
    const { credentials } = await findCaller(access.credentials);
    const { IAMClient } = await import("@aws-sdk/client-iam");
    const client = new IAMClient({
      region,
      // A copy: the SDK writes a mark of its own into the object that it is given.
      credentials: { ...credentials },
      ...(endpoint === undefined ? {} : { endpoint }),
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
    });
    // The path is part of the ARN and not of the name.
    const roleName = parseArn(access.roleArn).resource.split("/").at(-1) ?? "";
    return new RolePolicies(client, roleName, access.signal);
  }

  /** By how much the service's clock is ahead of this machine's, as far as the SDK has noticed. */
  get clockOffsetMilliseconds(): number {
    return this.#client.config.systemClockOffset;
  }

  /** The role's unique id, which another role of the same name would not have. */
  async roleId(): Promise<string> {
    const { GetRoleCommand } = await import("@aws-sdk/client-iam");
    const input = { RoleName: this.#roleName };
    const { Role } = await this.#call("GetRole", (options) => this.#client.send(new GetRoleCommand(input), options));
    return Role?.RoleId ?? "";
  }

  async names(): Promise<readonly string[]> {
    const { ListRolePoliciesCommand } = await import("@aws-sdk/client-iam");
    const names: string[] = [];
    let marker: string | undefined;
    do {
      const input = { RoleName: this.#roleName, ...(marker === undefined ? {} : { Marker: marker }) };
      const page = await this.#call("ListRolePolicies", (options) =>
        this.#client.send(new ListRolePoliciesCommand(input), options),
      );
      names.push(...(page.PolicyNames ?? []));
      marker = page.IsTruncated ? page.Marker : undefined;
    } while (marker !== undefined);
    return names;
  }

  async put(PolicyName: string, PolicyDocument: string): Promise<void> {
    const { PutRolePolicyCommand } = await import("@aws-sdk/client-iam");
    const input = { RoleName: this.#roleName, PolicyName, PolicyDocument };
    await this.#call("PutRolePolicy", (options) => this.#client.send(new PutRolePolicyCommand(input), options));
  }

  /** One that is not there any more is removed: somebody else cleans up too. */
  async remove(PolicyName: string): Promise<void> {
    const { DeleteRolePolicyCommand } = await import("@aws-sdk/client-iam");
    const input = { RoleName: this.#roleName, PolicyName };
    try {
      await this.#call("DeleteRolePolicy", (options) => this.#client.send(new DeleteRolePolicyCommand(input), options));
    } catch (error) {
      if (!(error instanceof ServiceError && error.awsCode === "NoSuchEntity")) throw error;
    }
  }

  close(): void {
    this.#client.destroy();
  }

  async #call<T>(operation: string, send: (options: { abortSignal?: AbortSignal }) => Promise<T>): Promise<T> {
    try {
      return await send(this.#signal === undefined ? {} : { abortSignal: this.#signal });
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw fromSdkError(error, { service: "iam", operation });
    }
  }
}
