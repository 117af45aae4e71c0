variable "team" {}

resource "aws_api_gateway_stage" "team" {
  access_log_settings {
    format = "{\"id\":\"$context.requestId\",\"team\":\"${var.team}\"}"
  }
}
