import { Option } from "commander";
import { collect } from "./options.ts";

const GROUP = "What the objects are to be:";

/** Options that say what an object is to be, besides its bytes. */
export function objectOptions(): readonly Option[] {
  return [
    new Option("--acl <acl>", "canned ACL, such as public-read or bucket-owner-full-control"),
    new Option("--content-type <type>", "Content-Type (else by the name)"),
    new Option("--metadata <name=value>", "metadata of your own (may be repeated)").argParser(collect),
    new Option("--tag <name=value>", "tag of the object (may be repeated)").argParser(collect),
    new Option("--cache-control <value>", "Cache-Control, such as max-age=3600"),
    new Option("--content-disposition <value>", "Content-Disposition, such as attachment"),
    new Option("--content-encoding <value>", "Content-Encoding of bytes that are encoded already"),
    new Option("--storage-class <class>", "storage class, such as STANDARD_IA (else S3's own)"),
    new Option("--sse <algorithm>", "server-side encryption").choices(["AES256", "aws:kms"]),
    new Option("--sse-kms-key-id <id>", "KMS key for --sse aws:kms (else the account's own for S3)"),
  ].map((option) => option.helpGroup(GROUP));
}
