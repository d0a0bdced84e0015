import { type Credentials, signedHttp } from "../auth/signed-requests.ts";

/** Where a lease is taken, and by whom. */
export interface LeaseRequest {
  readonly port: number;
  /** Makes the role, and the user where none is given. */
  readonly admin: Credentials;
  /** ARN of the user who may assume the role. */
  readonly trusted: string;
  readonly bucket: string;
  /** The key of a user that is there already. Default: the user `caller`, who is made. */
  readonly user?: Credentials;
}

type Form = Readonly<Record<string, string>>;

/** A lease, and how another one is taken. */
export interface LeasedRole {
  readonly lease: Credentials;
  readonly roleArn: string;
  /** Who may assume the role. */
  readonly user: Credentials;
}

/** Credentials of a role that may do everything in the bucket, cut down to its keys below `k` by a session policy. */
export async function leaseFor({ port, admin, trusted, bucket, user }: LeaseRequest): Promise<LeasedRole> {
  const iam = (form: Form): Promise<string> =>
    call(port, { service: "iam", form: { ...form, Version: "2010-05-08" } }, admin);
  const by = user ?? (await newUser(iam));
  await iam({
    Action: "CreateRole",
    RoleName: "bench",
    AssumeRolePolicyDocument: policy({ Principal: { AWS: trusted }, Action: "sts:AssumeRole" }),
  });
  await iam({
    Action: "PutRolePolicy",
    RoleName: "bench",
    PolicyName: "all",
    PolicyDocument: policy({ Action: "s3:*", Resource: `arn:aws:s3:::${bucket}/*` }),
  });
  const account = /^arn:aws:iam::(\d*):/.exec(trusted)?.[1] ?? "";
  const roleArn = `arn:aws:iam::${account}:role/bench`;
  const form = {
    Action: "AssumeRole",
    Version: "2011-06-15",
    RoleArn: roleArn,
    RoleSessionName: "bench",
    // rclone states an ACL with each object.
    Policy: policy({
      Action: ["s3:PutObject", "s3:PutObjectAcl", "s3:GetObject"],
      Resource: `arn:aws:s3:::${bucket}/k*`,
    }),
  };
  const answer = await call(port, { service: "sts", form }, by);
  const lease = {
    accessKeyId: element(answer, "AccessKeyId"),
    secretAccessKey: element(answer, "SecretAccessKey"),
    sessionToken: element(answer, "SessionToken"),
  };
  return { lease, roleArn, user: by };
}

async function newUser(iam: (form: Form) => Promise<string>): Promise<Credentials> {
  await iam({ Action: "CreateUser", UserName: "caller" });
  const key = await iam({ Action: "CreateAccessKey", UserName: "caller" });
  return { accessKeyId: element(key, "AccessKeyId"), secretAccessKey: element(key, "SecretAccessKey") };
}

const policy = (statement: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

async function call(
  port: number,
  { service, form }: { readonly service: "iam" | "sts"; readonly form: Form },
  by: Credentials,
): Promise<string> {
  const body = new URLSearchParams(form).toString();
  const plain = {
    service,
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body,
  };
  const headers = { ...(await signedHttp(plain, by, `127.0.0.1:${port}`)) };
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${form.Action}: ${response.status} ${text}`);
  return text;
}

function element(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (text === undefined) throw new Error(`the answer has no ${name}: ${xml}`);
  return text;
}
