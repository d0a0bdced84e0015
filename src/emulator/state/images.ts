import { createHash } from "node:crypto";
import { compareUtf8 } from "../../core/index.ts";

/** A processor architecture, in EC2's words. */
export type Architecture = "x86_64" | "arm64";

/** A machine image that instances can be launched from. */
export interface ImageRecord {
  /** `ami-` and 17 hex digits. */
  readonly imageId: string;
  readonly name: string;
  readonly description: string;
  readonly architecture: Architecture;
  /** The account that registered it. */
  readonly ownerId: string;
  readonly ownerAlias?: string;
  readonly createdAt: string;
  readonly rootDeviceName: string;
  /** Default: `hvm`. `paravirtual` as images were until 2014: the first families of instance types run nothing else. */
  readonly virtualizationType?: "hvm" | "paravirtual";
  /** The image asks for IMDSv2: instances require tokens and get a hop limit of 2 unless the launch says otherwise. */
  readonly requiresTokens: boolean;
}

/** Where Amazon publishes the ids of its Linux images. */
const PARAMETER_FOLDER = "/aws/service/ami-amazon-linux-latest/";
const KERNELS = ["default", "6.1", "6.12", "6.18"];

interface Variant {
  /** As it stands in the image's name and in the parameters' names. */
  readonly prefix: "al2023-ami" | "al2023-ami-minimal";
  readonly architecture: Architecture;
}

const VARIANTS: readonly Variant[] = [
  { prefix: "al2023-ami", architecture: "x86_64" },
  { prefix: "al2023-ami", architecture: "arm64" },
  { prefix: "al2023-ami-minimal", architecture: "x86_64" },
  { prefix: "al2023-ami-minimal", architecture: "arm64" },
];

/** The built-in images: Amazon Linux 2023, standard and minimal, for both architectures. The same in every emulator. */
const BUILT_IN: ReadonlyMap<string, ImageRecord> = new Map(
  VARIANTS.map((variant) => {
    const image = amazonLinux(variant);
    return [image.imageId, image];
  }),
);

/** Public SSM parameters by name. All kernels of one variant are one image here: there is no kernel to tell apart. */
const PUBLIC_PARAMETERS: ReadonlyMap<string, string> = new Map(
  VARIANTS.flatMap((variant) =>
    KERNELS.map((kernel): [string, string] => [
      `${PARAMETER_FOLDER}${variant.prefix}-kernel-${kernel}-${variant.architecture}`,
      imageIdOf(variant),
    ]),
  ),
);

/**
 * The image, or `undefined` where the emulator has none of that id.
 *
 * @param given Images that the emulator was started with; one with a built-in one's id takes its place.
 */
export function findImage(imageId: string, given: readonly ImageRecord[] = []): ImageRecord | undefined {
  return given.find((image) => image.imageId === imageId) ?? BUILT_IN.get(imageId);
}

export function listImages(given: readonly ImageRecord[] = []): readonly ImageRecord[] {
  const ids = new Set(given.map(({ imageId }) => imageId));
  return [...[...BUILT_IN.values()].filter(({ imageId }) => !ids.has(imageId)), ...given];
}

/** The value of a public SSM parameter: an image id. `undefined` where AWS's own parameters have none of that name here. */
export function publicParameter(name: string): string | undefined {
  return PUBLIC_PARAMETERS.get(name);
}

/** A parameter that AWS publishes for everybody. */
export interface PublicParameter {
  readonly name: string;
  readonly value: string;
  readonly publishedAt: string;
}

/** All public SSM parameters that the emulator has, in the order of their names. */
export function publicParameters(): readonly PublicParameter[] {
  return [...PUBLIC_PARAMETERS]
    .map(([name, value]) => ({ name, value, publishedAt: BUILT_IN.get(value)?.createdAt ?? "" }))
    .sort((a, b) => compareUtf8(a.name, b.name));
}

function amazonLinux(variant: Variant): ImageRecord {
  const { prefix, architecture } = variant;
  return {
    imageId: imageIdOf(variant),
    name: `${prefix}-2023.9.20261109.0-kernel-6.18-${architecture}`,
    description: `Amazon Linux 2023 ${prefix === "al2023-ami-minimal" ? "minimal " : ""}${architecture}, emulated`,
    architecture,
    ownerId: "137112412989",
    ownerAlias: "amazon",
    createdAt: "2026-11-09T00:00:00.000Z",
    rootDeviceName: "/dev/xvda",
    requiresTokens: true,
  };
}

function imageIdOf({ prefix, architecture }: Variant): string {
  const digest = createHash("sha256").update(`keylease image ${prefix} ${architecture}`).digest("hex");
  return `ami-0${digest.slice(0, 16)}`;
}
