"""What the steps of boto3 do: boto3-client.py ENDPOINT VERB ARGUMENTS. Credentials and region come from the environment."""
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from boto3.exceptions import S3UploadFailedError


def identity(endpoint):
    print(boto3.client("sts", endpoint_url=endpoint).get_caller_identity()["Arn"])


def put(endpoint, bucket, key, path):
    with open(path, "rb") as file:
        boto3.client("s3", endpoint_url=endpoint).put_object(Bucket=bucket, Key=key, Body=file.read())


def upload(endpoint, bucket, key, path):
    boto3.client("s3", endpoint_url=endpoint).upload_file(path, bucket, key)


def get(endpoint, bucket, key, path):
    answer = boto3.client("s3", endpoint_url=endpoint).get_object(Bucket=bucket, Key=key)
    with open(path, "wb") as file:
        file.write(answer["Body"].read())


def presign(endpoint, bucket, key, method, seconds, signer):
    config = None if signer == "default" else Config(signature_version=signer)
    client = boto3.client("s3", endpoint_url=endpoint, config=config)
    parameters = {"Bucket": bucket, "Key": key}
    print(client.generate_presigned_url(method + "_object", Params=parameters, ExpiresIn=int(seconds)))


VERBS = {"identity": identity, "put": put, "upload": upload, "get": get, "presign": presign}

try:
    endpoint, verb, *arguments = sys.argv[1:]
    VERBS[verb](endpoint, *arguments)
except ClientError as error:
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    sys.exit(f"{error.response['Error']['Code']} {status}: {error}")
except S3UploadFailedError as error:
    sys.exit(f"{error}")
