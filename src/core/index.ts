export { type Arn, formatArn, PARTITIONS, parseArn, partitionOfRegion, tryParseArn } from "./arn.ts";
export { type Clock, systemClock } from "./clock.ts";
export { formatDuration, parseDurationSeconds } from "./duration.ts";
export { ERROR_CODES, type ErrorCode } from "./error-codes.ts";
export { type ErrorDetails, KeyleaseError } from "./errors.ts";
export { type LogFacts, type Logger, silentLogger } from "./logger.ts";
export { ALPHABETS, pooledRandom, type Random, randomText, systemRandom } from "./random.ts";
export { maskAccessKeyId, secretsEqual, signaturesEqual } from "./secrets.ts";
export { compareUtf8 } from "./utf8-order.ts";
