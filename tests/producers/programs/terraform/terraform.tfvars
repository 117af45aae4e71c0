fields = {
  requestId = "$context.requestId"
  ip        = "$context.identity.sourceIp"
}
