resource "aws_api_gateway_stage" "orders" {
  access_log_settings {
    format = "{\"id\":\"$context.requestId\",\"path\":$context.path,\"ip\":\"$context.sourceIp\"}"
  }
}
