import { Stack, StackProps, aws_apigateway as apigateway, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { accessLogFields } from './access-log';

export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const group = new logs.LogGroup(this, 'AccessLog');
    const api = new apigateway.RestApi(this, 'Storefront', {
      deployOptions: {
        accessLogDestination: new apigateway.LogGroupLogDestination(group),
        accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    api.root.addMethod('GET');
  }
}
