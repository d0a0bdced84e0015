import { silentLogger } from "../../src/core/index.ts";
import { openState } from "../../src/emulator/open-state.ts";
import { authenticate } from "../../src/emulator/pipeline/authentication/authenticate.ts";
import { Authoriser } from "../../src/emulator/pipeline/authorise.ts";
import type { CallEnvironment } from "../../src/emulator/pipeline/call.ts";
import { RequestLog } from "../../src/emulator/pipeline/decisions.ts";
import { handle } from "../../src/emulator/pipeline/handle.ts";
import type { IncomingRequest } from "../../src/emulator/pipeline/request.ts";
import type { OperationContext } from "../../src/emulator/pipeline/service.ts";
import { embeddedServices } from "../../src/emulator/services/index.ts";
import { type Credentials, type Plain, REGION, signed } from "./signed-requests.ts";

const ACCOUNT = "111111111111";
const BUCKET = "reports";

/** An emulator without its server, so that what is measured is its own work and not the network's. */
export class FrontDoor {
  readonly #environment: CallEnvironment;
  readonly #root: Credentials;

  private constructor(environment: CallEnvironment, root: Credentials) {
    this.#environment = environment;
    this.#root = root;
  }

  /** Opens one in memory, with a bucket and a role that may upload to it. */
  static async open(): Promise<FrontDoor> {
    const { state, accounts } = await openState({ region: REGION, accountIds: [ACCOUNT] });
    const instances = { boot: () => {}, end: async () => {}, reboot: async () => {}, consoleOutput: () => "" };
    const door = new FrontDoor({ state, services: embeddedServices, instances }, accounts[0] as Credentials);
    await door.#prepare();
    return door;
  }

  /** A user's key, and credentials of the role cut down to one prefix by a session policy, as a lease has them. */
  async callers(): Promise<{ readonly user: Credentials; readonly lease: Credentials }> {
    const made = await this.query(
      "iam",
      { Action: "CreateAccessKey", UserName: "caller", Version: "2010-05-08" },
      this.#root,
    );
    const user = { accessKeyId: element(made, "AccessKeyId"), secretAccessKey: element(made, "SecretAccessKey") };
    const assumed = await this.query("sts", assumeRole(ACCOUNT), user);
    return {
      user,
      lease: {
        accessKeyId: element(assumed, "AccessKeyId"),
        secretAccessKey: element(assumed, "SecretAccessKey"),
        sessionToken: element(assumed, "SessionToken"),
      },
    };
  }

  /** Sends a query call whole and gives the body of its answer. */
  async query(service: Plain["service"], form: Readonly<Record<string, string>>, by: Credentials): Promise<string> {
    return this.#send(await signed(queryCall(service, form), by, "header"));
  }

  /** Authenticates and authorises, and does not run: what the front door costs. */
  async admit(incoming: IncomingRequest): Promise<void> {
    const { state, services, instances } = this.#environment;
    const service = services.get(incoming.service);
    if (service === undefined) throw new Error(`no service ${incoming.service}`);
    const { request, caller } = await authenticate(incoming, { rules: service.authentication, state });
    const operation = service.operations.get(service.detect(request));
    if (operation === undefined) throw new Error("the request names no operation");
    service.admit?.(operation.name, caller, request);
    const authoriser = new Authoriser({ service, request, caller }, state, []);
    const context: OperationContext = {
      state,
      instances,
      caller,
      request,
      invoke: () => Promise.reject(new Error("nothing is run here")),
      invokeAs: () => () => Promise.reject(new Error("nothing is run here")),
      check: (requirement) => authoriser.check(requirement),
      require: (requirement) => authoriser.require(requirement, operation),
    };
    authoriser.requireAll(await operation.prepare(request).authorise(context), operation);
  }

  async #prepare(): Promise<void> {
    const iam = { Version: "2010-05-08" };
    await this.query("iam", { ...iam, Action: "CreateUser", UserName: "caller" }, this.#root);
    const trust = policy({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/caller` }, Action: "sts:AssumeRole" });
    await this.query(
      "iam",
      { ...iam, Action: "CreateRole", RoleName: "uploader", AssumeRolePolicyDocument: trust },
      this.#root,
    );
    const rights = policy({
      Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
      Resource: `arn:aws:s3:::${BUCKET}/*`,
    });
    const put = { ...iam, Action: "PutRolePolicy", RoleName: "uploader", PolicyName: "upload", PolicyDocument: rights };
    await this.query("iam", put, this.#root);
    const body = `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
    await this.#send(await signed({ service: "s3", method: "PUT", path: `/${BUCKET}`, body }, this.#root, "header"));
  }

  async #send(incoming: IncomingRequest): Promise<string> {
    const environment = { ...this.#environment, log: new RequestLog(), logger: silentLogger, observe: () => {} };
    const { status, body } = await handle(incoming, environment);
    if (status >= 300) throw new Error(`${status} ${String(body)}`);
    return String(body);
  }
}

/** A call of a query service, as SDKs send it. */
export function queryCall(service: Plain["service"], form: Readonly<Record<string, string>>): Plain {
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  return { service, method: "POST", path: "/", headers, body: new URLSearchParams(form).toString() };
}

/** The AssumeRole call of a lease for one prefix. */
export function assumeRole(accountId: string = ACCOUNT): Readonly<Record<string, string>> {
  return {
    Version: "2011-06-15",
    Action: "AssumeRole",
    RoleArn: `arn:aws:iam::${accountId}:role/uploader`,
    RoleSessionName: "bench",
    Policy: policy({ Action: "s3:PutObject", Resource: `arn:aws:s3:::${BUCKET}/november/*` }),
  };
}

/** The PUT of one object, as an SDK sends it. */
export function putObject(number: number): Plain {
  const headers = {
    "content-type": "text/csv",
    "user-agent": "bench",
    "x-amz-sdk-checksum-algorithm": "CRC32",
    "x-amz-checksum-crc32": "NhCmhg==",
  };
  return { service: "s3", method: "PUT", path: `/${BUCKET}/november/${number}.csv`, headers, body: "hello" };
}

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

function element(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (text === undefined) throw new Error(`the answer has no ${name}`);
  return text;
}
