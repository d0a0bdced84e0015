import type { S3Client } from "@aws-sdk/client-s3";
import { expectRecorded, recordedCase } from "../../iam/recordings.ts";
import type { Attempt } from "../authentication/by-hand.ts";
import { element, type RawAnswer, type RawRequest } from "../world.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Who plays the cases. */
export interface Recorder {
  /** In the region where the emulators of tests are. */
  readonly s3: S3Client;
  /** In another region, whose buckets are its own: an emulator has one region. */
  s3In(region: string): Promise<S3Client>;
  /** Sends a request that AWS's SDK would not send, signed by the same user. */
  send(raw: RawRequest): Promise<RawAnswer>;
  /** Sends a request by a presigned URL. */
  sendPresigned(attempt: Attempt): Promise<RawAnswer>;
  /** Sends a request that nobody signed. */
  sendAnonymous(raw: RawRequest): Promise<RawAnswer>;
}

/** One recorded case: who plays it, and how its steps are compared. */
export interface Play extends Recorder {
  /** Sends a call and compares its answer, field by field, with that of the recorded step. */
  step(name: string, call: () => Promise<object>): Promise<Fields>;
  /** Compares what a step was recorded to be, where that is no answer of an SDK. */
  same(name: string, shape: unknown): void;
}

/** What is sent for a case; each step that was recorded must be compared, but for those in `except`. */
export interface Case {
  readonly file: "s3-api" | "s3-general" | "s3-checksum-presign";
  readonly name: string;
  /** Steps that are not compared, each with its reason. */
  readonly except?: Readonly<Record<string, string>>;
  play(play: Play): Promise<void>;
}

/** A refusal as the recorder shows it, with the fields that are named. */
export const refused = ({ status, body }: RawAnswer, ...fields: readonly string[]): object => ({
  Error: Object.fromEntries(fields.map((name) => [name, element(body, name)])),
  ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: status },
});

/** An answer whose body the recorder had read before the answer was recorded, so that none was left. */
export async function withoutBody(call: () => Promise<object>): Promise<object> {
  return { ...(await call()), Body: "" };
}

/** Plays a case. */
export async function replay(recorder: Recorder, { file, name, except = {}, play }: Case): Promise<void> {
  const steps = recordedCase(file, name);
  const known = new Map<string, string>();
  const missing = new Set(Object.keys(steps).filter((step) => !Object.hasOwn(except, step)));
  const recordedStep = (stepName: string): unknown => {
    if (!missing.delete(stepName)) throw new Error(`${name} has no step ${stepName} left`);
    return recordedShape(steps[stepName]);
  };
  const step = async (stepName: string, call: () => Promise<object>): Promise<Fields> => {
    const recorded = present(recordedStep(stepName) as Fields);
    const { answer, shape } = await answerTo(call, recorded);
    expectRecorded({ [stepName]: shape }, { [stepName]: recorded }, known);
    return answer;
  };
  const same = (stepName: string, shape: unknown): void => {
    expectRecorded({ [stepName]: shape }, { [stepName]: recordedStep(stepName) }, known);
  };
  await play({ ...recorder, step, same });
  if (missing.size > 0) throw new Error(`${name}: not compared: ${[...missing].join(", ")}`);
}

/** The recorder's SDK shows some of what is absent as null, the other leaves it out. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

async function answerTo(call: () => Promise<object>, recorded: Fields): Promise<{ answer: Fields; shape: Fields }> {
  try {
    const answer = (await call()) as Fields;
    const body = (answer.Body as { transformToString?: () => Promise<string> } | undefined)?.transformToString;
    const text = body === undefined ? undefined : await body.call(answer.Body);
    const Body = typeof recorded.Body === "object" && text !== undefined ? JSON.parse(text) : text;
    const { $metadata, ...rest } = answer;
    const shape = plain({ ...rest, ...(text === undefined ? {} : { Body }) }) as Fields;
    return { answer, shape: sorted({ ...shape, ResponseMetadata: metadata($metadata) }) };
  } catch (error) {
    const { $metadata, ...shape } = refusalShape(error as Fields, recorded);
    return { answer: {}, shape: { ...shape, ResponseMetadata: metadata($metadata) } };
  }
}

const NO_FIELDS: ReadonlySet<string> = new Set(["name", "message", "stack", "RequestId", "HostId", "Code", "$fault"]);

/** What an error document held, which the SDK puts among the properties of its error. */
function refusalShape(error: Fields, { Error: recorded }: Fields): Fields {
  const { $metadata, message } = error;
  if ($metadata === undefined) throw error;
  // Answers to HEAD have no body: what the recorder's client made up of the status is no part of what was recorded.
  if (recorded === undefined) return { $metadata };
  const fields = Object.entries(error).filter(([key, value]) => typeof value === "string" && !NO_FIELDS.has(key));
  const Message = (recorded as Fields | undefined)?.Message === undefined ? {} : { Message: message };
  return { $metadata, Error: { Code: error.Code ?? error.name, ...Message, ...Object.fromEntries(fields) } };
}

function metadata(value: unknown): Fields {
  return { HTTPHeaders: {}, HTTPStatusCode: (value as { httpStatusCode?: number }).httpStatusCode };
}

/** Markers that one SDK takes for numbers and the other for texts. */
const NUMBERS: ReadonlySet<string> = new Set(["PartNumberMarker", "NextPartNumberMarker"]);

function plain(value: unknown, key = ""): unknown {
  if (value instanceof Date) return "<datetime>";
  if (Array.isArray(value)) return value.map((one) => plain(one));
  if (typeof value === "string" && NUMBERS.has(key)) return Number(value);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([name, one]) => [name, plain(one, name)]));
}

/** What stands for texts that differ from run to run, without the brackets that mark such places elsewhere. */
const UNMARKED: ReadonlySet<string> = new Set(["datetime", "owner-id", "display-name", "i-d", "bucket"]);

function recordedShape(step: unknown): unknown {
  if (Array.isArray(step)) return step.map(recordedShape);
  // `<region-2>` is a place of its own kind, numbered like the others.
  if (typeof step === "string") return UNMARKED.has(step) ? `<${step}>` : step.replace(/<region-(\d)>/, "<region:$1>");
  if (typeof step !== "object" || step === null) return step;
  const { Error: refusal, ...rest } = step as Fields;
  const entries = Object.entries(rest).map(([key, one]) => [key, recordedShape(one)] as const);
  if (refusal === undefined) return sorted(Object.fromEntries(entries));
  const { Code, Message, ...fields } = refusal as Fields;
  // A document without a message: every client makes up its own.
  const said = Message === null || Message === undefined ? {} : { Message };
  const shown = /^\d+$/.test(String(Code)) ? {} : { Error: recordedFields({ Code, ...said, ...fields }) };
  return { ...Object.fromEntries(entries), ...shown };
}

function recordedFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, recordedShape(one)]));
}

/** S3 answers DeleteObjects in any order. */
function sorted(shape: Fields): Fields {
  const byKey = (list: unknown): unknown =>
    (list as Fields[]).toSorted((a, b) => String(a.Key).localeCompare(String(b.Key)));
  const lists = ["Deleted", "Errors"].filter((name) => Array.isArray(shape[name]));
  return { ...shape, ...Object.fromEntries(lists.map((name) => [name, byKey(shape[name])])) };
}
