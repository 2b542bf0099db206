mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tailrace-shop" }
  }
  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/tailrace-shop" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name              = "tailrace-shop"
  runs_on           = ["ecs"]
  table_arns        = ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders"]
  export_bucket_arn = "arn:aws:s3:::shop-exports"
  export_prefix     = "tailrace/"
}

run "grants_the_main_job_and_nothing_else" {
  assert {
    condition = [for s in jsondecode(aws_iam_policy.service.policy).Statement : s.Sid] == [
      "LookAtTables", "ReadStreams", "BeginExports", "FollowExports",
      "LookUpWhatARepairTouches", "CheckTheBucket", "ReadExports", "LetDynamoDbWriteExports",
    ]
    error_message = "Optional statements are absent by default, the others are there."
  }
  assert {
    condition     = alltrue(flatten([for s in jsondecode(aws_iam_policy.service.policy).Statement : [for a in s.Action : !strcontains(a, "*")]]))
    error_message = "An action has a *."
  }
  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.service.policy).Statement :
      !contains(s.Resource, "*") || alltrue([for a in s.Action : a == "dynamodb:ListTables"])
    ])
    error_message = "Only listings, which AWS can't limit, are for all resources."
  }
  assert {
    condition     = alltrue([for s in jsondecode(aws_iam_policy.service.policy).Statement : can(regex("^[A-Za-z0-9]{8,}$", s.Sid)) && s.Effect == "Allow"])
    error_message = "Each statement allows, and says why in its Sid."
  }
}

