# What the steps of the Ruby SDK do: ruby-client.rb VERB ARGUMENTS. Credentials come from the environment.
require_relative "../../../examples/article-2014/image/rootfs/usr/local/share/ruby-2014/shims"
require_relative "ruby-names" if ENV["RELAY_PORT"]

AWS.config(
  region: ENV.fetch("AWS_REGION", "us-east-1"), use_ssl: ENV["USE_SSL"] == "true", max_retries: 0,
)
AWS.config(ssl_ca_file: ENV["AWS_CA_BUNDLE"]) if ENV["AWS_CA_BUNDLE"]
if ENV["ENDPOINT_PORT"]
  AWS.config(
    s3_endpoint: "127.0.0.1", s3_port: ENV["ENDPOINT_PORT"].to_i, s3_force_path_style: true,
    sts_endpoint: "127.0.0.1", sts_port: ENV["ENDPOINT_PORT"].to_i,
  )
end
AWS.config(s3_signature_version: ENV["S3_SIGNATURE_VERSION"].to_sym) if ENV["S3_SIGNATURE_VERSION"]

# Assumes the role with a session policy for one key, as a script of 2014 does; the SDK writes its Version 2008-10-17.
def assume(role_arn, bucket, key)
  policy = AWS::STS::Policy.new do |one|
    one.allow(actions: ["s3:PutObject", "s3:PutObjectAcl"], resources: "arn:aws:s3:::#{bucket}/#{key}")
  end
  AWS::STS.new.assume_role(role_arn: role_arn, role_session_name: "test", policy: policy.to_json)[:credentials]
end

def put(s3, bucket, key, path, options = {})
  s3.buckets[bucket].objects[key].write(options.merge(file: path))
end

begin
  verb, *arguments = ARGV
  case verb
  when "put" then put(AWS::S3.new, *arguments)
  when "put-public" then put(AWS::S3.new, *arguments, acl: :public_read)
  when "get"
    bucket, key, path = arguments
    File.binwrite(path, AWS::S3.new.buckets[bucket].objects[key].read)
  when "lease"
    role_arn, bucket, key, other_key, path = arguments
    put(AWS::S3.new(assume(role_arn, bucket, key)), bucket, other_key, path, acl: :public_read)
  when "federate"
    bucket, key = arguments
    policy = AWS::STS::Policy.new { |one| one.allow(actions: ["s3:PutObject"], resources: "arn:aws:s3:::#{bucket}/#{key}") }
    puts AWS::STS.new.new_federated_session("user_name", policy: policy).user_arn
  when "version" then puts AWS::VERSION
  else abort("there is no verb #{verb}")
  end
rescue AWS::Errors::Base => error
  abort("#{error.class}: #{error.message}")
end
