import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { givenImages } from "../../src/cli/given-images.ts";

describe("What --image names", () => {
  it("are image ids with directories, whatever is in their paths", () => {
    expect(givenImages(["ami-1=a=b", "ami-2=/c d"])).toEqual({ "ami-1": resolve("a=b"), "ami-2": "/c d" });
  });

  it.each(["ami-1", "=x", "ami-1="])("is refused where it is %s", (pair) => {
    expect(() => givenImages([pair])).toThrow("is not an image id with a directory");
  });

  it("is refused where an id is given twice", () => {
    expect(() => givenImages(["ami-1=a", "ami-1=b"])).toThrow("the image `ami-1` is given twice");
  });
});