run "names_resources_by_arn" {
  assert {
    condition = { for s in jsondecode(aws_iam_policy.service.policy).Statement : s.Sid => s.Resource if !contains(s.Resource, "*") } == {
      LookAtTables             = ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders"]
      ReadStreams              = ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/*"]
      BeginExports             = ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders"]
      FollowExports            = ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/export/*"]
      LookUpWhatARepairTouches = ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders"]
      CheckTheBucket           = ["arn:aws:s3:::shop-exports"]
      ReadExports              = ["arn:aws:s3:::shop-exports/tailrace/*"]
      LetDynamoDbWriteExports  = ["arn:aws:s3:::shop-exports/tailrace/*"]
    }
    error_message = "Each statement is for its own kind of resource."
  }
}

run "writes_no_table_by_default" {
  assert {
    condition = length(setintersection(
      flatten([for s in jsondecode(aws_iam_policy.service.policy).Statement : s.Action]),
      ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:CreateTable",
      "dynamodb:DeleteTable", "dynamodb:Scan", "kms:Decrypt", "kms:GenerateDataKey", "sts:AssumeRole", "s3:DeleteObject"]
    )) == 0
    error_message = "By default nothing is written but exports, nothing scanned, decrypted or assumed."
  }
}

run "keeps_leases_in_one_table" {
  variables {
    lease_table_arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/leases"
  }
  assert {
    condition = one([for s in jsondecode(aws_iam_policy.service.policy).Statement : s if s.Sid == "KeepLeases"]).Resource == [
      "arn:aws:dynamodb:eu-central-1:123456789012:table/leases"
    ]
    error_message = "Leases are kept in the lease table alone."
  }
  assert {
    condition     = !contains(flatten([for s in jsondecode(aws_iam_policy.service.policy).Statement : s.Action]), "dynamodb:CreateTable")
    error_message = "The table is made by Terraform unless the daemon is told to."
  }
}

run "makes_the_lease_table_when_asked" {
  variables {
    lease_table_arn    = "arn:aws:dynamodb:eu-central-1:123456789012:table/leases"
    create_lease_table = true
  }
  assert {
    condition = one([for s in jsondecode(aws_iam_policy.service.policy).Statement : s if contains(s.Action, "dynamodb:CreateTable")]).Resource == [
      "arn:aws:dynamodb:eu-central-1:123456789012:table/leases"
    ]
    error_message = "No other table may be made."
  }
}

run "writes_the_sinks_tables_only" {
  variables {
    sink_tables = ["arn:aws:dynamodb:eu-central-1:123456789012:table/copy-*"]
  }
  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.service.policy).Statement :
      s.Resource == ["arn:aws:dynamodb:eu-central-1:123456789012:table/copy-*"] if contains(s.Action, "dynamodb:PutItem")
    ]) && contains(flatten([for s in jsondecode(aws_iam_policy.service.policy).Statement : s.Action]), "dynamodb:BatchWriteItem")
    error_message = "Writes go to the sink's tables, never to a source."
  }
}

run "scans_and_lists_when_asked" {
  variables {
    scan_backfill   = true
    discover_tables = true
  }
  assert {
    condition = one([for s in jsondecode(aws_iam_policy.service.policy).Statement : s if s.Action == ["dynamodb:Scan"]]).Resource == [
      "arn:aws:dynamodb:eu-central-1:123456789012:table/orders"
    ]
    error_message = "Scans are of the source tables."
  }
  assert {
    condition     = contains(flatten([for s in jsondecode(aws_iam_policy.service.policy).Statement : s.Action]), "dynamodb:ListTables")
    error_message = "Globs need ListTables."
  }
}

run "uses_keys_through_their_service_only" {
  variables {
    export_kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1f2e3d4c-0000-4000-8000-000000000001"
    table_kms_key_arns = ["arn:aws:kms:eu-central-1:123456789012:key/1f2e3d4c-0000-4000-8000-000000000002"]
  }
  assert {
    condition = {
      for s in jsondecode(aws_iam_policy.service.policy).Statement : s.Sid => s.Condition.StringEquals["kms:ViaService"] if can(s.Condition)
      } == {
      EncryptExports      = ["s3.eu-central-1.amazonaws.com"]
      ReadEncryptedTables = ["dynamodb.eu-central-1.amazonaws.com"]
    }
    error_message = "Each key serves through its own service."
  }
}

run "refuses_a_table_name" {
  command = plan
  variables {
    table_arns = ["orders"]
  }
  expect_failures = [var.table_arns]
}

run "refuses_all_tables" {
  command = plan
  variables {
    table_arns = ["arn:aws:dynamodb:eu-central-1:123456789012:table/*"]
  }
  expect_failures = [var.table_arns]
}

run "refuses_an_alias_of_a_key" {
  command = plan
  variables {
    export_kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:alias/exports"
  }
  expect_failures = [var.export_kms_key_arn]
}

run "refuses_a_policy_that_iam_would_refuse" {
  command = plan
  variables {
    table_arns = [for i in range(30) : "arn:aws:dynamodb:eu-central-1:123456789012:table/a-table-with-a-long-name-${i}"]
  }
  expect_failures = [aws_iam_policy.service]
}

run "refuses_to_make_a_table_without_a_name" {
  command = plan
  variables {
    create_lease_table = true
  }
  expect_failures = [var.create_lease_table]
}

# The two ends of what can be asked for. testing/twin.py compares them with what the CloudFormation twin says.

run "least" {
  variables {
    runs_on          = ["ec2"]
    table_arns       = []
    assume_role_arns = ["arn:aws:iam::210987654321:role/tables"]
    # No export bucket: the other role has one.
    export_bucket_arn = null
  }
  assert {
    condition     = length(jsondecode(output.policy_json).Statement) == 1
    error_message = "One statement."
  }
}

run "most" {
  variables {
    table_arns         = ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders", "arn:aws:dynamodb:eu-central-1:123456789012:table/shop-*"]
    discover_tables    = true
    scan_backfill      = true
    export_kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1f2e3d4c-0000-4000-8000-000000000001"
    table_kms_key_arns = ["arn:aws:kms:eu-central-1:123456789012:key/1f2e3d4c-0000-4000-8000-000000000002"]
    lease_table_arn    = "arn:aws:dynamodb:eu-central-1:123456789012:table/leases"
    create_lease_table = true
    sink_tables        = ["arn:aws:dynamodb:eu-central-1:123456789012:table/copy-*", "arn:aws:dynamodb:eu-central-1:123456789012:table/tailrace-state"]
    assume_role_arns   = ["arn:aws:iam::210987654321:role/tables"]
    trusted_role_arns  = ["arn:aws:iam::210987654321:role/worker"]
    external_id        = "shop-to-analytics"
    runs_on            = []
  }
  assert {
    condition     = [for s in jsondecode(output.policy_json).Statement : s.Sid] == [for s in jsondecode(file("actions.json")) : s.sid]
    error_message = "Every statement of actions.json, in its order."
  }
}
