mock_provider "aws" {
  mock_resource "aws_iam_instance_profile" {
    defaults = { arn = "arn:aws:iam::123456789012:instance-profile/tailrace-shop" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/tailrace/shop/metrics" }
  }
  mock_resource "aws_launch_template" {
    defaults = { id = "lt-0123456789abcdef0", latest_version = 1 }
  }
}

variables {
  name       = "tailrace-shop"
  pipeline   = "shop"
  region     = "eu-central-1"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0"]
  role_name  = "tailrace-shop"
  ami_id     = "ami-0123456789abcdef0"
  distribution = {
    bucket = "shop-artifacts"
    key    = "tailrace/tailrace.tar.gz"
    sha256 = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
  }
  config_yaml = "pipeline: shop\nsink: {url: 'postgres://tailrace@db.example:5432/analytics'}\n"
  secrets     = { PGPASSWORD = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:warehouse-AbCdEf" }
}

run "machines_are_closed" {
  assert {
    condition     = one(aws_launch_template.machines.metadata_options).http_tokens == "required" && one(aws_launch_template.machines.metadata_options).http_put_response_hop_limit == 1
    error_message = "Only session tokens open the metadata service."
  }
  assert {
    condition     = tobool(one(one(aws_launch_template.machines.block_device_mappings).ebs).encrypted)
    error_message = "The disk is encrypted."
  }
  assert {
    condition     = !tobool(one(aws_launch_template.machines.network_interfaces).associate_public_ip_address) && length(aws_security_group.machines.ingress == null ? [] : aws_security_group.machines.ingress) == 0
    error_message = "No public address, nothing comes in."
  }
}

run "secrets_are_fetched_and_not_written_down" {
  assert {
    condition     = strcontains(local.fetch_secrets, var.secrets.PGPASSWORD) && strcontains(local.fetch_secrets, "/run/tailrace/secrets.env")
    error_message = "By reference, into memory."
  }
  assert {
    condition = { for s in jsondecode(aws_iam_role_policy.machines.policy).Statement : s.Sid => s.Resource } == {
      FetchTheDistribution    = ["arn:aws:s3:::shop-artifacts/tailrace/tailrace.tar.gz"]
      WriteMetricsAsLogEvents = ["arn:aws:logs:eu-central-1:123456789012:log-group:/tailrace/shop/metrics:*"]
      FetchSecrets            = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:warehouse-AbCdEf"]
    }
    error_message = "A machine reads these and no others."
  }
}

run "the_unit_stops_in_peace_and_is_hardened" {
  assert {
    condition = alltrue([
      for line in ["TimeoutStopSec=120", "User=tailrace", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "Restart=always"] :
      strcontains("\n${output.unit}", "\n${line}\n")
    ])
    error_message = "A line of the unit is missing."
  }
}

run "the_unit_gets_its_secrets_before_it_starts" {
  assert {
    condition = alltrue([
      for line in ["ExecStartPre=+/opt/tailrace/fetch-secrets.sh", "EnvironmentFile=-/run/tailrace/secrets.env", "Environment=\"JAVA_TOOL_OPTIONS=${var.java_options}\""] :
      strcontains("\n${output.unit_on_ec2}", "\n${line}\n")
    ])
    error_message = "A line of the drop-in is missing."
  }
  assert {
    condition     = strcontains(output.user_data, "base64 -d <<< '${base64encode(output.unit_on_ec2)}' > /etc/systemd/system/tailrace.service.d/ec2.conf")
    error_message = "Machines get the drop-in."
  }
}

run "the_distribution_is_checked" {
  assert {
    condition     = strcontains(output.user_data, "${var.distribution.sha256}  /root/tailrace.tar.gz' | sha256sum -c")
    error_message = "Its digest is compared before it is unpacked."
  }
  assert {
    condition     = base64decode(aws_launch_template.machines.user_data) == output.user_data
    error_message = "What is asserted is what machines get."
  }
}

run "one_machine_makes_way_for_its_successor" {
  assert {
    condition     = one(one(aws_autoscaling_group.machines.instance_refresh).preferences).min_healthy_percentage == 0 && aws_autoscaling_group.machines.max_size == 1
    error_message = "Never two of them."
  }
}

run "the_agent_writes_what_the_alarms_read" {
  assert {
    condition     = local.agent.logs.metrics_collected.prometheus.emf_processor.metric_namespace == "Tailrace" && local.scrape.scrape_configs[0].static_configs[0].labels.pipeline == "shop"
    error_message = "Namespace and pipeline are the alarms'."
  }
}

run "refuses_a_secrets_value" {
  command = plan
  variables {
    secrets = { PGPASSWORD = "hunter2" }
  }
  expect_failures = [var.secrets]
}

run "refuses_a_password_in_the_configuration" {
  command = plan
  variables {
    config_yaml = "sink: {url: 'postgres://tailrace:hunter2@db.example/analytics'}"
  }
  expect_failures = [var.config_yaml]
}

run "refuses_user_data_that_ec2_refuses" {
  command = plan
  variables {
    config_yaml = join("\n", [for i in range(400) : "# a comment of some length, number ${i}"])
  }
  expect_failures = [aws_launch_template.machines]
}

run "refuses_an_unchecked_distribution" {
  command = plan
  variables {
    distribution = { bucket = "b", key = "k", sha256 = "" }
  }
  expect_failures = [var.distribution]
}
