import { KeyleaseError } from "../../core/index.ts";
import { createLease, type Lease, parseLease } from "../../lease/index.ts";
import {
  abortUnfinished,
  forgetUnfinished,
  listUnfinished,
  requireUnfinished,
  type UnfinishedUpload,
} from "../../upload/index.ts";
import { byteSize } from "../byte-size.ts";
import { configuredVariant } from "../configured-variant.ts";
import type { CommandContext } from "../context.ts";
import { type GivenLeaseInput, givenLease } from "../given-lease.ts";
import { readTextFile } from "../read-text.ts";
import { uploadsFolder } from "../state-folder.ts";
import { visible } from "../visible.ts";

/** What `keylease uploads` is told. */
export interface UploadsInput extends GivenLeaseInput {
  readonly action: "list" | "abort";
  readonly ids?: readonly string[];
  readonly all?: boolean;
  readonly forget?: boolean;
  readonly roleArn?: string;
  readonly externalId?: string;
  /** Path of a lease document; `-` is standard input. */
  readonly lease?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
}

/** Lists the unfinished uploads of this machine, or ends some of them. */
export async function run(input: UploadsInput, context: CommandContext): Promise<undefined> {
  const folder = uploadsFolder(context.environment);
  if (input.action === "list") await list(input, folder, context);
  else await abort(input, folder, context);
}

async function list(input: UploadsInput, folder: string, { output }: CommandContext): Promise<void> {
  const uploads = await listUnfinished(folder);
  if (input.json) {
    output.json({ uploads });
    return;
  }
  if (uploads.length === 0) output.note("no upload is unfinished here");
  for (const upload of uploads) output.line(describe(upload));
}

function describe({
  id,
  file,
  bucket,
  key,
  confirmedBytes,
  sizeBytes,
  startedAt,
  isRunning,
}: UnfinishedUpload): string {
  const state = isRunning ? "running" : "stopped";
  const done = `${byteSize(confirmedBytes)} of ${byteSize(sizeBytes)}`;
  return `${id}  ${state}  ${done}  since ${startedAt}  ${visible(file)} to s3://${bucket}/${visible(key)}`;
}

async function abort(input: UploadsInput, folder: string, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const uploads = await chosen(input, folder);
  // A lease document is for one object, and standard input is read once.
  const given = input.lease === undefined ? undefined : await readLease(input.lease, context);
  for (const upload of uploads) {
    signal.throwIfAborted();
    if (input.forget) await forgetUnfinished(folder, upload.id);
    else {
      const lease = given ?? (await takeLease(input, upload, context));
      await abortUnfinished(folder, upload.id, { lease, ...configuredVariant("s3", context.environment) });
    }
    if (!input.json)
      output.line(`${input.forget ? "forgot" : "aborted"} ${upload.id} (s3://${upload.bucket}/${visible(upload.key)})`);
  }
  if (input.json) output.json({ [input.forget ? "forgotten" : "aborted"]: uploads.map(({ id }) => id) });
}

async function chosen({ ids = [], all = false }: UploadsInput, folder: string): Promise<readonly UnfinishedUpload[]> {
  if (all === ids.length > 0) {
    throw new KeyleaseError("ArgumentInvalid", all ? "ids were given besides --all" : "no upload was named", {
      hint: "Name uploads by their ids, which `keylease uploads` lists, or give --all.",
    });
  }
  if (all) return (await listUnfinished(folder)).filter(({ isRunning }) => !isRunning);
  return Promise.all(ids.map((id) => requireUnfinished(folder, id)));
}

async function readLease(path: string, { readInput }: CommandContext): Promise<Lease> {
  return parseLease(path === "-" ? await readInput() : await readTextFile(path));
}

/** Takes a lease from where the command line says, else by the role that was named, else by the one that the upload began with. */
function takeLease(input: UploadsInput, upload: UnfinishedUpload, context: CommandContext): Promise<Lease> {
  const { bucket, key, region } = upload;
  const endpointUrl = input.endpointUrl ?? upload.endpoint;
  const place = { region, ...(endpointUrl === undefined ? {} : { endpointUrl }) };
  const given = givenLease(input, { use: { bucket, key }, ...place }, context);
  if (given !== undefined) return given();
  const roleArn = input.roleArn ?? upload.roleArn;
  if (roleArn === undefined) {
    throw new KeyleaseError("ArgumentInvalid", `no role is known for the upload \`${upload.id}\``, {
      hint: "Give --role-arn, --lease or another way to a lease; --forget leaves the parts where they are.",
    });
  }
  return createLease(
    { bucket, key, actions: ["upload"] },
    {
      roleArn,
      ...place,
      ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
      environment: context.environment,
      signal: context.signal,
    },
  );
}
