import { generateKeyPair, sign } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { promisify } from "node:util";
import type { md, pki } from "node-forge";
import type { Random } from "../../../core/index.ts";
import { certificateNames } from "./certificate-names.ts";

const MODULUS_BITS = 2048;
const SERIAL_BYTES = 16;
const DAY_MILLISECONDS = 86_400_000;
/** A machine's clock may have been set back since. */
const BEFORE_DAYS = 2;
const AUTHORITY_DAYS = 3650;
/** The longest that browsers' rules allow a server's certificate. */
const SERVER_DAYS = 397;
/** Who is inside a sandbox chooses the names, so only so many are remembered. */
const MAX_CONTEXTS = 256;

/** Under which name OpenSSL looks for an authority of `AUTHORITY_NAME` in a folder of certificates. */
export const AUTHORITY_HASH_FILE = "c6117340.0";
const AUTHORITY_NAME = "Keylease emulator";

/**
 * A certificate authority that lives as long as one emulator, and that only instances trust: its key is never written
 * down, and its certificate is told to nobody else.
 */
export class LocalAuthority {
  /** The authority's own certificate, in PEM. */
  readonly certificate: string;
  readonly #forge: typeof import("node-forge");
  readonly #random: Random;
  readonly #issuer: { readonly certificate: pki.Certificate; readonly privateKey: string };
  readonly #server: PemPair;
  readonly #contexts = new Map<string, SecureContext>();

  private constructor(
    forge: typeof import("node-forge"),
    keys: { readonly authority: PemPair; readonly server: PemPair },
    random: Random,
  ) {
    this.#forge = forge;
    this.#random = random;
    this.#server = keys.server;
    const certificate = this.#draft(keys.authority.publicKey, { commonName: AUTHORITY_NAME, days: AUTHORITY_DAYS });
    certificate.setIssuer(certificate.subject.attributes);
    certificate.setExtensions([
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true },
      { name: "subjectKeyIdentifier" },
    ]);
    signCertificate(certificate, keys.authority.privateKey);
    this.#issuer = { certificate, privateKey: keys.authority.privateKey };
    this.certificate = forge.pki.certificateToPem(certificate);
  }

  static async create(random: Random): Promise<LocalAuthority> {
    const forge = (await import("node-forge")).default;
    const [authority, server] = await Promise.all([newKeys(), newKeys()]);
    return new LocalAuthority(forge, { authority, server }, random);
  }

  /** What a server shows to who asks for `name`; `undefined` for a name that is not AWS's. */
  contextFor(name: string): SecureContext | undefined {
    const names = certificateNames(name);
    if (names === undefined) return undefined;
    const [commonName] = names;
    const known = this.#contexts.get(commonName);
    if (known !== undefined) return known;
    const context = createSecureContext({ key: this.#server.privateKey, cert: this.#issue(names) });
    const [oldest] = this.#contexts.keys();
    if (oldest !== undefined && this.#contexts.size >= MAX_CONTEXTS) this.#contexts.delete(oldest);
    this.#contexts.set(commonName, context);
    return context;
  }

  #issue(names: readonly [string, ...string[]]): string {
    // Longer names do not fit; clients go by the alternative names in any case.
    const commonName = names[0].slice(0, 64);
    const certificate = this.#draft(this.#server.publicKey, { commonName, days: SERVER_DAYS });
    certificate.setIssuer(this.#issuer.certificate.subject.attributes);
    certificate.setExtensions([
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: names.map((value) => ({ type: 2, value })) },
      {
        name: "authorityKeyIdentifier",
        keyIdentifier: this.#issuer.certificate.generateSubjectKeyIdentifier().getBytes(),
      },
    ]);
    signCertificate(certificate, this.#issuer.privateKey);
    return this.#forge.pki.certificateToPem(certificate);
  }

  /** By the machine's time and not the emulator's: it is the clients' clocks that judge it. */
  #draft(publicKey: string, { commonName, days }: { commonName: string; days: number }): pki.Certificate {
    const { pki } = this.#forge;
    const certificate = pki.createCertificate();
    certificate.publicKey = pki.publicKeyFromPem(publicKey);
    // A positive number: its first bit would be the sign.
    certificate.serialNumber = `01${Buffer.from(this.#random.bytes(SERIAL_BYTES)).toString("hex")}`;
    const now = Date.now();
    certificate.validity.notBefore = new Date(now - BEFORE_DAYS * DAY_MILLISECONDS);
    certificate.validity.notAfter = new Date(now + days * DAY_MILLISECONDS);
    certificate.setSubject([{ name: "commonName", value: commonName }]);
    return certificate;
  }
}

/** Has Node sign: the library's own arithmetic takes two hundred times as long, and nothing else could run meanwhile. */
function signCertificate(certificate: pki.Certificate, privateKey: string): void {
  const chunks: string[] = [];
  const digest = { algorithm: "sha256", update: (bytes: string) => void chunks.push(bytes) };
  const key = {
    sign: () => sign("sha256", Buffer.from(chunks.join(""), "latin1"), privateKey).toString("latin1"),
  };
  certificate.sign(key as unknown as pki.rsa.PrivateKey, digest as unknown as md.MessageDigest);
}

interface PemPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** RSA, because every client knows it, the oldest too. */
function newKeys(): Promise<PemPair> {
  return promisify(generateKeyPair)("rsa", {
    modulusLength: MODULUS_BITS,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}
