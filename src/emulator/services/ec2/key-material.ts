import { createHash, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { ec2Errors } from "./errors.ts";
import { readSshFields, sshNumber, sshString, sshUint32 } from "./ssh-wire.ts";

export type KeyType = "rsa" | "ed25519";

/** What EC2 keeps of a key pair. */
export interface PublicKeyMaterial {
  readonly keyType: KeyType;
  /** A line of OpenSSH's `authorized_keys`, without comment. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** A fresh pair: the private key is handed out once and never kept. */
export interface FreshKeyPair extends PublicKeyMaterial {
  readonly privateKey: string;
}

const RSA_BITS = 2048;
const IMPORTABLE_RSA_BITS: ReadonlySet<number> = new Set([1024, 2048, 4096]);
const MAX_IMPORT_CHARACTERS = 16_384;
const CIPHER_BLOCK = 8;
const LINE = 70;

/** Makes a key pair. Its fingerprint is AWS's for pairs that AWS made: SHA-1 of the RSA private key in PKCS #8. */
export async function newKeyMaterial(keyType: KeyType): Promise<FreshKeyPair> {
  if (keyType === "rsa") {
    const pair = await promisify(generateKeyPair)("rsa", { modulusLength: RSA_BITS });
    const der = pair.privateKey.export({ type: "pkcs8", format: "der" });
    return {
      keyType,
      publicKey: authorizedKey(keyType, publicBlob(pair.publicKey)),
      fingerprint: withColons(createHash("sha1").update(der).digest("hex")),
      privateKey: pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString().trimEnd(),
    };
  }
  const pair = await promisify(generateKeyPair)("ed25519");
  const blob = publicBlob(pair.publicKey);
  const seed = Buffer.from(pair.privateKey.export({ format: "jwk" }).d as string, "base64url");
  return {
    keyType,
    publicKey: authorizedKey(keyType, blob),
    fingerprint: ed25519Fingerprint(blob),
    privateKey: openSshPrivateKey(blob, seed),
  };
}

/**
 * Reads a public key in OpenSSH's one-line form. Its fingerprint is AWS's for imported pairs: MD5 of the RSA public key.
 *
 * @throws AwsError `InvalidKey.Format`.
 */
export function importKeyMaterial(text: string): PublicKeyMaterial {
  const [type, encoded = ""] = text.trim().split(/\s+/, 2);
  const keyType = type === "ssh-rsa" ? "rsa" : type === "ssh-ed25519" ? "ed25519" : undefined;
  if (keyType === undefined || text.length > MAX_IMPORT_CHARACTERS) throw invalidKey();
  const key = readPublicKey(keyType, Buffer.from(encoded, "base64"));
  const blob = publicBlob(key);
  const fingerprint =
    keyType === "ed25519"
      ? ed25519Fingerprint(blob)
      : withColons(
          createHash("md5")
            .update(key.export({ type: "spki", format: "der" }))
            .digest("hex"),
        );
  return { keyType, publicKey: authorizedKey(keyType, blob), fingerprint };
}

function readPublicKey(keyType: KeyType, blob: Buffer): KeyObject {
  const [type, first, second] = readSshFields(blob) ?? [];
  if (type?.toString() !== `ssh-${keyType}` || first === undefined) throw invalidKey();
  const jwk =
    keyType === "ed25519"
      ? { kty: "OKP", crv: "Ed25519", x: first.toString("base64url") }
      : { kty: "RSA", e: first.toString("base64url"), n: (second ?? Buffer.alloc(0)).toString("base64url") };
  let key: KeyObject;
  try {
    key = createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    throw invalidKey();
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (keyType === "rsa" && (bits === undefined || !IMPORTABLE_RSA_BITS.has(bits))) throw invalidKey();
  return key;
}

/** The public key in SSH's wire format (RFC 4253, section 6.6; RFC 8709). */
function publicBlob(key: KeyObject): Buffer {
  const jwk = key.export({ format: "jwk" });
  const bytes = (value: string | undefined): Buffer => Buffer.from(value ?? "", "base64url");
  if (jwk.kty === "OKP") return Buffer.concat([sshString("ssh-ed25519"), sshString(bytes(jwk.x))]);
  return Buffer.concat([sshString("ssh-rsa"), sshNumber(bytes(jwk.e)), sshNumber(bytes(jwk.n))]);
}

function authorizedKey(keyType: KeyType, blob: Buffer): string {
  return `ssh-${keyType} ${blob.toString("base64")}`;
}

function ed25519Fingerprint(blob: Buffer): string {
  return createHash("sha256").update(blob).digest("base64");
}

function withColons(hex: string): string {
  return (hex.match(/../g) ?? []).join(":");
}

/** OpenSSH's own private key format, without passphrase (OpenSSH's PROTOCOL.key). Its check numbers only guard a decryption. */
function openSshPrivateKey(blob: Buffer, seed: Buffer): string {
  const publicKey = blob.subarray(-32);
  const secret = Buffer.concat([
    sshUint32(0),
    sshUint32(0),
    blob,
    sshString(Buffer.concat([seed, publicKey])),
    sshString(""),
  ]);
  const padding = Buffer.from(
    Array.from({ length: (CIPHER_BLOCK - (secret.length % CIPHER_BLOCK)) % CIPHER_BLOCK }, (_, index) => index + 1),
  );
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    sshString("none"),
    sshString("none"),
    sshString(""),
    sshUint32(1),
    sshString(blob),
    sshString(Buffer.concat([secret, padding])),
  ]);
  const lines = file.toString("base64").match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----"].join("\n");
}

function invalidKey(): Error {
  return ec2Errors.coded("InvalidKey.Format", "Key is not in valid OpenSSH public key format");
}
