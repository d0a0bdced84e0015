import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Emulator } from "../../../src/emulator/index.ts";
import { allow, iamOf, makeRole } from "../../emulator/services/iam/identities.ts";
import { addProvider, type Issuer, makeIssuer, trustProvider } from "../../emulator/services/sts/oidc.ts";
import { cliEntry, endOf } from "../../support/cli.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { blocksOf } from "../../support/guides/pages.ts";
import { isTypeable, startTyping, type Typist, variablesOf } from "../../support/guides/typist.ts";
import { prepareUploader } from "../../support/uploader.ts";

const PAGE = "docs/guide/container-with-renewing-lease.md";
const [program, inside, image, onHost, pod, ...rest] = blocksOf(PAGE);
const BUCKET = "backup-bucket";

let emulator: Emulator;
let typist: Typist;
let cluster: Issuer;
let root: S3Client;
beforeAll(async () => {
  cluster = await makeIssuer("https://oidc.eks.ap-northeast-1.amazonaws.com/id/EXAMPLE");
  emulator = await startTestEmulator({ oidcKeySets: { [cluster.issuer]: cluster.keySet } });
  const { roleArn, credentials } = await prepareUploader(emulator, BUCKET);
  typist = await startTyping({ ...variablesOf(emulator, credentials), bucket: BUCKET, role: roleArn });
  root = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
});
afterAll(async () => {
  typist.leave();
  await emulator.close();
});

async function keys(): Promise<readonly (string | undefined)[]> {
  const { Contents = [] } = await root.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key);
}

// Typed in a shell with the standard programs, which a machine that has only Node does not have.
describe.skipIf(!isTypeable)("the guide to a container with a renewing lease", () => {
  it("has no block that is not run here, but for an image, which needs a registry", () => {
    const named = [program, inside, image, onHost, pod].map((block) => block?.file ?? block?.language);
    expect([named, rest]).toEqual([["backup.sh", "sh", "dockerfile", "sh", "pod.yaml"], []]);
  });

  it("starts the program with a lease", async () => {
    if (program !== undefined) typist.save(program);
    expect(await typist.type(inside?.text ?? "")).toMatchObject({ exitCode: 0 });
    expect(await keys()).toEqual(["backups/monday.txt"]);
  });

  it("has an entry point that is the same command", () => {
    const [, json = "[]"] = /^ENTRYPOINT (.*)$/m.exec(image?.text ?? "") ?? [];
    const [command, ...words] = (inside?.text ?? "").trim().replace("npx ", "").replaceAll('"', "").split(" ");
    const generic = { "s3://$bucket/backups/": "s3://my-bucket/backups/", $role: "ROLE", "backup.sh": "/backup.sh" };
    const expected = words.map((word) => generic[word as keyof typeof generic] ?? word);
    expect(JSON.parse(json)).toEqual([command, ...expected]);
  });

  it("gives a container on the host's network all that it needs by four variables", async () => {
    expect(await typist.type(onHost?.text ?? "")).toMatchObject({ exitCode: 0 });
    expect(await keys()).toContain("backups/hostname");
    const without = (onHost?.text ?? "").replace(" --env AWS_CONTAINER_AUTHORIZATION_TOKEN", "");
    const { exitCode, stderr } = await typist.typeElsewhere(without, {});
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("Could not load credentials")]);
  });

  it("has a sidecar whose variables are all that the program needs", async () => {
    const { spec } = parse(pod?.text ?? "") as { spec: PodSpec };
    const [sidecar] = spec.initContainers;
    const [container] = spec.containers;
    const roleArn = await roleOfServiceAccount();
    const shared = join(typist.folder, "lease");
    mkdirSync(shared);
    const here = (words: readonly string[]): string[] =>
      words.map((word) => word.replace("my-bucket", BUCKET).replace("ROLE", roleArn).replaceAll("/lease", shared));

    // As the webhook of EKS sets it up; the token's file is the sidecar's alone.
    const tokenFile = join(typist.folder, "token");
    writeFileSync(tokenFile, await cluster.token({ sub: "system:serviceaccount:default:backup" }));
    const [, ...words] = here([...(sidecar?.command ?? []), ...(sidecar?.args ?? [])]);
    const process_ = spawn(process.execPath, [await cliEntry(), ...words], {
      env: {
        PATH: process.env.PATH ?? "",
        HOME: typist.folder,
        AWS_ENDPOINT_URL: emulator.endpoint,
        AWS_REGION: emulator.region,
        AWS_ROLE_ARN: roleArn,
        AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
      },
    });
    const ended = endOf(process_);
    const [probe = "", ...probed] = here(sidecar?.startupProbe.exec.command ?? []);
    await expect.poll(() => endOf(spawn(probe, probed)).then(({ exitCode }) => exitCode), { timeout: 15_000 }).toBe(0);
    expect(statSync(join(shared, "env")).mode & 0o077).toBe(0);
    expect(readFileSync(join(shared, "env"), "utf8")).not.toMatch(/WEB_IDENTITY|ROLE_ARN/);

    const [, , script = ""] = here(container?.command ?? []);
    const started = `exec env -i PATH="$PATH" bucket=${BUCKET} sh -c '${script}'`;
    writeFileSync(
      join(typist.folder, "backup.sh"),
      `echo x > tuesday.txt\naws s3 cp tuesday.txt "s3://$bucket/backups/tuesday.txt"\n`,
    );
    const result = await typist.typeElsewhere(started, {});
    process_.kill("SIGTERM");
    expect(result).toMatchObject({ exitCode: 0 });
    expect(await keys()).toContain("backups/tuesday.txt");
    expect((await ended).exitCode).toBe(143);
    // And when the sidecar is gone, so are the credentials.
    expect((await typist.typeElsewhere(started, {})).stderr).toContain("Could not load credentials");
    expect(existsSync(join(shared, "env"))).toBe(true);
  });

  it("is right that SDKs ask loopback alone over plain HTTP", async () => {
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(500).end();
    });
    await new Promise<void>((done) => {
      server.listen(0, "127.0.0.1", done);
    });
    const { port } = server.address() as AddressInfo;
    const upload = (host: string) =>
      typist.typeElsewhere(`aws s3 cp /etc/hostname "s3://$bucket/x"`, {
        AWS_ACCESS_KEY_ID: "",
        AWS_SECRET_ACCESS_KEY: "",
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${host}:${port}/credentials`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: "x",
      });
    // The same listener, by an address that is not written as loopback is.
    const other = await upload("[::ffff:127.0.0.1]");
    expect(asked).toEqual([]);
    const loopback = await upload("127.0.0.1");
    server.closeAllConnections();
    server.close();
    expect(asked.length).toBeGreaterThan(0);
    for (const { stderr } of [other, loopback]) expect(stderr).toContain("Could not load credentials");
  });
});

interface PodSpec {
  readonly initContainers: readonly {
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly startupProbe: { readonly exec: { readonly command: readonly string[] } };
  }[];
  readonly containers: readonly { readonly command: readonly string[] }[];
}

async function roleOfServiceAccount(): Promise<string> {
  const provider = await addProvider(emulator, cluster.issuer);
  const trustPolicy = trustProvider(provider, {
    Condition: {
      StringEquals: {
        [`${cluster.issuer.replace("https://", "")}:sub`]: "system:serviceaccount:default:backup",
        [`${cluster.issuer.replace("https://", "")}:aud`]: "sts.amazonaws.com",
      },
    },
  });
  const statements = [allow("s3:PutObject", `arn:aws:s3:::${BUCKET}/backups/*`)];
  return (await makeRole(iamOf(emulator), { name: "backup", trustPolicy, statements })).arn;
}
