# tailrace.yaml, as this module writes it. No secret is in it: those are environment variables by reference.

locals {
  config = {
    pipeline = var.pipeline
    aws      = { region = local.region }
    source   = { tables = [for table in var.tables : { name = table }] }
    # No other account's bucket of that name is written to.
    export = merge(
      { bucket = module.exports.name, "bucket-owner" = local.account_id },
      var.kms_key_arn == null ? {} : { "kms-key" = var.kms_key_arn }
    )
    sink   = { url = var.sink_url }
    leases = { table = local.several ? one(module.leases[*].name) : "none" }
    # The health check and the collector run beside the daemon; nobody else gets in.
    status = { listen = "127.0.0.1:8080" }
  }

  # Sections are merged key by key; what is no section replaces what is there.
  merged = merge(local.config, {
    for section, keys in var.config : section => try(merge(try(local.config[section], {}), keys), keys)
  })

  config_yaml = yamlencode(local.merged)
}
