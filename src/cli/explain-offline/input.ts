/** What `keylease explain` is told about policies in files. A file that is `-` is standard input. */
export interface OfflineInput {
  readonly principalPolicy?: readonly string[];
  readonly sessionPolicy?: readonly string[];
  readonly boundary?: string;
  readonly resourcePolicy?: string;
  readonly trustPolicy?: string;
  /** A level each, from the organization's root to the account; the policies of one level are divided by commas. */
  readonly scp?: readonly string[];
  readonly rcp?: readonly string[];
  readonly principal?: string;
  readonly federatedBy?: string;
  readonly resourceAccount?: string;
  readonly action?: string;
  readonly resource?: string;
  /** `key=value`; a key given again has several values. */
  readonly context?: readonly string[];
}

/** The flags of this mode by the name of their value. Total by type, so that none escapes the check for mixed modes. */
const FLAGS: Readonly<Record<keyof OfflineInput, string>> = {
  principalPolicy: "--principal-policy",
  sessionPolicy: "--session-policy",
  boundary: "--boundary",
  resourcePolicy: "--resource-policy",
  trustPolicy: "--trust-policy",
  scp: "--scp",
  rcp: "--rcp",
  principal: "--principal",
  federatedBy: "--federated-by",
  resourceAccount: "--resource-account",
  action: "--action",
  resource: "--resource",
  context: "--context",
};

/** The flags that were given of those that speak of policies in files. */
export function offlineFlags(input: OfflineInput): readonly string[] {
  return (Object.keys(FLAGS) as (keyof OfflineInput)[])
    .filter((name) => input[name] !== undefined)
    .map((name) => FLAGS[name]);
}
