import { and } from "./and.ts";
import { base64 } from "./base64.ts";
import { cidr } from "./cidr.ts";
import { equals } from "./equals.ts";
import { findInMap } from "./find-in-map.ts";
import { getAtt } from "./get-att.ts";
import { getAzs } from "./get-azs.ts";
import { fnIf } from "./if.ts";
import { importValue } from "./import-value.ts";
import type { ConditionFunction, ValueFunction } from "./intrinsic.ts";
import { join } from "./join.ts";
import { length } from "./length.ts";
import { not } from "./not.ts";
import { or } from "./or.ts";
import { ref } from "./ref.ts";
import { select } from "./select.ts";
import { split } from "./split.ts";
import { sub } from "./sub.ts";
import { toJsonString } from "./to-json-string.ts";

/** The functions of properties and outputs, by name. */
export const VALUE_FUNCTIONS: ReadonlyMap<string, ValueFunction> = new Map(
  [ref, getAtt, join, sub, findInMap, select, split, base64, fnIf, importValue, getAzs, cidr, length, toJsonString].map(
    (fn) => [fn.name, fn],
  ),
);

/** The functions of the Conditions block, by name. */
export const CONDITION_FUNCTIONS: ReadonlyMap<string, ConditionFunction> = new Map(
  [equals, and, or, not].map((fn) => [fn.name, fn]),
);
