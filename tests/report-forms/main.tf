resource "aws_api_gateway_stage" "prod" {
  rest_api_id = "x"
  stage_name  = "prod"
  access_log_settings {
    destination_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:api"
    format          = "{\"requestId\":\"$context.requestId\",\"ms\":$context.integration.latency}"
  }
}
