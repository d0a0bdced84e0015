import type { ConditionOperator } from "../model.ts";
import { arnEquals } from "./arn-equals.ts";
import { arnLike } from "./arn-like.ts";
import { arnNotEquals } from "./arn-not-equals.ts";
import { arnNotLike } from "./arn-not-like.ts";
import { binaryEquals } from "./binary-equals.ts";
import { bool } from "./bool.ts";
import { dateEquals } from "./date-equals.ts";
import { dateGreaterThan } from "./date-greater-than.ts";
import { dateGreaterThanEquals } from "./date-greater-than-equals.ts";
import { dateLessThan } from "./date-less-than.ts";
import { dateLessThanEquals } from "./date-less-than-equals.ts";
import { dateNotEquals } from "./date-not-equals.ts";
import { ipAddress } from "./ip-address.ts";
import { notIpAddress } from "./not-ip-address.ts";
import { nullOperator } from "./null.ts";
import { numericEquals } from "./numeric-equals.ts";
import { numericGreaterThan } from "./numeric-greater-than.ts";
import { numericGreaterThanEquals } from "./numeric-greater-than-equals.ts";
import { numericLessThan } from "./numeric-less-than.ts";
import { numericLessThanEquals } from "./numeric-less-than-equals.ts";
import { numericNotEquals } from "./numeric-not-equals.ts";
import { stringEquals } from "./string-equals.ts";
import { stringEqualsIgnoreCase } from "./string-equals-ignore-case.ts";
import { stringLike } from "./string-like.ts";
import { stringNotEquals } from "./string-not-equals.ts";
import { stringNotEqualsIgnoreCase } from "./string-not-equals-ignore-case.ts";
import { stringNotLike } from "./string-not-like.ts";

/** Every condition operator of IAM's policy language, by its name. */
export const OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map(
  [
    arnEquals,
    arnLike,
    arnNotEquals,
    arnNotLike,
    binaryEquals,
    bool,
    dateEquals,
    dateGreaterThan,
    dateGreaterThanEquals,
    dateLessThan,
    dateLessThanEquals,
    dateNotEquals,
    ipAddress,
    notIpAddress,
    nullOperator,
    numericEquals,
    numericGreaterThan,
    numericGreaterThanEquals,
    numericLessThan,
    numericLessThanEquals,
    numericNotEquals,
    stringEquals,
    stringEqualsIgnoreCase,
    stringLike,
    stringNotEquals,
    stringNotEqualsIgnoreCase,
    stringNotLike,
  ].map((operator) => [operator.name, operator]),
);
