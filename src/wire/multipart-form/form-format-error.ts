/** A form that is not what `multipart/form-data` says, or whose fields are longer than allowed. */
export class FormFormatError extends Error {
  override readonly name = "FormFormatError";
  readonly reason: "malformed" | "limit";

  constructor(reason: "malformed" | "limit", message: string) {
    super(message);
    this.reason = reason;
  }
}
