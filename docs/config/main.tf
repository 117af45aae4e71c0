resource "aws_api_gateway_stage" "orders" {
  access_log_settings {
    format = "{\"id\":\"$context.requestId\",\"ip\":\"$context.identity.sourceIp\",\"status\":$context.integration.status}"
  }
}
