mock_provider "aws" {}

run "has_the_keys_that_the_daemon_checks" {
  assert {
    condition     = aws_dynamodb_table.leases.hash_key == "pipeline" && aws_dynamodb_table.leases.range_key == "unit"
    error_message = "The daemon refuses a lease table with other keys."
  }
  assert {
    condition     = { for a in aws_dynamodb_table.leases.attribute : a.name => a.type } == { pipeline = "S", unit = "S" }
    error_message = "Both are strings, and there are no others."
  }
  assert {
    condition     = aws_dynamodb_table.leases.billing_mode == "PAY_PER_REQUEST"
    error_message = "It is billed by request, as the one that the daemon makes."
  }
}

run "encrypts_with_a_key" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1f2e3d4c-0000-4000-8000-000000000001"
  }
  assert {
    condition     = one(aws_dynamodb_table.leases.server_side_encryption).enabled && one(aws_dynamodb_table.leases.server_side_encryption).kms_key_arn == var.kms_key_arn
    error_message = "The key encrypts."
  }
}

run "refuses_a_name_that_dynamodb_refuses" {
  command = plan
  variables {
    name = "a b"
  }
  expect_failures = [var.name]
}
