import type { Client } from "../client.ts";
import { awsClis } from "./aws-cli.ts";
import { awsSdks } from "./aws-sdk.ts";
import { bareNodes } from "./bare-node.ts";
import { keylease } from "./keylease.ts";
import { rclones } from "./rclone.ts";
import { s3cmds } from "./s3cmd.ts";
import { s5cmds } from "./s5cmd.ts";

/** Keylease first, then those of its peers that this machine has, then what bounds them all. */
export function allClients(): readonly Client[] {
  return [keylease, ...awsClis(), ...rclones(), ...s3cmds(), ...s5cmds(), ...awsSdks(), ...bareNodes];
}
