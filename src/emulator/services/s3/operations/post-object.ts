import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import type { Caller } from "../../../state/caller.ts";
import type { Tag } from "../../../state/identities.ts";
import type { EmulatorState } from "../../../state/state.ts";
import { readRequestedAcl } from "../acl/requested-acl.ts";
import { bucketOf, checkKey } from "../address.ts";
import { requireBucket } from "../authorisation.ts";
import { readDigests } from "../body/declared-digests.ts";
import { Digester } from "../body/digester.ts";
import { parseDocument } from "../body/document.ts";
import { readOnce } from "../body/read-once.ts";
import { readWriteConditions } from "../conditions.ts";
import { refuseCustomerKeys } from "../encryption/customer-keys.ts";
import { readObjectHeaders } from "../object-headers.ts";
import { checkPostPolicy, type FileRange } from "../post-form/check-policy.ts";
import { asUploadRequest } from "../post-form/form-request.ts";
import { parsePostPolicy } from "../post-form/policy-document.ts";
import { authenticateForm } from "../post-form/post-authentication.ts";
import { type PostForm, readPostForm } from "../post-form/post-form.ts";
import { postResponse } from "../post-form/post-response.ts";
import { PostedBytes } from "../post-form/posted-bytes.ts";
import { s3Operation } from "../response.ts";
import { parseTagging } from "../tagging/tagging-document.ts";
import { newObjectOwner } from "../upload-acl.ts";
import { type UploadRequest, uploadRequirements } from "../upload-requirements.ts";
import { writeObject } from "../write-object.ts";

/** A form whose signer is proved, and that is what its policy says. */
interface CheckedForm extends UploadRequest {
  readonly caller: Caller;
  readonly form: PostForm;
  readonly range: FileRange;
  /** The form as if it were a PUT. */
  readonly request: ServiceRequest;
}

interface PostObjectInput {
  readonly bucket: string;
  readonly checked: (state: EmulatorState) => Promise<CheckedForm>;
}

/** Stores the file of a form that a browser has posted, if the policy in the form lets it. */
export const postObject: Operation = s3Operation<PostObjectInput>({
  name: "PostObject",
  errors: [
    "AccessControlListNotSupported",
    "BadDigest",
    "EntityTooLarge",
    "EntityTooSmall",
    "IncompleteBody",
    "InvalidDigest",
    "InvalidPolicyDocument",
    "InvalidTag",
    "KeyTooLongError",
    "MalformedPOSTRequest",
    "MalformedXML",
    "MaxPostPreDataLengthExceededError",
    "MetadataTooLarge",
    "MissingContentLength",
    "NoSuchBucket",
    "PreconditionFailed",
  ],
  parse(request) {
    const bucket = bucketOf(request);
    let state: EmulatorState | undefined;
    const read = readOnce(() => checkForm(request, bucket, state as EmulatorState));
    return {
      bucket,
      checked: (given) => {
        state = given;
        return read();
      },
    };
  },
  identify: async ({ checked }, state) => (await checked(state)).caller,
  async authorise(input, context) {
    const checked = await input.checked(context.state);
    return uploadRequirements(checked, { ...context, request: checked.request });
  },
  async run(input, outer) {
    const { form, range, request, key, headers, conditions, acl } = await input.checked(outer.state);
    const context: OperationContext = { ...outer, request };
    const bucket = requireBucket(context, input.bucket);
    refuseCustomerKeys({ bucket, key }, context);
    const owner = newObjectOwner({ bucket, key, requested: acl }, context);
    const sizeBytes = outer.request.body.contentLength ?? 0;
    const { hashes, blobs } = outer.state;
    const digester = new Digester({ hashes, sizeBytes, declared: readDigests(request) });
    const bytes = new PostedBytes(form, range, { digester, stretches: blobs.stretches });
    const facts = { ...headers, ...owner };
    const object = await writeObject(context, { bucket, key, conditions, bytes, facts });
    return postResponse(form, { bucket: bucket.name, key, object }, outer.request);
  },
});

async function checkForm(incoming: ServiceRequest, bucket: string, state: EmulatorState): Promise<CheckedForm> {
  const form = await readPostForm(incoming);
  const { caller, signature } = authenticateForm(form, incoming, state);
  const request = asUploadRequest(incoming, form, signature);
  const key = checkKey(form.key);
  const policy = form.get("policy");
  const range =
    policy === undefined
      ? { least: 0, most: Number.POSITIVE_INFINITY }
      : checkPostPolicy(parsePostPolicy(policy), form, { bucket, now: state.clock.now() });
  const tags = readTags(form.get("tagging"));
  return {
    caller,
    form,
    range,
    request,
    bucket,
    key,
    headers: { ...readObjectHeaders(request), ...(tags.length === 0 ? {} : { tags }) },
    conditions: readWriteConditions(request),
    acl: readRequestedAcl(request, "object"),
  };
}

/** Of a form, tags are a document and not a query. */
function readTags(text: string | undefined): readonly Tag[] {
  return text === undefined ? [] : parseTagging(parseDocument(text, "Tagging"), "object");
}
