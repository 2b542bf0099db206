config {
  # Each module is looked at by itself; from outside, what a count of 0 leaves out looks like a mistake.
  call_module_type = "none"
}

plugin "terraform" {
  enabled = true
  preset  = "all"
}

# Modules are split by subject; the rule wants one main.tf.
rule "terraform_standard_module_structure" {
  enabled = false
}
