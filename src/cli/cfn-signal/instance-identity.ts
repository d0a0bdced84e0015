const LINK_LOCAL = "http://169.254.169.254";
const TOKEN_SECONDS = 60;
const MILLISECONDS_TO_ANSWER = 5_000;

/** Who this instance is, as CloudFormation takes it. */
export interface InstanceIdentity {
  readonly instanceId: string;
  /** An `Authorization` header: the identity document with its signature. */
  readonly authorization: string;
}

/** Asks the metadata service, by tokens. */
export async function instanceIdentity(environment: NodeJS.ProcessEnv): Promise<InstanceIdentity> {
  const base = environment.AWS_EC2_METADATA_SERVICE_ENDPOINT || LINK_LOCAL;
  const ask = async (path: string, headers: Record<string, string>, method = "GET"): Promise<string> => {
    const signal = AbortSignal.timeout(MILLISECONDS_TO_ANSWER);
    const answer = await fetch(new URL(path, base), { method, headers, signal });
    if (!answer.ok) throw new Error(`the metadata service answers ${path} with ${answer.status}`);
    return answer.text();
  };
  const ttl = { "x-aws-ec2-metadata-token-ttl-seconds": String(TOKEN_SECONDS) };
  const token = { "x-aws-ec2-metadata-token": await ask("/latest/api/token", ttl, "PUT") };
  const document = await ask("/latest/dynamic/instance-identity/document", token);
  const signature = await ask("/latest/dynamic/instance-identity/signature", token);
  const { instanceId } = JSON.parse(document) as { instanceId: string };
  const encoded = Buffer.from(document).toString("base64");
  return { instanceId, authorization: `CFN_V1 ${encoded}:${signature.replaceAll("\n", "")}` };
}
