import { KeyleaseError, parseDurationSeconds } from "../../core/index.ts";
import { createLease, type Lease, leaseFor, parseLeases, parseObject } from "../../lease/index.ts";
import { presignPost, presignPut } from "../../upload/index.ts";
import { auditLogOf } from "../audit-log.ts";
import { configuredVariant } from "../configured-variant.ts";
import type { CommandContext } from "../context.ts";
import { describeLease } from "../lease-notes.ts";
import { leaseOptionsOf, type MintingInput } from "../minting.ts";
import { readTextFile } from "../read-text.ts";
import { type ScopeInput, scopeLimitsOf } from "../scope-input.ts";

/** What `keylease presign` is told. */
export interface PresignInput extends MintingInput, ScopeInput {
  /** `s3://BUCKET/KEY`. */
  readonly object: string;
  /** Path of a lease document; `-` is standard input. */
  readonly lease?: string;
  readonly post?: boolean;
  readonly maxBytes?: string;
  /** Such as `10m`. */
  readonly expires?: string;
  readonly contentType?: string;
  readonly json?: boolean;
}

/** Presigns an upload, by a lease that is given or one that is taken for it. */
export async function run(input: PresignInput, context: CommandContext): Promise<undefined> {
  const { output } = context;
  const target = parseObject(input.object);
  const maxBytes = maxBytesOf(input);
  const options = {
    ...configuredVariant("s3", context.environment),
    target,
    ...(input.expires === undefined ? {} : { expiresSeconds: expiresOf(input, input.expires) }),
    ...(input.contentType === undefined ? {} : { contentType: input.contentType }),
  };
  const lease = input.lease === undefined ? await take(input, context) : await read(input.lease, target, context);
  if (input.verbose) output.note(describeLease(lease, new Date()));
  if (maxBytes !== undefined) {
    output.json(await presignPost(lease, { ...options, maxBytes }));
    return;
  }
  const put = await presignPut(lease, options);
  if (input.json) {
    output.json(put);
    return;
  }
  output.line(put.url);
  for (const [name, value] of Object.entries(put.headers))
    output.note(`the request must have the header ${name}: ${value}`);
}

function maxBytesOf({ post, maxBytes }: PresignInput): number | undefined {
  if (post !== true && maxBytes === undefined) return undefined;
  if (post === true && maxBytes !== undefined && /^\d{1,10}$/.test(maxBytes)) return Number(maxBytes);
  throw new KeyleaseError("ArgumentInvalid", "--post and --max-bytes belong together", {
    hint: "A form is presigned with the largest size that it may send: --post --max-bytes 10485760.",
  });
}

/** Before anything is minted, for a lease that is taken here; of one that is given the lease itself says. */
function expiresOf({ duration, lease }: PresignInput, expires: string): number {
  const seconds = parseDurationSeconds(expires);
  if (lease !== undefined || seconds < parseDurationSeconds(duration)) return seconds;
  throw new KeyleaseError(
    "ArgumentInvalid",
    `\`${expires}\` is not shorter than the lease, which lives \`${duration}\``,
    {
      hint: "Choose less, or a longer --duration. Without --expires it is all that the lease has.",
    },
  );
}

async function take(input: PresignInput, context: CommandContext): Promise<Lease> {
  const { actions, ...limits } = scopeLimitsOf(input);
  const options = leaseOptionsOf(input, context);
  const lease = await createLease({ ...parseObject(input.object), actions, ...limits }, options);
  await auditLogOf(context, input.auditLog).record({
    event: "handed-over",
    leaseId: lease.id,
    to: "whoever has the presigned URL or form",
  });
  return lease;
}

async function read(
  path: string,
  target: { readonly bucket: string; readonly key: string },
  { readInput }: CommandContext,
): Promise<Lease> {
  return leaseFor(parseLeases(path === "-" ? await readInput() : await readTextFile(path)), target);
}
