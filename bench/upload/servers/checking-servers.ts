import { GATEWAYS, startGateway } from "../../s3/gateways.ts";
import type { RoleTarget } from "../../s3/target.ts";
import { makeBucket, startKeylease } from "../../s3/targets.ts";
import type { Server, Servers } from "./server.ts";

/** The emulator on a data directory, as a user starts it. */
export const emulators: Servers = anew("the emulator (--data)", () => startKeylease("on disk"));

const [durable] = GATEWAYS;

/** Ceph's RADOS Gateway on its like of the emulator's disk. */
export const rgws: Servers = anew(durable.name, async () => {
  const target = await startGateway(durable);
  if (target === undefined) throw new Error(`${durable.variable} names no program that starts a RADOS Gateway`);
  return target;
});

/** Servers that are started anew for each run: what an earlier one has left on the disk or in memory would slow the next. */
function anew(name: string, start: () => Promise<RoleTarget>): Servers {
  return {
    name,
    checks: true,
    async lend({ isSecure }, use) {
      if (isSecure) throw new Error(`there is no TLS at ${name}: choose \`--server sink\``);
      const target = await start();
      try {
        await makeBucket(target);
        const { port, caller: credentials, role, child } = target;
        const server: Server = {
          endpoint: `http://127.0.0.1:${port}`,
          credentials,
          ...role,
          ...(child === undefined ? {} : { child }),
        };
        return await use(server);
      } finally {
        await target.close();
      }
    },
    close: async () => {},
  };
}
