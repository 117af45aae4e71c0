# Stages whose formats are made with each means of Terraform.
variable "stage" {
  default = "prod"
}

variable "fields" {
  type = map(string)
}

locals {
  id     = "$context.requestId"
  fields = merge(var.fields, { status = "$context.status" })
  stages = {
    blue  = { format = "$context.requestId blue" }
    green = { format = "$context.requestId green" }
  }
}

resource "aws_cloudwatch_log_group" "logs" {
  name = "/api/${var.stage}"
}

resource "aws_api_gateway_rest_api" "rest" {
  name = "rest"
}

resource "aws_apigatewayv2_api" "socket" {
  name                       = "socket"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

resource "aws_api_gateway_stage" "encoded" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = "encoded"
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.logs.arn
    format          = jsonencode(merge(local.fields, { quoted = "é \"<&>\" \\ \u2028" }))
  }
}

resource "aws_api_gateway_stage" "heredoc" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = "heredoc"
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.logs.arn
    format = replace(<<-EOT
      { "id": "${local.id}",
        "stage": "${var.stage}" }
    EOT
    , "/\\s+/", " ")
  }
}

resource "aws_api_gateway_stage" "template" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = "template"
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.logs.arn
    format          = templatefile("${path.module}/log.tftpl", { id = local.id, names = keys(local.fields) })
  }
}

resource "aws_api_gateway_stage" "looped" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = "looped"
  dynamic "access_log_settings" {
    for_each = var.stage == "prod" ? [local.fields] : []
    content {
      destination_arn = aws_cloudwatch_log_group.logs.arn
      format          = join(" ", [for name, value in access_log_settings.value : "${name}=${value}" if name != "ip"])
    }
  }
}

resource "aws_api_gateway_stage" "each" {
  for_each    = local.stages
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = each.key
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.logs.arn
    format          = each.value.format
  }
}

resource "aws_apigatewayv2_stage" "socket" {
  api_id = aws_apigatewayv2_api.socket.id
  name   = "socket"
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.logs.arn
    format          = format("%s %s %%", local.id, "$context.connectionId")
  }
}

# known only when the API is there
resource "aws_api_gateway_stage" "later" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = "later"
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.logs.arn
    format          = "$context.requestId ${aws_api_gateway_rest_api.rest.id} end"
  }
}

module "api" {
  source          = "./api"
  destination_arn = aws_cloudwatch_log_group.logs.arn
  format          = jsonencode({ id = local.id, route = "$context.routeKey" })
}
