# An HTTP API with a format that gwfmt has nothing to say about.

variable "stage" {
  type    = string
  default = "$default"
}

resource "aws_apigatewayv2_api" "search" {
  name          = "search"
  protocol_type = "HTTP"
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/api-gateway/search"
  retention_in_days = 30
}

locals {
  access_log = {
    requestId          = "$context.requestId"
    time               = "$context.requestTime"
    ip                 = "$context.identity.sourceIp"
    routeKey           = "$context.routeKey"
    status             = "$context.status"
    responseLength     = "$context.responseLength"
    integrationLatency = "$context.integration.latency"
  }
}

resource "aws_apigatewayv2_stage" "search" {
  api_id      = aws_apigatewayv2_api.search.id
  name        = var.stage
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = jsonencode(local.access_log)
  }
}
