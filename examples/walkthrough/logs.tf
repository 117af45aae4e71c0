resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/api-gateway/orders"
  retention_in_days = 30
}
