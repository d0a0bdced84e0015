import type { EmulatedProperties } from "./resource-type.ts";
import type { EC2_INSTANCE } from "./schemas/ec2-instance.ts";

/** What of an instance's properties the emulator's EC2 knows. */
export const EMULATED_INSTANCE = {
  AvailabilityZone: true,
  DisableApiTermination: true,
  IamInstanceProfile: true,
  ImageId: true,
  InstanceType: true,
  KeyName: true,
  MetadataOptions: { HttpEndpoint: true, HttpPutResponseHopLimit: true, HttpTokens: true, InstanceMetadataTags: true },
  SecurityGroupIds: true,
  SecurityGroups: true,
  SubnetId: true,
  Tags: true,
  UserData: true,
} as const;

export type InstanceProperties = EmulatedProperties<typeof EC2_INSTANCE, typeof EMULATED_INSTANCE>;
