import type { ClientRequest } from "node:http";
import { beforeEach, describe, expect, it } from "vitest";
import { SLICE_BYTES, sendSlices } from "../../src/upload/slices.ts";

type Done = (error?: Error | null) => void;

/** A request that notes what is written, and whose socket takes each piece when it is told to. */
class FakeRequest {
  readonly notes: string[] = [];
  readonly written: Buffer[] = [];
  socket: object | null = {};
  #done: Done | undefined;
  #onSocket: (() => void) | undefined;

  flushHeaders(): void {
    this.notes.push("head");
  }

  once(_event: "socket", listener: () => void): void {
    this.#onSocket = listener;
  }

  write(bytes: Buffer, done: Done): void {
    this.#note(`write ${bytes.length}`, bytes, done);
  }

  end(bytes: Buffer, done: Done): void {
    this.#note(`end ${bytes.length}`, bytes, done);
  }

  connect(): void {
    this.#onSocket?.();
  }

  take(error?: Error): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(error);
  }

  #note(what: string, bytes: Buffer, done: Done): void {
    expect(this.#done, "the last piece is taken").toBeUndefined();
    this.notes.push(what);
    this.written.push(bytes);
    this.#done = done;
  }
}

const BYTES = Buffer.alloc(3 * SLICE_BYTES + 5, "abcdefg");

describe("sendSlices", () => {
  let request: FakeRequest;
  let told: number[];
  let isUnwanted: boolean;
  beforeEach(() => {
    request = new FakeRequest();
    told = [];
    isUnwanted = false;
  });

  function send(): void {
    const onProgress = (sentBytes: number): void => void told.push(sentBytes);
    sendSlices(request as unknown as ClientRequest, BYTES, { onProgress, isUnwanted: () => isUnwanted });
  }

  const SLICED = ["head", ...Array(3).fill(`write ${SLICE_BYTES}`), "end 5"];

  it("sends the head alone, then slices one after the other, and tells of each that is taken", () => {
    send();
    expect(told).toEqual([]);
    for (let pieces = 0; pieces < request.written.length; pieces++) request.take();
    expect(request.notes).toEqual(SLICED);
    expect(Buffer.concat(request.written).equals(BYTES)).toBe(true);
    expect(told).toEqual([1, 2, 3].map((slices) => slices * SLICE_BYTES).concat(BYTES.length));
  });

  it("waits for the socket", async () => {
    request.socket = null;
    send();
    expect(request.notes).toEqual(["head"]);
    request.connect();
    await new Promise(process.nextTick);
    expect(request.notes).toEqual(["head", `write ${SLICE_BYTES}`]);
  });

  it("stops where the body is not wanted any more, and where the socket fails", () => {
    send();
    isUnwanted = true;
    request.take();
    expect(request.notes).toEqual(SLICED.slice(0, 2));
    isUnwanted = false;
    request = new FakeRequest();
    send();
    request.take(new Error("gone"));
    expect([request.notes, told]).toEqual([SLICED.slice(0, 2), []]);
  });
});
