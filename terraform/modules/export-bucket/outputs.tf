output "name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.exports.id
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.exports.arn
}
