mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tailrace-shop" }
  }
  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/tailrace-shop" }
  }
  mock_resource "aws_iam_access_key" {
    defaults = { id = "AKIAEXAMPLE", secret = "mocked" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name       = "tailrace-shop"
  table_arns = ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders"]
}

run "is_for_tasks_of_this_account" {
  variables {
    runs_on = ["ecs"]
  }
  assert {
    condition = jsondecode(aws_iam_role.service.assume_role_policy).Statement == [{
      Sid       = "RunOnEcs"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    }]
    error_message = "Only ECS, and only for this account."
  }
  assert {
    condition     = output.service_role_arn == aws_iam_role.service.arn && output.aws_access_key_id == null && output.aws_secret_access_key == null
    error_message = "A role, and no key."
  }
}

run "is_for_machines" {
  variables {
    runs_on = ["ec2"]
  }
  assert {
    condition     = [for s in jsondecode(aws_iam_role.service.assume_role_policy).Statement : s.Principal.Service] == ["ec2.amazonaws.com"]
    error_message = "Only EC2."
  }
}

run "wants_the_external_id_of_other_accounts" {
  variables {
    trusted_role_arns = ["arn:aws:iam::210987654321:role/tailrace-worker"]
    external_id       = "shop-to-analytics"
  }
  assert {
    condition = jsondecode(aws_iam_role.service.assume_role_policy).Statement == [{
      Sid       = "ActForRolesOfOtherAccounts"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = ["arn:aws:iam::210987654321:role/tailrace-worker"] }
      Condition = { StringEquals = { "sts:ExternalId" = "shop-to-analytics" } }
    }]
    error_message = "That role alone, and with the external id."
  }
}

run "may_only_act_in_the_other_account" {
  variables {
    runs_on          = ["ecs"]
    table_arns       = []
    assume_role_arns = ["arn:aws:iam::123456789012:role/tailrace-shop"]
  }
  assert {
    condition = jsondecode(aws_iam_policy.service.policy).Statement == [{
      Sid      = "ActInAnotherAccount"
      Effect   = "Allow"
      Action   = ["sts:AssumeRole"]
      Resource = ["arn:aws:iam::123456789012:role/tailrace-shop"]
    }]
    error_message = "A worker's own role assumes the tables' role and does nothing else."
  }
}

run "makes_a_user_on_request_with_the_same_policy" {
  variables {
    create_user = true
  }
  assert {
    condition     = aws_iam_user_policy_attachment.service[0].policy_arn == aws_iam_policy.service.arn
    error_message = "The user has the role's policy."
  }
  assert {
    condition     = output.aws_access_key_id == "AKIAEXAMPLE" && output.aws_secret_access_key == "mocked"
    error_message = "Its key is an output."
  }
  assert {
    condition     = issensitive(output.aws_access_key_id) && issensitive(output.aws_secret_access_key)
    error_message = "The key is sensitive."
  }
  assert {
    condition     = [for s in jsondecode(aws_iam_role.service.assume_role_policy).Statement : s.Effect] == ["Deny"]
    error_message = "With no place to run, nobody takes the role."
  }
}

run "trusts_no_whole_account" {
  command = plan
  variables {
    trusted_role_arns = ["arn:aws:iam::210987654321:root"]
  }
  expect_failures = [var.trusted_role_arns]
}
