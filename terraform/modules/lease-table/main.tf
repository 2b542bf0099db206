# The keys are what dev.tailrace.stream.DynamoDbLeaseStore checks when it opens the table.
resource "aws_dynamodb_table" "leases" {
  #checkov:skip=CKV_AWS_28:Leases live for seconds; a lost lease table costs a restart of the workers and nothing else
  #checkov:skip=CKV_AWS_119:kms_key_arn chooses a key; the table holds names of workers and shards, none of the data
  #checkov:skip=CKV2_AWS_16:It is billed by request, which has no capacity to scale
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pipeline"
  range_key    = "unit"

  attribute {
    name = "pipeline"
    type = "S"
  }

  attribute {
    name = "unit"
    type = "S"
  }

  server_side_encryption {
    enabled     = var.kms_key_arn != null
    kms_key_arn = var.kms_key_arn
  }

  tags = var.tags
}
