import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import forge from "node-forge";

const DAYS = 7;
const DAY_MILLISECONDS = 86_400_000;
const DNS = 2;
const ADDRESS = 7;

/**
 * Makes an authority, and by it a certificate for this machine itself: `ca.pem`, `server.pem` and `server-key.pem`.
 *
 * @param folder Where they are written.
 */
export function writeCertificates(folder: string): void {
  const [authority, server] = [newKeys(), newKeys()];
  const issuer = draft(authority.publicKey, "Keylease benchmark", "01");
  issuer.setIssuer(issuer.subject.attributes);
  issuer.setExtensions([
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ]);
  const certificate = draft(server.publicKey, "localhost", "02");
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: "extKeyUsage", serverAuth: true },
    {
      name: "subjectAltName",
      altNames: [
        { type: DNS, value: "localhost" },
        // s3cmd looks for an address among the names.
        { type: DNS, value: "127.0.0.1" },
        { type: ADDRESS, ip: "127.0.0.1" },
      ],
    },
  ]);
  for (const one of [issuer, certificate]) {
    one.sign(forge.pki.privateKeyFromPem(authority.privateKey), forge.md.sha256.create());
  }
  writeFileSync(join(folder, "ca.pem"), forge.pki.certificateToPem(issuer));
  writeFileSync(join(folder, "server.pem"), forge.pki.certificateToPem(certificate));
  writeFileSync(join(folder, "server-key.pem"), server.privateKey, { mode: 0o600 });
}

function draft(publicKey: string, commonName: string, serialNumber: string): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = serialNumber;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MILLISECONDS);
  certificate.validity.notAfter = new Date(Date.now() + DAYS * DAY_MILLISECONDS);
  certificate.setSubject([{ name: "commonName", value: commonName }]);
  return certificate;
}

function newKeys(): { readonly publicKey: string; readonly privateKey: string } {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}
