import type { ConditionOperator } from "../model.ts";
import { stringEqualsIgnoreCase } from "./string-equals-ignore-case.ts";

/** None of the values of StringEqualsIgnoreCase. */
export const stringNotEqualsIgnoreCase: ConditionOperator = {
  ...stringEqualsIgnoreCase,
  name: "StringNotEqualsIgnoreCase",
  negated: true,
};
