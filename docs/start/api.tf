resource "aws_api_gateway_stage" "prod" {
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format = jsonencode({
      requestId = "$context.requestId"
      path      = "$context.resourcePath"
      status    = "$context.statsu"
    })
  }
}
