// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const S3_BUCKET = {
  name: "AWS::S3::Bucket",
  identifier: ["BucketName"],
  attributes: ["Arn", "DomainName", "DualStackDomainName", "MetadataConfiguration.AnnotationTableConfiguration.TableArn", "MetadataConfiguration.AnnotationTableConfiguration.TableName", "MetadataConfiguration.Destination", "MetadataConfiguration.InventoryTableConfiguration.TableArn", "MetadataConfiguration.InventoryTableConfiguration.TableName", "MetadataConfiguration.JournalTableConfiguration.TableArn", "MetadataConfiguration.JournalTableConfiguration.TableName", "MetadataTableConfiguration.S3TablesDestination.TableArn", "MetadataTableConfiguration.S3TablesDestination.TableNamespace", "RegionalDomainName", "WebsiteURL"],
  properties: {
    AbacStatus: { type: "text", values: ["Enabled", "Disabled"] },
    AccelerateConfiguration: { type: "object", is: "AccelerateConfiguration" },
    AccessControl: { type: "text", values: ["AuthenticatedRead", "AwsExecRead", "BucketOwnerFullControl", "BucketOwnerRead", "LogDeliveryWrite", "Private", "PublicRead", "PublicReadWrite"] },
    AnalyticsConfigurations: { type: "list", of: { type: "object", is: "AnalyticsConfiguration" } },
    BucketEncryption: { type: "object", is: "BucketEncryption" },
    BucketName: { type: "text", recreation: "Always" },
    BucketNamePrefix: { type: "text", recreation: "Always" },
    BucketNamespace: { type: "text", values: ["global", "account-regional"], recreation: "Always" },
    CorsConfiguration: { type: "object", is: "CorsConfiguration" },
    IntelligentTieringConfigurations: { type: "list", of: { type: "object", is: "IntelligentTieringConfiguration" } },
    InventoryConfigurations: { type: "list", of: { type: "object", is: "InventoryConfiguration" } },
    LifecycleConfiguration: { type: "object", is: "LifecycleConfiguration" },
    LoggingConfiguration: { type: "object", is: "LoggingConfiguration" },
    MetadataConfiguration: { type: "object", is: "MetadataConfiguration" },
    MetadataTableConfiguration: { type: "object", is: "MetadataTableConfiguration" },
    MetricsConfigurations: { type: "list", of: { type: "object", is: "MetricsConfiguration" } },
    NotificationConfiguration: { type: "object", is: "NotificationConfiguration" },
    ObjectLockConfiguration: { type: "object", is: "ObjectLockConfiguration" },
    ObjectLockEnabled: { type: "boolean", recreation: "Always" },
    OwnershipControls: { type: "object", is: "OwnershipControls" },
    PublicAccessBlockConfiguration: { type: "object", is: "PublicAccessBlockConfiguration" },
    ReplicationConfiguration: { type: "object", is: "ReplicationConfiguration" },
    Tags: { type: "list", of: { type: "object", is: "Tag" } },
    VersioningConfiguration: { type: "object", is: "VersioningConfiguration" },
    WebsiteConfiguration: { type: "object", is: "WebsiteConfiguration" },
  },
  definitions: {
    AbortIncompleteMultipartUpload: {
      DaysAfterInitiation: { type: "integer", required: true },
    },
    AccelerateConfiguration: {
      AccelerationStatus: { type: "text", values: ["Enabled", "Suspended"], required: true },
    },
    AccessControlTranslation: {
      Owner: { type: "text", required: true },
    },
    AnalyticsConfiguration: {
      Id: { type: "text", required: true },
      Prefix: { type: "text" },
      StorageClassAnalysis: { type: "object", is: "StorageClassAnalysis", required: true },
      TagFilters: { type: "list", of: { type: "object", is: "TagFilter" } },
    },
    AnnotationTableConfiguration: {
      ConfigurationState: { type: "text", values: ["ENABLED", "DISABLED"], required: true },
      EncryptionConfiguration: { type: "object", is: "MetadataTableEncryptionConfiguration" },
      Role: { type: "text" },
      TableArn: { type: "text" },
      TableName: { type: "text" },
    },
    BlockedEncryptionTypes: {
      EncryptionType: { type: "list", of: { type: "text", values: ["NONE", "SSE-C"] } },
    },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: { type: "list", of: { type: "object", is: "ServerSideEncryptionRule" }, required: true },
    },
    CorsConfiguration: {
      CorsRules: { type: "list", of: { type: "object", is: "CorsRule" }, required: true },
    },
    CorsRule: {
      AllowedHeaders: { type: "list", of: { type: "text" } },
      AllowedMethods: { type: "list", of: { type: "text" }, required: true },
      AllowedOrigins: { type: "list", of: { type: "text" }, required: true },
      ExposedHeaders: { type: "list", of: { type: "text" } },
      Id: { type: "text" },
      MaxAge: { type: "integer" },
    },
    DataExport: {
      Destination: { type: "object", is: "Destination", required: true },
      OutputSchemaVersion: { type: "text", required: true },
    },
    DefaultEventHold: {
      Days: { type: "integer" },
      Years: { type: "integer" },
    },
    DefaultRetention: {
      Days: { type: "integer" },
      DefaultEventHold: { type: "object", is: "DefaultEventHold" },
      Mode: { type: "text", values: ["COMPLIANCE", "GOVERNANCE"] },
      Years: { type: "integer" },
    },
    DeleteMarkerReplication: {
      Status: { type: "text", values: ["Disabled", "Enabled"] },
    },
    Destination: {
      BucketAccountId: { type: "text" },
      BucketArn: { type: "text", required: true },
      Format: { type: "text", values: ["CSV", "ORC", "Parquet"], required: true },
      Prefix: { type: "text" },
    },
    EncryptionConfiguration: {
      ReplicaKmsKeyID: { type: "text", required: true },
    },
    EventBridgeConfiguration: {
      EventBridgeEnabled: { type: "boolean", required: true },
    },
    FilterRule: {
      Name: { type: "text", required: true },
      Value: { type: "text", required: true },
    },
    IntelligentTieringConfiguration: {
      Id: { type: "text", required: true },
      Prefix: { type: "text" },
      Status: { type: "text", values: ["Disabled", "Enabled"], required: true },
      TagFilters: { type: "list", of: { type: "object", is: "TagFilter" } },
      Tierings: { type: "list", of: { type: "object", is: "Tiering" }, required: true },
    },
    InventoryConfiguration: {
      Destination: { type: "object", is: "Destination", required: true },
      Enabled: { type: "boolean", required: true },
      Id: { type: "text", required: true },
      IncludedObjectVersions: { type: "text", values: ["All", "Current"], required: true },
      OptionalFields: { type: "list", of: { type: "text" } },
      Prefix: { type: "text" },
      ScheduleFrequency: { type: "text", values: ["Daily", "Weekly"], required: true },
    },
    InventoryTableConfiguration: {
      ConfigurationState: { type: "text", values: ["ENABLED", "DISABLED"], required: true },
      EncryptionConfiguration: { type: "object", is: "MetadataTableEncryptionConfiguration" },
      TableArn: { type: "text" },
      TableName: { type: "text" },
    },
    JournalTableConfiguration: {
      EncryptionConfiguration: { type: "object", is: "MetadataTableEncryptionConfiguration" },
      RecordExpiration: { type: "object", is: "RecordExpiration", required: true },
      TableArn: { type: "text" },
      TableName: { type: "text" },
    },
    LambdaConfiguration: {
      Event: { type: "text", required: true },
      Filter: { type: "object", is: "NotificationFilter" },
      Function: { type: "text", required: true },
    },
    LifecycleConfiguration: {
      Rules: { type: "list", of: { type: "object", is: "Rule" }, required: true },
      TransitionDefaultMinimumObjectSize: { type: "text", values: ["varies_by_storage_class", "all_storage_classes_128K"] },
    },
    LoggingConfiguration: {
      DestinationBucketName: { type: "text" },
      LogFilePrefix: { type: "text" },
      TargetObjectKeyFormat: { type: "object", is: "TargetObjectKeyFormat" },
    },
    MetadataConfiguration: {
      AnnotationTableConfiguration: { type: "object", is: "AnnotationTableConfiguration" },
      Destination: { type: "object", is: "MetadataDestination" },
      InventoryTableConfiguration: { type: "object", is: "InventoryTableConfiguration" },
      JournalTableConfiguration: { type: "object", is: "JournalTableConfiguration", required: true },
    },
    MetadataDestination: {
      TableBucketArn: { type: "text" },
      TableBucketType: { type: "text", values: ["aws", "customer"], required: true },
      TableNamespace: { type: "text" },
    },
    MetadataTableConfiguration: {
      S3TablesDestination: { type: "object", is: "S3TablesDestination", required: true },
    },
    MetadataTableEncryptionConfiguration: {
      KmsKeyArn: { type: "text" },
      SseAlgorithm: { type: "text", values: ["aws:kms", "AES256"], required: true },
    },
    Metrics: {
      EventThreshold: { type: "object", is: "ReplicationTimeValue" },
      Status: { type: "text", values: ["Disabled", "Enabled"], required: true },
    },
    MetricsConfiguration: {
      AccessPointArn: { type: "text" },
      Id: { type: "text", required: true },
      Prefix: { type: "text" },
      TagFilters: { type: "list", of: { type: "object", is: "TagFilter" } },
    },
    NoncurrentVersionExpiration: {
      NewerNoncurrentVersions: { type: "integer" },
      NoncurrentDays: { type: "integer", required: true },
    },
    NoncurrentVersionTransition: {
      NewerNoncurrentVersions: { type: "integer" },
      StorageClass: { type: "text", values: ["DEEP_ARCHIVE", "GLACIER", "Glacier", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "STANDARD_IA"], required: true },
      TransitionInDays: { type: "integer", required: true },
    },
    NotificationConfiguration: {
      EventBridgeConfiguration: { type: "object", is: "EventBridgeConfiguration" },
      LambdaConfigurations: { type: "list", of: { type: "object", is: "LambdaConfiguration" } },
      QueueConfigurations: { type: "list", of: { type: "object", is: "QueueConfiguration" } },
      TopicConfigurations: { type: "list", of: { type: "object", is: "TopicConfiguration" } },
    },
    NotificationFilter: {
      S3Key: { type: "object", is: "S3KeyFilter", required: true },
    },
    ObjectLockConfiguration: {
      ObjectLockEnabled: { type: "text" },
      Rule: { type: "object", is: "ObjectLockRule" },
    },
    ObjectLockRule: {
      DefaultRetention: { type: "object", is: "DefaultRetention" },
    },
    OwnershipControls: {
      Rules: { type: "list", of: { type: "object", is: "OwnershipControlsRule" }, required: true },
    },
    OwnershipControlsRule: {
      ObjectOwnership: { type: "text", values: ["ObjectWriter", "BucketOwnerPreferred", "BucketOwnerEnforced"] },
    },
    PartitionedPrefix: {
      PartitionDateSource: { type: "text", values: ["EventTime", "DeliveryTime"] },
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: { type: "boolean" },
      BlockPublicPolicy: { type: "boolean" },
      IgnorePublicAcls: { type: "boolean" },
      RestrictPublicBuckets: { type: "boolean" },
    },
    QueueConfiguration: {
      Event: { type: "text", required: true },
      Filter: { type: "object", is: "NotificationFilter" },
      Queue: { type: "text", required: true },
    },
    RecordExpiration: {
      Days: { type: "integer" },
      Expiration: { type: "text", values: ["ENABLED", "DISABLED"], required: true },
    },
    RedirectAllRequestsTo: {
      HostName: { type: "text", required: true },
      Protocol: { type: "text", values: ["http", "https"] },
    },
    RedirectRule: {
      HostName: { type: "text" },
      HttpRedirectCode: { type: "text" },
      Protocol: { type: "text", values: ["http", "https"] },
      ReplaceKeyPrefixWith: { type: "text" },
      ReplaceKeyWith: { type: "text" },
    },
    ReplicaModifications: {
      Status: { type: "text", values: ["Enabled", "Disabled"], required: true },
    },
    ReplicationConfiguration: {
      Role: { type: "text", required: true },
      Rules: { type: "list", of: { type: "object", is: "ReplicationRule" }, required: true },
    },
    ReplicationDestination: {
      AccessControlTranslation: { type: "object", is: "AccessControlTranslation" },
      Account: { type: "text" },
      Bucket: { type: "text", required: true },
      EncryptionConfiguration: { type: "object", is: "EncryptionConfiguration" },
      Metrics: { type: "object", is: "Metrics" },
      ReplicationTime: { type: "object", is: "ReplicationTime" },
      StorageClass: { type: "text", values: ["DEEP_ARCHIVE", "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "REDUCED_REDUNDANCY", "STANDARD", "STANDARD_IA"] },
    },
    ReplicationRule: {
      DeleteMarkerReplication: { type: "object", is: "DeleteMarkerReplication" },
      Destination: { type: "object", is: "ReplicationDestination", required: true },
      Filter: { type: "object", is: "ReplicationRuleFilter" },
      Id: { type: "text" },
      Prefix: { type: "text" },
      Priority: { type: "integer" },
      SourceSelectionCriteria: { type: "object", is: "SourceSelectionCriteria" },
      Status: { type: "text", values: ["Disabled", "Enabled"], required: true },
    },
    ReplicationRuleAndOperator: {
      Prefix: { type: "text" },
      TagFilters: { type: "list", of: { type: "object", is: "TagFilter" } },
    },
    ReplicationRuleFilter: {
      And: { type: "object", is: "ReplicationRuleAndOperator" },
      Prefix: { type: "text" },
      TagFilter: { type: "object", is: "TagFilter" },
    },
    ReplicationTime: {
      Status: { type: "text", values: ["Disabled", "Enabled"], required: true },
      Time: { type: "object", is: "ReplicationTimeValue", required: true },
    },
    ReplicationTimeValue: {
      Minutes: { type: "integer", required: true },
    },
    RoutingRule: {
      RedirectRule: { type: "object", is: "RedirectRule", required: true },
      RoutingRuleCondition: { type: "object", is: "RoutingRuleCondition" },
    },
    RoutingRuleCondition: {
      HttpErrorCodeReturnedEquals: { type: "text" },
      KeyPrefixEquals: { type: "text" },
    },
    Rule: {
      AbortIncompleteMultipartUpload: { type: "object", is: "AbortIncompleteMultipartUpload" },
      ExpirationDate: { type: "text" },
      ExpirationInDays: { type: "integer" },
      ExpiredObjectDeleteMarker: { type: "boolean" },
      Id: { type: "text" },
      NoncurrentVersionExpiration: { type: "object", is: "NoncurrentVersionExpiration" },
      NoncurrentVersionExpirationInDays: { type: "integer" },
      NoncurrentVersionTransition: { type: "object", is: "NoncurrentVersionTransition" },
      NoncurrentVersionTransitions: { type: "list", of: { type: "object", is: "NoncurrentVersionTransition" } },
      ObjectSizeGreaterThan: { type: "integer" },
      ObjectSizeLessThan: { type: "integer" },
      Prefix: { type: "text" },
      Status: { type: "text", values: ["Enabled", "Disabled"], required: true },
      TagFilters: { type: "list", of: { type: "object", is: "TagFilter" } },
      Transition: { type: "object", is: "Transition" },
      Transitions: { type: "list", of: { type: "object", is: "Transition" } },
    },
    S3KeyFilter: {
      Rules: { type: "list", of: { type: "object", is: "FilterRule" }, required: true },
    },
    S3TablesDestination: {
      TableArn: { type: "text" },
      TableBucketArn: { type: "text", required: true },
      TableName: { type: "text", required: true },
      TableNamespace: { type: "text" },
    },
    ServerSideEncryptionByDefault: {
      KMSMasterKeyID: { type: "text" },
      SSEAlgorithm: { type: "text", values: ["aws:kms", "AES256", "aws:kms:dsse"], required: true },
    },
    ServerSideEncryptionRule: {
      BlockedEncryptionTypes: { type: "object", is: "BlockedEncryptionTypes" },
      BucketKeyEnabled: { type: "boolean" },
      ServerSideEncryptionByDefault: { type: "object", is: "ServerSideEncryptionByDefault" },
    },
    SourceSelectionCriteria: {
      ReplicaModifications: { type: "object", is: "ReplicaModifications" },
      SseKmsEncryptedObjects: { type: "object", is: "SseKmsEncryptedObjects" },
    },
    SseKmsEncryptedObjects: {
      Status: { type: "text", values: ["Disabled", "Enabled"], required: true },
    },
    StorageClassAnalysis: {
      DataExport: { type: "object", is: "DataExport" },
    },
    TagFilter: {
      Key: { type: "text", required: true },
      Value: { type: "text", required: true },
    },
    TargetObjectKeyFormat: {
      PartitionedPrefix: { type: "object", is: "PartitionedPrefix" },
      SimplePrefix: { type: "document" },
    },
    Tiering: {
      AccessTier: { type: "text", values: ["ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS"], required: true },
      Days: { type: "integer", required: true },
    },
    TopicConfiguration: {
      Event: { type: "text", required: true },
      Filter: { type: "object", is: "NotificationFilter" },
      Topic: { type: "text", required: true },
    },
    Transition: {
      StorageClass: { type: "text", values: ["DEEP_ARCHIVE", "GLACIER", "Glacier", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "STANDARD_IA"], required: true },
      TransitionDate: { type: "text" },
      TransitionInDays: { type: "integer" },
    },
    VersioningConfiguration: {
      Status: { type: "text", values: ["Enabled", "Suspended"], required: true },
    },
    WebsiteConfiguration: {
      ErrorDocument: { type: "text" },
      IndexDocument: { type: "text" },
      RedirectAllRequestsTo: { type: "object", is: "RedirectAllRequestsTo" },
      RoutingRules: { type: "list", of: { type: "object", is: "RoutingRule" } },
    },
    Tag: {
      Key: { type: "text", required: true },
      Value: { type: "text", required: true },
    },
  },
} as const;
