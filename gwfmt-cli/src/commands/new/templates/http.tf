resource "aws_apigatewayv2_api" "example" {
  name          = "example"
  protocol_type = "HTTP"
}

resource "aws_cloudwatch_log_group" "access" {
  name_prefix       = "/aws/vendedlogs/example-access-"
  retention_in_days = 30
}

resource "aws_apigatewayv2_stage" "live" {
  api_id      = aws_apigatewayv2_api.example.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    FORMAT
  }
}
