import { ALPHABETS, type Random, randomText } from "../../../core/index.ts";

/** What a made-up name may look like. */
export interface NameRules {
  readonly maxLength: number;
  /** S3 takes no capitals. Default: false. */
  readonly lowerCase?: boolean;
  /** What stands in the place of the stack's name. */
  readonly prefix?: string;
}

const SUFFIX_LENGTH = 12;

/**
 * The name of a resource that its template gives none: `<stack>-<logical id>-<suffix>`. Where that is too long, the
 * stack's name and the logical id are cut, evenly, and the suffix is kept, because it is what makes the name unique.
 */
export function physicalName(
  { stackName, logicalId }: { stackName: string; logicalId: string },
  rules: NameRules,
  random: Random,
): string {
  const alphabet = rules.lowerCase === true ? ALPHABETS.lowerAlphanumeric : ALPHABETS.alphanumeric;
  const room = rules.maxLength - SUFFIX_LENGTH - 2;
  const half = Math.floor(room / 2);
  const stackRoom = Math.max(half, room - logicalId.length);
  const stackPart = (rules.prefix ?? stackName).slice(0, stackRoom);
  const logicalPart = logicalId.slice(0, room - stackPart.length);
  const name = `${stackPart}-${logicalPart}-${randomText(random, SUFFIX_LENGTH, alphabet)}`;
  return rules.lowerCase === true ? name.toLowerCase() : name;
}

/** A random UUID, version 4. */
export function newUuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
