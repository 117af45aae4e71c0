resource "aws_api_gateway_stage" "old" {
  access_log_settings {
    format = "{\"id\":\"$context.requestId\",\"status\":$context.integration.status}"
  }
}
