# aws-cli on EC2 and Systems Manager: instances from their launch to their end, and parameters.
# shellcheck shell=bash disable=SC2034,SC2154

use_awscli-ec2() {
  ec2_cli_steps "aws-cli on EC2 and SSM (Debian)" /usr/bin/aws
  ec2_cli_steps "aws-cli on EC2 and SSM (pip)" "$current_venv/bin/aws"
}

ec2_cli_steps() {
  local name="$1" program="$2" aws=() image=/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64
  client "$name" "$("$program" --version 2>&1 | sed 's,^aws-cli/\([^ ]*\).*,\1,')"
  use tokyo root http
  aws=("$program" --endpoint-url "$endpoint")
  ssm_cli_steps "$image"
  instance_cli_steps "$image"
  step "ec2 describe-vpcs" shows:172.31.0.0/16 -- "${aws[@]}" ec2 describe-vpcs --filters Name=isDefault,Values=true
  step "ec2 describe-subnets" shows:172.31.32.0/20 -- "${aws[@]}" ec2 describe-subnets --output text
  step "ec2 describe-availability-zones" shows:ap-northeast-1c -- "${aws[@]}" ec2 describe-availability-zones
  step "ec2 describe-images --owners amazon" shows:al2023-ami -- "${aws[@]}" ec2 describe-images --owners amazon
  use tokyo scoped http
  step "out of scope: ec2 run-instances" 'refuses:\(UnauthorizedOperation\)' -- \
    "${aws[@]}" ec2 run-instances --image-id "resolve:ssm:$image" --instance-type t3.micro
  step "out of scope: ssm get-parameters" 'refuses:\(AccessDeniedException\)' -- "${aws[@]}" ssm get-parameters --names "$image"
  use later scoped http
  aws=("$program" --endpoint-url "$endpoint")
  step "expired: ssm get-parameter" 'refuses:\(ExpiredTokenException\)' -- "${aws[@]}" ssm get-parameter --name "$image"
  step "expired: ec2 describe-instances" 'refuses:\(RequestExpired\)' -- "${aws[@]}" ec2 describe-instances
}

ssm_cli_steps() {
  local image="$1"
  step "ssm get-parameters of a public parameter" shows:ami- -- "${aws[@]}" ssm get-parameters --names "$image"
  step "ssm get-parameters-by-path, in pages" shows:al2023-ami-minimal-kernel-default-x86_64 -- \
    "${aws[@]}" ssm get-parameters-by-path --path /aws/service/ami-amazon-linux-latest --query 'Parameters[].Name'
  step "ssm put-parameter" shows:Version -- "${aws[@]}" ssm put-parameter --name /cli/p --type SecureString --value secret --overwrite
  step "ssm get-parameter --with-decryption" shows:'"secret"' -- "${aws[@]}" ssm get-parameter --name /cli/p --with-decryption
  step "ssm describe-parameters" shows:/cli/p -- \
    "${aws[@]}" ssm describe-parameters --parameter-filters Key=Name,Option=BeginsWith,Values=/cli
  step "ssm delete-parameter" works -- "${aws[@]}" ssm delete-parameter --name /cli/p
  step "ssm get-parameter of none" 'refuses:\(ParameterNotFound\)' -- "${aws[@]}" ssm get-parameter --name /cli/p
}

instance_cli_steps() {
  local image="$1" id
  step "s3 cp of what is to be user data" stores:in/aws-user-data -- "${aws[@]}" s3 cp "$payload" "s3://$bucket/in/aws-user-data"
  step "ec2 run-instances --dry-run" 'refuses:\(DryRunOperation\)' -- \
    "${aws[@]}" ec2 run-instances --image-id "resolve:ssm:$image" --instance-type t3.micro --dry-run
  step "ec2 run-instances" shows:'^i-[0-9a-f]{17}$' -- \
    "${aws[@]}" ec2 run-instances --image-id "resolve:ssm:$image" --instance-type t3.micro --user-data "file://$payload" \
    --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=cli}]' --query 'Instances[0].InstanceId' --output text
  id="$(cat "$folder/output")"
  step "ec2 wait instance-running" works -- "${aws[@]}" ec2 wait instance-running --instance-ids "$id"
  step "ec2 describe-instances" shows:"$id" -- "${aws[@]}" ec2 describe-instances --filters Name=tag:Name,Values=cli
  step "ec2 describe-instance-status" shows:passed -- "${aws[@]}" ec2 describe-instance-status --instance-ids "$id"
  step "ec2 wait instance-status-ok" works -- "${aws[@]}" ec2 wait instance-status-ok --instance-ids "$id"
  step "ec2 describe-instance-attribute" shows:UserData -- \
    "${aws[@]}" ec2 describe-instance-attribute --instance-id "$id" --attribute userData
  step "ec2 modify-instance-metadata-options" shows:required -- \
    "${aws[@]}" ec2 modify-instance-metadata-options --instance-id "$id" --http-tokens required --http-endpoint enabled
  step "ec2 create-tags" works -- "${aws[@]}" ec2 create-tags --resources "$id" --tags Key=team,Value=red
  step "ec2 describe-tags" shows:red -- "${aws[@]}" ec2 describe-tags --filters "Name=resource-id,Values=$id"
  step "ec2 stop-instances" shows:stopping -- "${aws[@]}" ec2 stop-instances --instance-ids "$id"
  step "ec2 wait instance-stopped" works -- "${aws[@]}" ec2 wait instance-stopped --instance-ids "$id"
  step "ec2 start-instances" shows:pending -- "${aws[@]}" ec2 start-instances --instance-ids "$id"
  step "ec2 get-console-output" works -- "${aws[@]}" ec2 get-console-output --instance-id "$id" --output text
  step "ec2 terminate-instances" shows:shutting-down -- "${aws[@]}" ec2 terminate-instances --instance-ids "$id"
  step "ec2 wait instance-terminated" works -- "${aws[@]}" ec2 wait instance-terminated --instance-ids "$id"
}
