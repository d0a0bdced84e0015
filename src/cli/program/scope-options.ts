import { Option } from "commander";
import { collect } from "./options.ts";

const ENCRYPTION_CHOICES = ["AES256", "aws:kms", "aws:kms:dsse"];
const GROUP = "What the lease grants, and on which conditions:";

/** Options that say what a lease grants besides its objects, and what must hold for requests with it. */
export function scopeOptions(): readonly Option[] {
  return [
    new Option(
      "--allow <actions>",
      "what to grant besides the upload, divided by commas: acl, tagging, read, list, delete (may be repeated)",
    ).argParser(collect),
    new Option("--write-once", "only objects that are not there yet can be written (If-None-Match: *)"),
    new Option(
      "--source-ip <range>",
      "requests must come from this address or range (may be repeated; or through a --source-vpce)",
    ).argParser(collect),
    new Option(
      "--source-vpce <id>",
      "requests must come through this VPC endpoint (may be repeated; or from a --source-ip)",
    ).argParser(collect),
    new Option("--kms-key <arn>", "KMS key that the bucket encrypts with: may be used through S3 alone"),
    new Option("--require-encryption <name>", "objects must be uploaded with this encryption, in one PUT").choices(
      ENCRYPTION_CHOICES,
    ),
    new Option("--require-storage-class <name>", "objects must be uploaded in this storage class, in one PUT"),
    new Option(
      "--require-tag <key=value>",
      "objects must be uploaded with this tag, in one PUT (may be repeated)",
    ).argParser(collect),
  ].map((option) => option.helpGroup(GROUP));
}
