# The role with which REST APIs write logs is a setting of the account in this region, made once: aws_api_gateway_account.

resource "aws_api_gateway_rest_api" "example" {
  name = "example"
  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "example", version = "1.0" }
    paths = {
      "/" = {
        get = {
          responses = { "200" = { description = "OK" } }
          x-amazon-apigateway-integration = {
            type             = "mock"
            requestTemplates = { "application/json" = "{\"statusCode\": 200}" }
            responses        = { default = { statusCode = "200" } }
          }
        }
      }
    }
  })
}

resource "aws_api_gateway_deployment" "example" {
  rest_api_id = aws_api_gateway_rest_api.example.id
  triggers    = { redeployment = sha1(aws_api_gateway_rest_api.example.body) }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "access" {
  name_prefix       = "example-access-"
  retention_in_days = 30
}

resource "aws_api_gateway_stage" "live" {
  rest_api_id   = aws_api_gateway_rest_api.example.id
  deployment_id = aws_api_gateway_deployment.example.id
  stage_name    = "live"

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    FORMAT
  }
}
