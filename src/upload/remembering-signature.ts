import { SignatureV4 } from "@smithy/signature-v4";

/** A date as it is signed: `20261126T101112Z` and `20261126`. */
export interface SignedDates {
  readonly longDate: string;
  readonly shortDate: string;
}

/** Signs by AWS's own library, and writes the time of many requests a second once for all of them. */
export class RememberingSignatureV4 extends SignatureV4 {
  #second: number | undefined;
  #dates: SignedDates = { longDate: "", shortDate: "" };

  datesOf(at: Date): SignedDates {
    const second = Math.floor(at.getTime() / 1000);
    if (second !== this.#second) {
      this.#dates = super.formatDate(at);
      this.#second = second;
    }
    return this.#dates;
  }

  protected override formatDate(at: Date): SignedDates {
    return this.datesOf(at);
  }
}
