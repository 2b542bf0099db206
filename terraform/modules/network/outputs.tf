output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Subnets with a way out and none in."
  value       = aws_subnet.private[*].id
  # Nothing starts in them before it can reach AWS.
  depends_on = [aws_route.private, aws_route_table_association.private]
}
