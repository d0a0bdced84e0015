import { ALPHABETS, type Random, randomText } from "../../core/index.ts";
import { isS3, type ServiceName } from "./request.ts";

/** How long an id of S3's is. */
const S3_CHARACTERS = 16;
/** So many of S3's ids are drawn at once. They are no secret, and drawn one by one each would cost a microsecond or two. */
const DRAWN_IDS = 32;

/** Ids of requests, in the form that the service's clients know. */
export class RequestIds {
  readonly #random: Random;
  #drawn = "";
  #next = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** 16 capitals and digits for S3, a UUID for the others. */
  next(service: ServiceName): string {
    return isS3(service) ? this.#nextOfS3() : this.#nextUuid();
  }

  #nextOfS3(): string {
    if (this.#next >= this.#drawn.length) {
      this.#drawn = randomText(this.#random, S3_CHARACTERS * DRAWN_IDS, ALPHABETS.upperAlphanumeric);
      this.#next = 0;
    }
    const start = this.#next;
    this.#next += S3_CHARACTERS;
    return this.#drawn.slice(start, this.#next);
  }

  #nextUuid(): string {
    const hex = this.#random.bytes(16).toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
}
