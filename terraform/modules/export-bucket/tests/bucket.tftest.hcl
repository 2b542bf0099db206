mock_provider "aws" {
  mock_resource "aws_s3_bucket" {
    defaults = { id = "shop-exports", arn = "arn:aws:s3:::shop-exports" }
  }
}

variables {
  name = "shop-exports"
}

run "is_private_and_encrypted" {
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.exports.block_public_acls,
      aws_s3_bucket_public_access_block.exports.block_public_policy,
      aws_s3_bucket_public_access_block.exports.ignore_public_acls,
      aws_s3_bucket_public_access_block.exports.restrict_public_buckets,
    ])
    error_message = "All four blocks of public access are on."
  }
  assert {
    condition     = one(aws_s3_bucket_ownership_controls.exports.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "There are no ACLs."
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.exports.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Without a key of ours S3 encrypts with its own."
  }
  assert {
    condition     = !aws_s3_bucket.exports.force_destroy
    error_message = "Exports are not destroyed by accident."
  }
}

run "takes_no_plain_http" {
  assert {
    condition = jsondecode(aws_s3_bucket_policy.exports.policy).Statement[0] == {
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::shop-exports", "arn:aws:s3:::shop-exports/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }
    error_message = "Whatever comes without TLS is denied."
  }
  assert {
    condition     = alltrue([for s in jsondecode(aws_s3_bucket_policy.exports.policy).Statement : s.Effect == "Deny"])
    error_message = "The bucket's policy allows nobody anything."
  }
}

run "deletes_old_exports" {
  variables {
    keep_exports_days = 3
  }
  assert {
    condition     = one(one(aws_s3_bucket_lifecycle_configuration.exports.rule).expiration).days == 3 && one(aws_s3_bucket_lifecycle_configuration.exports.rule).status == "Enabled"
    error_message = "Exports go after that many days."
  }
  assert {
    condition     = one(one(aws_s3_bucket_lifecycle_configuration.exports.rule).abort_incomplete_multipart_upload).days_after_initiation == 2
    error_message = "Parts of failed uploads go too."
  }
}

run "encrypts_with_a_key" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1f2e3d4c-0000-4000-8000-000000000001"
  }
  assert {
    condition = (
      one(one(aws_s3_bucket_server_side_encryption_configuration.exports.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
      && one(one(aws_s3_bucket_server_side_encryption_configuration.exports.rule).apply_server_side_encryption_by_default).kms_master_key_id == var.kms_key_arn
      && one(aws_s3_bucket_server_side_encryption_configuration.exports.rule).bucket_key_enabled
    )
    error_message = "The key encrypts, by way of a bucket key."
  }
}

run "keeps_an_export_long_enough_to_load_it" {
  command = plan
  variables {
    keep_exports_days = 1
  }
  expect_failures = [var.keep_exports_days]
}
