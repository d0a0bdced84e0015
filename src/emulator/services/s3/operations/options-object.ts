import { type AwsError, header } from "../../../../wire/index.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { readAddress, type S3Address } from "../address.ts";
import { findBucket } from "../buckets.ts";
import { readCorsQuestion } from "../cors/cors-question.ts";
import { type CorsQuestion, matchingRule, ruleHeaders } from "../cors/cors-rule.ts";
import { s3Error } from "../errors.ts";
import { emptyResponse, s3Operation } from "../response.ts";

const METHODS: ReadonlySet<string> = new Set(["GET", "PUT", "HEAD", "POST", "DELETE"]);

interface Preflight extends S3Address {
  readonly question: CorsQuestion;
  /** As sent. */
  readonly asked: string | undefined;
}

/** Answers a browser's preflight. */
export const optionsObject: Operation = s3Operation<Preflight>({
  name: "OptionsObject",
  errors: ["AccessForbidden", "BadRequest"],
  parse(request) {
    const question = readCorsQuestion(request.head);
    if (question === undefined) {
      throw s3Error(400, ["BadRequest", "Insufficient information. Origin request header needed."]);
    }
    return { ...readAddress(request), question, asked: header(request.head, "access-control-request-method") };
  },
  authorise: () => ({ noPermissionNeeded: "browsers send preflights without any proof of who asks" }),
  run({ bucket: name, key, question, asked }, { state }) {
    const bucket = name === undefined ? undefined : findBucket(state.store, name);
    const refused = (reason: string, resourceType: "BUCKET" | "OBJECT"): AwsError =>
      s3Error(403, ["AccessForbidden", `CORSResponse: ${reason}`], {
        Method: asked ?? "OPTIONS",
        ResourceType: resourceType,
      });
    if (bucket === undefined) throw refused("Bucket not found", "BUCKET");
    if (bucket.cors === undefined) throw refused("CORS is not enabled for this bucket.", "BUCKET");
    if (asked === undefined || !METHODS.has(asked)) {
      throw s3Error(400, ["BadRequest", `Invalid Access-Control-Request-Method: ${asked ?? "null"}`]);
    }
    const rule = matchingRule(bucket.cors, question);
    if (rule === undefined) throw refused(NO_RULE, key === undefined ? "BUCKET" : "OBJECT");
    return emptyResponse(200, ruleHeaders(rule, question));
  },
});

/** AWS's own spelling. */
const NO_RULE =
  "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";
