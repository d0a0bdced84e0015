import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateKeyPairCommand,
  DeleteKeyPairCommand,
  DescribeKeyPairsCommand,
  EC2Client,
  ImportKeyPairCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";

/** RFC 8032's first test vector: the seed and its public key. */
const SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

describe("EC2's key pairs", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    ec2 = new EC2Client(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  const publicKeyOf = async (KeyName: string): Promise<string> => {
    const input = { KeyNames: [KeyName], IncludePublicKey: true };
    const { KeyPairs = [] } = await ec2.send(new DescribeKeyPairsCommand(input));
    return KeyPairs[0]?.PublicKey ?? "";
  };
  const importKey = (KeyName: string, line: string) =>
    ec2.send(new ImportKeyPairCommand({ KeyName, PublicKeyMaterial: Buffer.from(line) }));

  it("are RSA by default, with the fingerprint that AWS gives its own pairs", async () => {
    const made = await ec2.send(new CreateKeyPairCommand({ KeyName: "rsa" }));
    expect(made.KeyPairId).toMatch(/^key-[0-9a-f]{17}$/);
    expect(made.KeyMaterial?.split("\n")[0]).toBe("-----BEGIN RSA PRIVATE KEY-----");
    const key = createPrivateKey(made.KeyMaterial ?? "");
    const digest = createHash("sha1")
      .update(key.export({ type: "pkcs8", format: "der" }))
      .digest("hex");
    expect(made.KeyFingerprint).toBe(digest.match(/../g)?.join(":"));
  });

  it("keep the public half of what was handed out", async () => {
    const made = await ec2.send(new CreateKeyPairCommand({ KeyName: "halves" }));
    const { n = "", e = "" } = createPublicKey(createPrivateKey(made.KeyMaterial ?? "")).export({ format: "jwk" });
    const [type, blob = ""] = (await publicKeyOf("halves")).split(" ");
    expect(type).toBe("ssh-rsa");
    const bytes = Buffer.from(blob, "base64");
    expect(bytes.includes(Buffer.from(n, "base64url"))).toBe(true);
    expect(bytes.includes(Buffer.from(e, "base64url"))).toBe(true);
  });

  it("can be Ed25519, in OpenSSH's own format", async () => {
    const made = await ec2.send(new CreateKeyPairCommand({ KeyName: "ed", KeyType: "ed25519" }));
    const lines = (made.KeyMaterial ?? "").split("\n");
    expect([lines[0], lines.at(-1)]).toEqual([
      "-----BEGIN OPENSSH PRIVATE KEY-----",
      "-----END OPENSSH PRIVATE KEY-----",
    ]);
    const file = Buffer.from(lines.slice(1, -1).join(""), "base64");
    expect(file.subarray(0, 15).toString()).toBe("openssh-key-v1\0");
    const blob = Buffer.from((await publicKeyOf("ed")).split(" ")[1] ?? "", "base64");
    expect(file.includes(blob)).toBe(true);
    // The seed stands before the public key in the secret part: together they must be a pair.
    const publicKey = blob.subarray(-32);
    const at = file.lastIndexOf(publicKey);
    const seed = file.subarray(at - 32, at);
    const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
    const pair = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: "der", type: "pkcs8" });
    expect(createPublicKey(pair).export({ format: "jwk" }).x).toBe(publicKey.toString("base64url"));
    expect(made.KeyFingerprint).toBe(createHash("sha256").update(blob).digest("base64"));
    checkWithOpenSsh(made.KeyMaterial ?? "", await publicKeyOf("ed"));
  });

  it("can be imported, with the fingerprint that AWS gives foreign RSA keys", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const line = sshRsa(publicKey.export({ format: "jwk" }) as { n: string; e: string });
    const imported = await importKey("imported", `${line} me@example\n`);
    const der = publicKey.export({ type: "spki", format: "der" });
    expect(imported.KeyFingerprint).toBe(createHash("md5").update(der).digest("hex").match(/../g)?.join(":"));
    expect(await publicKeyOf("imported")).toBe(line);
  });

  it.each([
    ["something else", "hello"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----"],
    ["a type that does not fit its blob", `ssh-ed25519 ${Buffer.from("rubbish").toString("base64")}`],
    ["a blob whose lengths do not add up", `ssh-rsa ${Buffer.from([0, 0, 0, 9, 1]).toString("base64")}`],
    ["a point of the wrong length", `ssh-ed25519 ${field("ssh-ed25519", Buffer.from(SEED.slice(2), "hex"))}`],
    ["a modulus that is too short", sshRsa({ n: Buffer.alloc(64, 0xab).toString("base64url"), e: "AQAB" })],
  ])("refuse to be imported from %s", async (_what, line) => {
    expect(await refusal(importKey("bad", line))).toEqual({
      code: "InvalidKey.Format",
      status: 400,
      message: "Key is not in valid OpenSSH public key format",
    });
  });

  it("have unique names, and are forgotten when deleted, twice without complaint", async () => {
    const create = () => ec2.send(new CreateKeyPairCommand({ KeyName: "once", KeyType: "ed25519" }));
    const { KeyPairId } = await create();
    expect(await refusal(create())).toMatchObject({ code: "InvalidKeyPair.Duplicate", status: 400 });
    const deleted = await ec2.send(new DeleteKeyPairCommand({ KeyName: "once" }));
    expect(deleted).toMatchObject({ Return: true, KeyPairId });
    expect(await ec2.send(new DeleteKeyPairCommand({ KeyName: "once" }))).toMatchObject({ Return: true });
    expect(await refusal(ec2.send(new DescribeKeyPairsCommand({ KeyNames: ["once"] })))).toEqual({
      code: "InvalidKeyPair.NotFound",
      status: 400,
      message: "The key pair 'once' does not exist",
    });
  });

  it("are never shown with their private keys", async () => {
    await ec2.send(new CreateKeyPairCommand({ KeyName: "secret" }));
    const { KeyPairs = [] } = await ec2.send(new DescribeKeyPairsCommand({ KeyNames: ["secret"] }));
    expect(Object.keys(KeyPairs[0] ?? {}).sort()).toEqual([
      "CreateTime",
      "KeyFingerprint",
      "KeyName",
      "KeyPairId",
      "KeyType",
    ]);
  });
});

function field(...fields: (string | Buffer)[]): string {
  const parts = fields.flatMap((value) => {
    const bytes = Buffer.from(value as Buffer);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(parts).toString("base64");
}

function sshRsa({ n, e }: { n: string; e: string }): string {
  const modulus = Buffer.concat([Buffer.of(0), Buffer.from(n, "base64url")]);
  return `ssh-rsa ${field("ssh-rsa", Buffer.from(e, "base64url"), modulus)}`;
}

/** Where OpenSSH is installed it must read the private key and find the same public one. */
function checkWithOpenSsh(privateKey: string, publicKey: string): void {
  const folder = mkdtempSync(join(tmpdir(), "key-"));
  const file = join(folder, "key");
  try {
    writeFileSync(file, `${privateKey}\n`, { mode: 0o600 });
    const line = execFileSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" });
    expect(line.trim().split(" ").slice(0, 2).join(" ")).toBe(publicKey);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
