import type { ActionTable, TableKey } from "./action-table/action-table.ts";
import type { PlacedStatement } from "./document.ts";
import { serviceOf } from "./expand.ts";

/** What is known of a condition key, seen from a statement. */
export type KeyStanding =
  | { readonly known: "here"; readonly key: TableKey }
  /** Some service has it, none of the statement's. */
  | { readonly known: "elsewhere"; readonly key: TableKey }
  | { readonly known: "nowhere" }
  /** A key of an identity provider's, which may have any name. */
  | { readonly known: "unjudged" };

/** Looks a condition key up: among the global ones, those of the statement's services, and those of all others. */
export function standingOf(name: string, statement: PlacedStatement, table: ActionTable): KeyStanding {
  const wanted = name.toLowerCase();
  const prefix = serviceOf(wanted);
  if (prefix.includes(".") || prefix === "saml") return { known: "unjudged" };
  const global = find(table.globalKeys, wanted);
  if (global !== undefined) return { known: "here", key: global };
  const services = servicesOf(statement);
  for (const service of services ?? [prefix]) {
    const key = find(table.service(service)?.keys ?? [], wanted);
    if (key !== undefined) return { known: "here", key };
  }
  for (const service of [prefix, ...table.services]) {
    const key = find(table.service(service)?.keys ?? [], wanted);
    // A statement for actions of all services is for those that have the key.
    if (key !== undefined) return { known: services === undefined ? "here" : "elsewhere", key };
  }
  return { known: "nowhere" };
}

/** The prefixes of the services that a statement speaks of; `undefined` where it speaks of all. */
export function servicesOf(statement: PlacedStatement): ReadonlySet<string> | undefined {
  if (statement.compiled.action.negated) return undefined;
  const services = new Set(statement.actions.map(({ text }) => serviceOf(text)));
  return services.has("*") ? undefined : services;
}

function find(keys: readonly TableKey[], wanted: string): TableKey | undefined {
  return keys.find(({ name }) => fits(name.toLowerCase(), wanted));
}

/** Whether a name is a key, or an instance of one such as `aws:RequestTag/*`. */
function fits(pattern: string, name: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === name;
  const end = pattern.slice(star + 1);
  return name.length > star + end.length && name.startsWith(pattern.slice(0, star)) && name.endsWith(end);
}
