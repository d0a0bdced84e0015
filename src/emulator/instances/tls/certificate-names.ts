const LABEL = "[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?";
/** At most what DNS knows: 253 characters in labels of 63. */
const MAX_NAME = 253;
const AWS_NAME = new RegExp(`^(?:${LABEL}\\.)+amazonaws\\.com(?:\\.cn)?$`);

/** An endpoint of S3 in a name, with or without a bucket before it: `s3.`, `s3-REGION.`, `s3.REGION.`, `s3.dualstack.REGION.` */
const S3_ENDPOINT = /(?:^|\.)(s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-\d+)?\.amazonaws\.com(?:\.cn)?)$/;

/**
 * The names of the certificate that is shown to who asks for `name`; `undefined` for a name that is not AWS's. A bucket's
 * name is covered by its endpoint's wildcard, as on AWS: one with dots in it is not, so clients refuse it there and here.
 */
export function certificateNames(name: string): readonly [string, ...string[]] | undefined {
  const lowered = name.toLowerCase();
  if (lowered.length > MAX_NAME || !AWS_NAME.test(lowered)) return undefined;
  const endpoint = S3_ENDPOINT.exec(lowered)?.[1];
  return endpoint === undefined ? [lowered] : [endpoint, `*.${endpoint}`];
}
