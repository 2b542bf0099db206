# For a daemon outside AWS that can't take a role. Its key lies in the state: prefer a role wherever there is one.

resource "aws_iam_user" "service" {
  count = var.create_user ? 1 : 0

  #checkov:skip=CKV_AWS_273:Made on request only, for a machine that no identity provider knows
  name                 = var.name
  path                 = "/tailrace/"
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_user_policy_attachment" "service" {
  count = var.create_user ? 1 : 0

  #checkov:skip=CKV_AWS_40:A group of one user would say nothing more
  user       = aws_iam_user.service[0].name
  policy_arn = aws_iam_policy.service.arn
}

resource "aws_iam_access_key" "service" {
  count = var.create_user ? 1 : 0

  user = aws_iam_user.service[0].name
}
