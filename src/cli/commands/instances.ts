import { endpointOf } from "../../lease/index.ts";
import type { CommandContext } from "../context.ts";
import { createEc2Client } from "../instances/client.ts";
import { type ListedInstance, listInstances } from "../instances/list-instances.ts";
import { table } from "../instances/table.ts";
import { UserDataReader, type UserDataReport, userDataText } from "../instances/user-data.ts";

/** What `keylease instances` is told. */
export interface InstancesInput {
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
}

const HEADS = ["INSTANCE", "STATE", "TYPE", "PROFILE", "USER DATA", "LAUNCHED"];

/** Shows the instances that EC2 knows, and what became of their user data where it is an emulator's. */
export async function run(input: InstancesInput, context: CommandContext): Promise<undefined> {
  const { output, environment, signal } = context;
  const endpoint = endpointOf("EC2", input.endpointUrl, environment);
  const client = await createEc2Client({ region: input.region, endpoint: input.endpointUrl, environment });
  const instances = await listInstances(client, { signal });
  const userData = await (await UserDataReader.of(endpoint, context)).read(context);
  if (input.json === true) {
    output.json({
      instances: instances.map((instance) => ({ ...instance, ...asJson(userData.get(instance.instanceId)) })),
    });
  } else if (instances.length === 0) {
    output.line("there are no instances");
  } else {
    const rows = instances.map((instance) => row(instance, userData.get(instance.instanceId)));
    for (const line of table(HEADS, rows)) output.line(line);
  }
}

function row(instance: ListedInstance, userData: UserDataReport | undefined): readonly string[] {
  const { instanceId, state, instanceType, profile = "-", launchedAt } = instance;
  const launched = `${launchedAt.slice(0, 19).replace("T", " ")} UTC`;
  return [instanceId, state, instanceType, profile, userDataText(userData), launched];
}

/** Absent where nobody tells. */
function asJson(userData: UserDataReport | undefined): { readonly userData?: UserDataReport } {
  return userData === undefined ? {} : { userData };
}
