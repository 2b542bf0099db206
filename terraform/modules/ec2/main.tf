locals {
  pipeline = coalesce(var.pipeline, var.name)

  # A copy of deploy/systemd/tailrace.service, since a module is often taken out of its repository; a test holds them equal.
  unit = file("${path.module}/files/tailrace.service")

  unit_on_ec2 = templatefile("${path.module}/files/ec2.conf", {
    java_options = var.java_options
  })

  user_data = templatefile("${path.module}/files/user-data.sh", {
    region        = var.region
    distribution  = var.distribution
    config_yaml   = base64encode(var.config_yaml)
    unit          = base64encode(local.unit)
    unit_on_ec2   = base64encode(local.unit_on_ec2)
    fetch_secrets = base64encode(local.fetch_secrets)
    agent         = base64encode(jsonencode(local.agent))
    scrape        = base64encode(yamlencode(local.scrape))
    lib_folder    = "/opt/tailrace"
  })

  fetch_secrets = templatefile("${path.module}/files/fetch-secrets.sh", {
    region  = var.region
    secrets = var.secrets
  })
}

resource "aws_security_group" "machines" {
  name        = "${var.name}-machines"
  description = "Tailrace machines: nothing comes in"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_vpc_security_group_egress_rule" "machines" {
  for_each = { for to in var.egress : "${to.cidr}:${to.port}" => to }

  security_group_id = aws_security_group.machines.id
  description       = "To AWS and the sink"
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_ipv4         = each.value.cidr
  tags              = var.tags
}

resource "aws_iam_instance_profile" "machines" {
  name = var.name
  role = var.role_name
  tags = var.tags
}

resource "aws_launch_template" "machines" {
  name                   = var.name
  image_id               = var.ami_id
  instance_type          = var.instance_type
  user_data              = base64encode(local.user_data)
  update_default_version = true
  tags                   = var.tags

  iam_instance_profile {
    arn = aws_iam_instance_profile.machines.arn
  }

  # Session tokens only, and none that a container on the machine could ask for.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  network_interfaces {
    associate_public_ip_address = false
    security_groups             = [aws_security_group.machines.id]
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      encrypted             = true
      volume_size           = var.disk_gib
      volume_type           = "gp3"
      delete_on_termination = true
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = merge(var.tags, { Name = var.name })
  }

  lifecycle {
    precondition {
      condition     = length(local.user_data) <= 16384
      error_message = "User data has ${length(local.user_data)} characters; EC2 takes 16384. Make tailrace.yaml shorter: globs instead of many tables."
    }
  }
}

# A group rather than a machine: what dies is replaced.
resource "aws_autoscaling_group" "machines" {
  name                      = var.name
  min_size                  = var.workers
  max_size                  = var.workers
  desired_capacity          = var.workers
  vpc_zone_identifier       = var.subnet_ids
  health_check_type         = "EC2"
  health_check_grace_period = 300

  launch_template {
    id      = aws_launch_template.machines.id
    version = aws_launch_template.machines.latest_version
  }

  # One worker makes way for its successor; of several, half stay.
  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = var.workers > 1 ? 50 : 0
    }
  }

  dynamic "tag" {
    for_each = merge(var.tags, { Name = var.name })

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }

  depends_on = [aws_iam_role_policy.machines]
}
