import { createHmac } from "node:crypto";
import { secretsEqual } from "../../core/index.ts";

/**
 * Signs and checks the identity documents of instances. On AWS they are signed with RSA for everybody to check; here
 * the emulator alone can, which is what `cfn-signal` needs: CloudFormation takes a document in place of a key.
 */
export class IdentityDocuments {
  readonly #key: Buffer;

  /** `sealKey` is the state's own: documents stay genuine over a restart. */
  constructor(sealKey: Uint8Array) {
    this.#key = createHmac("sha256", sealKey).update("instance identity documents").digest();
  }

  /** Base64 in lines of 64 characters, as AWS prints it. */
  sign(document: string): string {
    return (this.#seal(document).match(/.{1,64}/g) ?? []).join("\n");
  }

  isGenuine(document: string, signature: string): boolean {
    return secretsEqual(Buffer.from(this.#seal(document)), Buffer.from(signature.replaceAll(/\s/g, "")));
  }

  #seal(document: string): string {
    return createHmac("sha512", this.#key).update(document).digest("base64");
  }
}
