mock_provider "aws" {}

variables {
  name   = "tailrace-shop"
  region = "eu-central-1"
}

run "subnets_lie_apart" {
  assert {
    condition     = concat(aws_subnet.private[*].cidr_block, [aws_subnet.public.cidr_block]) == ["10.64.0.0/24", "10.64.1.0/24", "10.64.15.0/24"]
    error_message = "Each has a sixteenth of the VPC's addresses."
  }
  assert {
    condition     = aws_subnet.private[*].availability_zone == ["eu-central-1a", "eu-central-1b"]
    error_message = "Each zone has one."
  }
}

run "private_subnets_have_a_way_out_and_none_in" {
  assert {
    condition     = aws_route.private.nat_gateway_id == aws_nat_gateway.this.id && aws_route.private.gateway_id == null
    error_message = "They go out through the NAT gateway."
  }
  assert {
    condition     = alltrue([for s in concat(aws_subnet.private, [aws_subnet.public]) : !s.map_public_ip_on_launch])
    error_message = "Nothing gets a public address by itself."
  }
}

run "exports_and_tables_cost_no_nat" {
  assert {
    condition     = { for k, e in aws_vpc_endpoint.gateway : k => e.service_name } == { s3 = "com.amazonaws.eu-central-1.s3", dynamodb = "com.amazonaws.eu-central-1.dynamodb" }
    error_message = "S3 and DynamoDB have gateway endpoints."
  }
  assert {
    condition     = alltrue([for e in aws_vpc_endpoint.gateway : e.vpc_endpoint_type == "Gateway" && e.route_table_ids == toset([aws_route_table.private.id])])
    error_message = "The private subnets use them."
  }
}
