import { dnsSuffixOf, partitionOfRegion } from "../../../core/index.ts";
import { type InstanceRecord, privateDnsName } from "../../state/instances.ts";
import type { EmulatorState } from "../../state/state.ts";
import { zoneId } from "../../state/zones.ts";
import { amazonJson, wholeSeconds } from "./amazon-json.ts";
import { iamTree } from "./iam-tree.ts";
import { folder, type MetadataFolder, type MetadataNode } from "./node.ts";
import type { RoleCredentials } from "./role-credentials.ts";

/** The versions that EC2 lists. Each of them shows what `latest` shows. */
const VERSIONS = [
  "1.0",
  "2007-01-19",
  "2007-03-01",
  "2007-08-29",
  "2007-10-10",
  "2007-12-15",
  "2008-02-01",
  "2008-09-01",
  "2009-04-04",
  "2011-01-01",
  "2011-05-01",
  "2012-01-12",
  "2014-02-25",
  "2014-11-05",
  "2015-10-20",
  "2016-04-19",
  "2016-06-30",
  "2016-09-02",
  "2018-03-28",
  "2018-08-17",
  "2018-09-24",
  "2019-10-01",
  "2020-10-27",
  "2021-01-03",
  "2021-03-23",
  "2021-07-15",
  "2022-09-24",
  "2024-04-11",
  "latest",
];

/** Everything that an instance can read about itself ("Instance metadata categories" of the EC2 User Guide). */
export function metadataTree(
  state: EmulatorState,
  instance: InstanceRecord,
  credentials: RoleCredentials,
): MetadataFolder {
  const content = folder(
    {
      dynamic: folder({ "instance-identity": instanceIdentity(state, instance) }),
      "meta-data": metaData(state, instance, credentials),
      "user-data": instance.userData === undefined ? undefined : Buffer.from(instance.userData, "base64"),
    },
    ["dynamic", "meta-data", ...(instance.userData === undefined ? [] : ["user-data"])].join("\n"),
  );
  return folder(Object.fromEntries(VERSIONS.map((version) => [version, content])), VERSIONS.join("\n"));
}

function metaData(state: EmulatorState, instance: InstanceRecord, credentials: RoleCredentials): MetadataFolder {
  const hostName = privateDnsName(state.region, instance.privateIp);
  return folder({
    "ami-id": instance.imageId,
    "ami-launch-index": String(instance.launchIndex),
    "ami-manifest-path": "(unknown)",
    "block-device-mapping": folder({ ami: "/dev/xvda", root: "/dev/xvda" }),
    events: folder({ maintenance: folder({ history: "[]", scheduled: "[]" }) }),
    hostname: hostName,
    iam: iamTree(state, instance, credentials),
    "instance-action": "none",
    "instance-id": instance.instanceId,
    "instance-life-cycle": "on-demand",
    "instance-type": instance.instanceType,
    "local-hostname": hostName,
    "local-ipv4": instance.privateIp,
    mac: instance.macAddress,
    network: folder({
      interfaces: folder({ macs: folder({ [instance.macAddress]: networkInterface(hostName, instance) }) }),
    }),
    placement: folder({
      "availability-zone": instance.availabilityZone,
      "availability-zone-id": zoneId(state.region, instance.availabilityZone),
      region: state.region,
    }),
    profile: "default-hvm",
    "public-keys": publicKeys(instance),
    "reservation-id": instance.reservationId,
    "security-groups": instance.securityGroups.map(({ groupName }) => groupName).join("\n"),
    services: folder({ domain: dnsSuffixOf(state.region), partition: partitionOfRegion(state.region) }),
    system: "nitro",
    tags: tagsFolder(instance),
  });
}

function networkInterface(hostName: string, instance: InstanceRecord): MetadataFolder {
  return folder({
    "device-number": "0",
    "local-hostname": hostName,
    "local-ipv4s": instance.privateIp,
    mac: instance.macAddress,
    "owner-id": instance.accountId,
    "security-group-ids": instance.securityGroups.map(({ groupId }) => groupId).join("\n"),
    "security-groups": instance.securityGroups.map(({ groupName }) => groupName).join("\n"),
    "subnet-id": instance.subnetId,
    "vpc-id": instance.vpcId,
    "vpc-ipv4-cidr-block": "172.31.0.0/16",
  });
}

/** The listing is `0=name`, and the key is below `0`. */
function publicKeys({ keyPair }: InstanceRecord): MetadataFolder | undefined {
  if (keyPair === undefined) return undefined;
  const { keyName, publicKey } = keyPair;
  return folder({ "0": folder({ "openssh-key": `${publicKey} ${keyName}\n` }) }, `0=${keyName}`);
}

function tagsFolder({ tags, metadataOptions }: InstanceRecord): MetadataNode | undefined {
  if (metadataOptions.instanceMetadataTags !== "enabled") return undefined;
  return folder({ instance: folder(Object.fromEntries(tags.map(({ key, value }) => [key, value]))) });
}

function instanceIdentity({ region, identityDocuments }: EmulatorState, instance: InstanceRecord): MetadataFolder {
  return folder({
    document: () => identityDocument(region, instance),
    signature: () => identityDocuments.sign(identityDocument(region, instance)),
  });
}

function identityDocument(region: string, instance: InstanceRecord): string {
  return amazonJson({
    accountId: instance.accountId,
    architecture: instance.architecture,
    availabilityZone: instance.availabilityZone,
    billingProducts: null,
    devpayProductCodes: null,
    marketplaceProductCodes: null,
    imageId: instance.imageId,
    instanceId: instance.instanceId,
    instanceType: instance.instanceType,
    kernelId: null,
    pendingTime: wholeSeconds(new Date(instance.launchedAt)),
    privateIp: instance.privateIp,
    ramdiskId: null,
    region,
    version: "2017-09-30",
  });
}
