# The role with which WebSocket APIs write logs is a setting of the account in this region, made once: aws_api_gateway_account.

resource "aws_apigatewayv2_api" "example" {
  name                       = "example"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

resource "aws_apigatewayv2_integration" "mock" {
  api_id                        = aws_apigatewayv2_api.example.id
  integration_type              = "MOCK"
  template_selection_expression = "200"
  request_templates             = { "200" = "{\"statusCode\": 200}" }
}

resource "aws_apigatewayv2_route" "default" {
  api_id    = aws_apigatewayv2_api.example.id
  route_key = "$default"
  target    = "integrations/${aws_apigatewayv2_integration.mock.id}"
}

resource "aws_apigatewayv2_deployment" "example" {
  api_id     = aws_apigatewayv2_api.example.id
  depends_on = [aws_apigatewayv2_route.default]
}

resource "aws_cloudwatch_log_group" "access" {
  name_prefix       = "example-access-"
  retention_in_days = 30
}

resource "aws_apigatewayv2_stage" "live" {
  api_id        = aws_apigatewayv2_api.example.id
  deployment_id = aws_apigatewayv2_deployment.example.id
  name          = "live"

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    FORMAT
  }
}
