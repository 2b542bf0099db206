locals {
  main_class = "dev.tailrace.app.Tailrace"

  health_command = var.health_command != null ? var.health_command : [
    "CMD", "/opt/tailrace/bin/java", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
    "-cp", "/opt/tailrace/lib/*", local.main_class, "health", "-c", var.config_path,
  ]

  logs = {
    for container in ["prepare", "tailrace", "metrics"] : container => {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.daemon.name
        "awslogs-region"        = var.region
        "awslogs-stream-prefix" = container
      }
    }
  }

  config_folder = dirname(var.config_path)

  # Root without any capability: enough to write to the volumes, which are root's, and to open the scratch one.
  prepare = {
    name                   = "prepare"
    image                  = var.prepare_image
    essential              = false
    user                   = "0:0"
    readonlyRootFilesystem = true
    privileged             = false
    entryPoint             = ["/bin/sh", "-euc"]
    command = [join("\n", [
      "chmod 1777 /scratch",
      "[ -z \"$${TAILRACE_YAML:-}\" ] || printf '%s' \"$TAILRACE_YAML\" > \"/config/${basename(var.config_path)}\"",
      "chmod -R a+rX /config",
    ])]
    environment = var.config_yaml == null ? [] : [{ name = "TAILRACE_YAML", value = var.config_yaml }]
    mountPoints = [
      { sourceVolume = "scratch", containerPath = "/scratch", readOnly = false },
      { sourceVolume = "config", containerPath = "/config", readOnly = false },
    ]
    linuxParameters  = { capabilities = { drop = ["ALL"] } }
    logConfiguration = local.logs.prepare
  }

  daemon = {
    name                   = "tailrace"
    image                  = var.image
    essential              = true
    user                   = var.user
    readonlyRootFilesystem = true
    privileged             = false
    command                = var.command != null ? var.command : ["run", "-c", var.config_path]
    # Time to commit what is read and to give the leases back; 120 is the most that Fargate grants.
    stopTimeout = 120
    dependsOn   = var.prepare_image == null ? [] : [{ containerName = "prepare", condition = "SUCCESS" }]
    environment = concat(
      [{ name = "AWS_REGION", value = var.region }, { name = "JAVA_TOOL_OPTIONS", value = var.java_options }],
      [for name in sort(keys(var.environment)) : { name = name, value = var.environment[name] }],
    )
    secrets = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }]
    mountPoints = concat(
      [{ sourceVolume = "scratch", containerPath = var.scratch_path, readOnly = false }],
      # An empty volume would hide a configuration that is in the image.
      var.config_yaml == null ? [] : [{ sourceVolume = "config", containerPath = local.config_folder, readOnly = true }],
    )
    linuxParameters = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
    # Liveness alone: a table that needs attention is not mended by a restart, and alarms tell of it.
    healthCheck = {
      command     = local.health_command
      interval    = 30
      timeout     = 10
      retries     = 3
      startPeriod = 120
    }
    logConfiguration = local.logs.tailrace
  }

  metrics = {
    name                   = "metrics"
    image                  = var.metrics_image
    essential              = false
    user                   = var.user
    readonlyRootFilesystem = true
    privileged             = false
    command                = ["--config=env:COLLECTOR_CONFIG"]
    environment            = [{ name = "COLLECTOR_CONFIG", value = yamlencode(local.collector) }]
    linuxParameters        = { capabilities = { drop = ["ALL"] } }
    logConfiguration       = local.logs.metrics
  }

  containers = concat(
    [for c in [local.prepare] : c if var.prepare_image != null],
    [local.daemon],
    [for c in [local.metrics] : c if var.metrics_image != null],
  )
}
