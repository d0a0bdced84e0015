import { policyCanHold } from "./escape.ts";
import { inside, type Place, type Refusal, refuse } from "./refusal.ts";

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object, which neither `null` nor an array is. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One text of a list, with its place. */
export interface PlacedText {
  readonly text: string;
  readonly place: Place;
}

/**
 * Reads a text or a list of texts as a list.
 *
 * @throws PolicyError where it is neither, or as `empty` says where the list is empty.
 */
export function readTexts(value: unknown, place: Place, empty: Refusal): readonly PlacedText[] {
  if (!Array.isArray(value)) return [{ text: readText(value, place), place }];
  if (value.length === 0) refuse(place, empty);
  return value.map((one: unknown, i) => ({ text: readText(one, inside(place, i)), place: inside(place, i) }));
}

/**
 * Reads a text.
 *
 * @throws PolicyError where it is none, or holds what IAM's documents cannot hold.
 */
export function readText(value: unknown, place: Place): string {
  if (typeof value !== "string") refuse(place, { problem: { type: "syntax" }, message: "the value is not a text" });
  // The raw document was checked before, so only a JSON escape can bring such a character here. Whether AWS takes
  // it is not known; it is refused rather than granted.
  if (place.kind !== "resource" && !policyCanHold(value)) refuseCharacters(place);
  return value;
}

/** Refuses characters that documents of IAM and STS cannot hold. */
export function refuseCharacters(place: Place): never {
  refuse(place, {
    problem: { type: "characters" },
    message: "the policy has characters that IAM does not accept",
    hint: "A policy document holds tab, line feed, carriage return and U+0020 to U+00FF.",
  });
}

/** Refuses an element by a name that the grammar does not have, and names the one that was meant where case tells. */
export function refuseUnknown(place: Place, name: string, known: readonly string[]): never {
  const meant = known.find((one) => one.toLowerCase() === name.toLowerCase());
  return refuse(place, {
    problem: { type: "unknown-field", field: name },
    message: `\`${name}\` is not an element of the policy language here`,
    hint: meant === undefined ? undefined : `Write \`${meant}\`: element names are case-sensitive.`,
  });
}
