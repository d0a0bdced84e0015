import { styleText } from "node:util";
import { layerName } from "./denial-text.ts";
import type { Decision, ElementExplanation, Explanation, LayerExplanation, StatementExplanation } from "./model.ts";
import { principalText } from "./principal-text.ts";
import { renderAdvice } from "./render-advice.ts";
import { makeVisible } from "./visible.ts";

/** How an explanation is written. */
export interface RenderOptions {
  /** Whether to colour for a terminal. */
  readonly colour: boolean;
}

type Paint = (style: "green" | "red" | "bold" | "dim", text: string) => string;

/** More values of an element than these are counted rather than shown. */
const SHOWN_VALUES = 5;

const OUTCOMES: Readonly<Record<LayerExplanation["outcome"], string>> = {
  allow: "allows",
  "explicit-deny": "denies explicitly",
  "no-allow": "does not allow",
  "not-applicable": "not applicable",
};

/**
 * Writes an explanation for people: the decision, who asked for what, then each layer with its statements and, of
 * those that do not apply, the elements that did not match. Lines end in a line feed.
 *
 * Control characters of keys and names are shown as escapes, so that a request cannot write to the terminal.
 */
export function renderExplanation(explanation: Explanation, { colour }: RenderOptions): string {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const { decision, request, layers, advice } = makeVisible(explanation);
  const lines = [
    `${headline(decision, paint)}: ${principalText(request.principal)}`,
    `  asked for ${paint("bold", request.action === "" ? "an operation without an action" : request.action)}`,
    `  on ${request.resource} of account ${request.resourceAccountId}`,
    ...layers.flatMap((layer) => ["", ...layerLines(layer, paint)]),
    ...(advice === undefined ? [] : ["", `${paint("bold", "Advice")}: ${renderAdvice(advice)}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function headline({ effect, reason, layer }: Decision, paint: Paint): string {
  if (effect === "Allow") {
    const by = layer === "root" || layer === "none" ? "the root user needs no policy" : `by the ${layerName(layer)}`;
    return `${paint("green", "Allowed")} (${by})`;
  }
  const denied = paint("red", "Denied");
  if (layer === "root" || layer === "none") return `${denied} (no action is mapped)`;
  return `${denied} (${reason === "explicit-deny" ? "explicit deny in the" : "not allowed by the"} ${layerName(layer)})`;
}

function layerLines({ layer, level, outcome, note, policies }: LayerExplanation, paint: Paint): string[] {
  const style = outcome === "allow" ? "green" : outcome === "not-applicable" ? "dim" : "red";
  const title = level === undefined ? layerName(layer) : `${layerName(layer)}, level ${level}`;
  const head = `${paint("bold", title)}: ${paint(style, OUTCOMES[outcome])}${note === undefined ? "" : ` (${note})`}`;
  return [head, ...policies.flatMap(({ name, statements }) => [`  ${name}`, ...statements.flatMap(statementLines)])];
}

function statementLines(statement: StatementExplanation): string[] {
  const { number, sid, effect, matched, elements } = statement;
  const name = `    statement ${number}${sid ? ` ${sid}` : ""}, ${effect}`;
  if (matched) return [`${name}: applies`, ...elements.flatMap(({ note = [] }) => note).map((line) => `      ${line}`)];
  // What an Action does not speak of is not worth a line for each of its other elements.
  const action = elements.find((element) => element.element.endsWith("Action"));
  if (action?.matched === false) return [`${name}: ${mismatch(action)}`];
  const misses = elements.filter((element) => !element.matched).map(mismatch);
  if (misses.length === 1) return [`${name}: ${misses[0]}`];
  return [`${name}: does not apply`, ...misses.map((line) => `      ${line}`)];
}

function mismatch(element: ElementExplanation): string {
  const name = element.element === "Condition" ? `${element.operator} ${element.key}` : element.element;
  const policy = list(element.policyValues, " or ");
  if (element.requestValue === undefined) return `${name}: policy has ${policy}, the key is not in the request`;
  const values = typeof element.requestValue === "string" ? [element.requestValue] : element.requestValue;
  const lack = element.missingKeys === undefined ? "" : `, without a value for ${list(element.missingKeys, ", ")}`;
  return `${name}: policy has ${policy}${lack}, request has ${list(values, ", ")}`;
}

function list(values: readonly string[], separator: string): string {
  if (values.length === 0) return "nothing";
  const shown = values.slice(0, SHOWN_VALUES).map((value) => (value === "" ? '""' : value));
  const more = values.length - shown.length;
  return shown.join(separator) + (more > 0 ? ` and ${more} more` : "");
}
