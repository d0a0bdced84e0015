/** Something that is done differently from what was asked for. */
export interface LeaseNotice {
  readonly code: /** The caller's own credentials are temporary, so AWS gives no more than an hour. */
    | "DurationCapped"
    /** Several keys became several sessions. */
    | "Divided"
    /** Optional session tags were left out, for STS found the whole too large. */
    | "TagsDropped";
  /** A sentence for people. */
  readonly message: string;
}
