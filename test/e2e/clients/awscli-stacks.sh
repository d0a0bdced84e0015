# aws-cli on CloudFormation: a stack from `deploy` to its end, changed on the way, and what is refused.
# shellcheck shell=bash disable=SC2034,SC2154

use_awscli-stacks() {
  write_templates
  stack_cli_steps "aws-cli on CloudFormation (Debian)" /usr/bin/aws
  stack_cli_steps "aws-cli on CloudFormation (pip)" "$current_venv/bin/aws"
}

write_templates() {
  cat >"$folder/stack-1.yaml" <<'YAML'
Parameters:
  Stage: { Type: String, Default: test, AllowedValues: [test, live] }
Resources:
  Store: { Type: AWS::S3::Bucket }
  Uploader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { AWS: !Ref AWS::AccountId }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: put
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: s3:PutObject, Resource: !Sub "${Store.Arn}/*" }
      Tags: [{ Key: stage, Value: !Ref Stage }]
Outputs:
  StoreName: { Value: !Ref Store }
YAML
  sed 's/  Store: { Type: AWS::S3::Bucket }/  Store:\n    Type: AWS::S3::Bucket\n    Properties: { VersioningConfiguration: { Status: Enabled } }/' \
    "$folder/stack-1.yaml" >"$folder/stack-2.yaml"
  sed 's/AWS::S3::Bucket/AWS::S3::Buckett/' "$folder/stack-1.yaml" >"$folder/stack-misspelt.yaml"
}

stack_cli_steps() {
  local name="$1" program="$2" aws=() deploy=()
  client "$name" "$("$program" --version 2>&1 | sed 's,^aws-cli/\([^ ]*\).*,\1,')"
  use tokyo root http
  aws=("$program" --endpoint-url "$endpoint" cloudformation)
  deploy=("${aws[@]}" deploy --stack-name cli --capabilities CAPABILITY_IAM)
  step "cloudformation validate-template" shows:Stage -- "${aws[@]}" validate-template --template-body "file://$folder/stack-1.yaml"
  step "s3 cp of a template" works -- "$program" --endpoint-url "$endpoint" s3 cp "$folder/stack-1.yaml" "s3://$bucket/in/aws-template"
  step "cloudformation validate-template by its URL" shows:CAPABILITY_IAM -- \
    "${aws[@]}" validate-template --template-url "https://$bucket.s3.$region.amazonaws.com/in/aws-template"
  step "cloudformation deploy without the capability" 'refuses:\(InsufficientCapabilitiesException\)' -- \
    "${aws[@]}" deploy --stack-name cli --template-file "$folder/stack-1.yaml"
  step "cloudformation deploy" 'shows:Successfully created/updated stack' -- "${deploy[@]}" --template-file "$folder/stack-1.yaml"
  step "cloudformation describe-stacks" shows:cli-store- -- "${aws[@]}" describe-stacks --stack-name cli --query 'Stacks[0].Outputs'
  step "cloudformation deploy of a change" 'shows:Successfully created/updated stack' -- \
    "${deploy[@]}" --template-file "$folder/stack-2.yaml" --parameter-overrides Stage=live
  sleep 1.1
  step "cloudformation deploy of no change" 'shows:No changes to deploy' -- \
    "${deploy[@]}" --template-file "$folder/stack-2.yaml" --no-fail-on-empty-changeset
  # aws-cli names change sets by the second, and the emulator is done within one.
  sleep 1.1
  step "cloudformation deploy, the changes alone" 'shows:describe-change-set' -- \
    "${deploy[@]}" --template-file "$folder/stack-1.yaml" --no-execute-changeset
  step "cloudformation list-change-sets" shows:CREATE_COMPLETE -- "${aws[@]}" list-change-sets --stack-name cli
  step "cloudformation deploy of a type that is none" 'refuses:Unrecognized resource types' -- \
    "${aws[@]}" deploy --stack-name cli-misspelt --template-file "$folder/stack-misspelt.yaml"
  step "cloudformation describe-stack-events" shows:UPDATE_COMPLETE -- "${aws[@]}" describe-stack-events --stack-name cli
  step "cloudformation get-template" shows:VersioningConfiguration -- "${aws[@]}" get-template --stack-name cli
  step "cloudformation delete-stack" works -- "${aws[@]}" delete-stack --stack-name cli
  step "cloudformation wait stack-delete-complete" works -- "${aws[@]}" wait stack-delete-complete --stack-name cli
  step "cloudformation describe-stacks of none" 'refuses:\(ValidationError\)' -- "${aws[@]}" describe-stacks --stack-name cli
  use tokyo scoped http
  step "out of scope: cloudformation deploy" 'refuses:\(AccessDenied\)' -- "${deploy[@]}" --template-file "$folder/stack-1.yaml"
  use later scoped http
  aws=("$program" --endpoint-url "$endpoint" cloudformation)
  step "expired: cloudformation describe-stacks" 'refuses:\(ExpiredToken\)' -- "${aws[@]}" describe-stacks
}
