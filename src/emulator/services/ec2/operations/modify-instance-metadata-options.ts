import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { type InstanceRecord, type MetadataOptions, putInstance } from "../../../state/instances.ts";
import type { StoreReader } from "../../../state/store.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { readInstanceId, requireInstance } from "../instance-choice.ts";
import { type MetadataOptionsItem, metadataOptionsItem } from "../instance-items.ts";
import { attributeRequirement } from "../instance-requirement.ts";
import { readMetadataOptions } from "../launch/metadata-options.ts";

export interface ModifyInstanceMetadataOptionsResult {
  readonly instanceId: string;
  readonly instanceMetadataOptions: MetadataOptionsItem;
}

const NAME = "ModifyInstanceMetadataOptions";

/** Changes how an instance's metadata service answers, from its next request on. */
export const modifyInstanceMetadataOptions: Operation = ec2Operation({
  name: NAME,
  errors: [
    "IncorrectInstanceState",
    "InvalidInstanceID.Malformed",
    "InvalidInstanceID.NotFound",
    "InvalidParameterValue",
    "MissingParameter",
  ],
  parse(params) {
    if (params.string("HttpProtocolIpv6") === "enabled") throw ec2Errors.notEmulated(NAME, "HttpProtocolIpv6 enabled");
    const changes = readMetadataOptions(params);
    if (Object.keys(changes).length === 0) {
      throw ec2Errors.missingParameter(
        "HttpTokens or HttpPutResponseHopLimit or HttpEndpoint or HttpProtocolIpv6 or InstanceMetadataTags",
      );
    }
    return { instanceId: readInstanceId(params), changes };
  },
  authorise: ({ instanceId, changes }, context) => [
    attributeRequirement(context, { action: `ec2:${NAME}`, instanceId }, attributesOf(changes)),
  ],
  validate: ({ instanceId }, context) => void modifiable(instanceId, context, context.state.store),
  run: ({ instanceId, changes }, context): Promise<ModifyInstanceMetadataOptionsResult> =>
    context.state.store.transaction((writer) => {
      const instance = modifiable(instanceId, context, writer);
      const metadataOptions = { ...instance.metadataOptions, ...changes };
      putInstance(writer, { ...instance, metadataOptions });
      // As AWS answers; whoever describes the instance finds it applied.
      return { instanceId, instanceMetadataOptions: { ...metadataOptionsItem(metadataOptions), state: "pending" } };
    }),
});

/** The options as policies call them. */
function attributesOf(changes: Partial<MetadataOptions>): Readonly<Record<string, string>> {
  const entries = Object.entries(changes);
  return Object.fromEntries(entries.map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), `${value}`]));
}

function modifiable(instanceId: string, context: OperationContext, reader: StoreReader): InstanceRecord {
  const instance = requireInstance(instanceId, context, reader);
  if (instance.state !== "terminated" && instance.state !== "shutting-down") return instance;
  throw ec2Errors.incorrectState(instanceId, "is not in a state from which its metadata options can be modified.");
}
