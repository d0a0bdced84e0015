import { Agent, request } from "node:http";
import { assumeRole, queryCall } from "./front-door.ts";
import type { RunningServer } from "./servers.ts";
import { type Credentials, signedHttp } from "./signed-requests.ts";

const CONNECTIONS = 16;

/** One call, as it goes over the wire again and again. */
export interface HttpCall {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is asked of every server: the same calls, by a user who may do nothing but assume the role. */
export interface ServerCalls {
  readonly GetCallerIdentity: HttpCall;
  readonly "AssumeRole with a session policy": HttpCall;
}

/** Makes user and role on a server, and signs the calls. */
export async function prepareCalls(server: RunningServer, accountId: string): Promise<ServerCalls> {
  const iam = { Version: "2010-05-08" };
  const ask = (form: Readonly<Record<string, string>>): Promise<string> => send(server, "iam", { ...iam, ...form });
  await ask({ Action: "CreateUser", UserName: "caller" });
  const trust = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:user/caller` }, Action: "sts:AssumeRole" },
    ],
  };
  await ask({ Action: "CreateRole", RoleName: "uploader", AssumeRolePolicyDocument: JSON.stringify(trust) });
  const key = await ask({ Action: "CreateAccessKey", UserName: "caller" });
  const user = { accessKeyId: element(key, "AccessKeyId"), secretAccessKey: element(key, "SecretAccessKey") };
  const identity = { Action: "GetCallerIdentity", Version: "2011-06-15" };
  return {
    GetCallerIdentity: await call(server, "sts", identity, user),
    "AssumeRole with a session policy": await call(server, "sts", assumeRole(accountId), user),
  };
}

/** Calls in a second over about `milliseconds`, with 16 connections. */
export async function callRate(httpCall: HttpCall, milliseconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const started = performance.now();
  let calls = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() - started < milliseconds) {
      await post(httpCall, agent);
      calls++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  const elapsed = performance.now() - started;
  agent.destroy();
  return (calls / elapsed) * 1000;
}

async function call(
  { port }: RunningServer,
  service: "iam" | "sts",
  form: Readonly<Record<string, string>>,
  by: Credentials,
): Promise<HttpCall> {
  const plain = queryCall(service, form);
  return { port, headers: await signedHttp(plain, by, `127.0.0.1:${port}`), body: plain.body ?? "" };
}

async function send(
  server: RunningServer,
  service: "iam" | "sts",
  form: Readonly<Record<string, string>>,
): Promise<string> {
  return post(await call(server, service, form, server.root));
}

function post({ port, headers, body }: HttpCall, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port,
      method: "POST",
      path: "/",
      headers,
      ...(agent === undefined ? {} : { agent }),
    };
    const message = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${response.statusCode} ${text}`));
      });
      response.on("error", reject);
    });
    message.on("error", reject);
    message.end(body);
  });
}

function element(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (text === undefined) throw new Error(`the answer has no ${name}`);
  return text;
}
