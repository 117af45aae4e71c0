resource "aws_api_gateway_stage" "prod" {
  access_log_settings {
    format = "$context.requestId $context.statsu"
  }
}

resource "aws_apigatewayv2_stage" "beta" {
  access_log_settings {
    format = local.format
  }
}
