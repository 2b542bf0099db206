#!/bin/sh
# LocalStack runs this once it is ready: a bucket for exports, and a table with a few orders.
set -eu
awslocal s3api create-bucket --bucket exports
awslocal dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST \
  --key-schema AttributeName=id,KeyType=HASH --attribute-definitions AttributeName=id,AttributeType=S \
  --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES
awslocal dynamodb update-continuous-backups --table-name orders \
  --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true
for i in 1 2 3; do
  awslocal dynamodb put-item --table-name orders \
    --item "{\"id\": {\"S\": \"order-$i\"}, \"total\": {\"N\": \"$i.50\"}}"
done
