variable "destination_arn" {}

variable "format" {}

resource "aws_apigatewayv2_api" "this" {
  name          = "http"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "this" {
  count  = 2
  api_id = aws_apigatewayv2_api.this.id
  name   = "http-${count.index}"
  access_log_settings {
    destination_arn = var.destination_arn
    format          = var.format
  }
}
