locals {
  format = "$context.requestId $context.rotueKey"
}
