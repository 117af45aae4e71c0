import { AccessLogField } from 'aws-cdk-lib/aws-apigateway';

export const accessLogFields = {
  requestId: AccessLogField.contextRequestId(),
  time: AccessLogField.contextRequestTimeEpoch(),
  status: AccessLogField.contextStatus(),
  latency: `${AccessLogField.contextResponseLatency}`,
};
