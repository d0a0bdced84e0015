/** The address that the emulator is reached at, which is known once it listens. */
export class OwnEndpoint {
  #url: string | undefined;

  /** To be called once, as soon as the emulator listens. */
  set(url: string): void {
    this.#url = url;
  }

  /** `http://127.0.0.1:PORT`. */
  get url(): string {
    if (this.#url === undefined) throw new Error("the emulator does not listen yet");
    return this.#url;
  }
}
