# Everything that a REST API needs before a line of its access log arrives: a log group, a role that API Gateway can assume and that can
# write logs, the account setting that names the role, and a stage that comes after it.

data "aws_partition" "current" {}

resource "aws_api_gateway_rest_api" "returns" {
  name = "returns"
}

resource "aws_api_gateway_deployment" "returns" {
  rest_api_id = aws_api_gateway_rest_api.returns.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/api-gateway/returns"
  retention_in_days = 30
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.returns.id
  deployment_id = aws_api_gateway_deployment.returns.id
  stage_name    = "prod"

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn

    format = jsonencode({
      requestId      = "$context.requestId"
      time           = "$context.requestTime"
      ip             = "$context.identity.sourceIp"
      method         = "$context.httpMethod"
      resourcePath   = "$context.resourcePath"
      status         = "$context.status"
      responseLength = "$context.responseLength"
    })
  }

  depends_on = [aws_api_gateway_account.this]
}
