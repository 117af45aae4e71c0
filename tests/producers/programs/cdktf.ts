// Stages of CDKTF. The id of each is unlike the beginning of any other.
import { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import { ApiGatewayStage } from '@cdktf/provider-aws/lib/api-gateway-stage';
import { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
import { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { FIELDS, ID } from './lib';

class Api extends TerraformStack {
  constructor(scope: App, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const destinationArn = new CloudwatchLogGroup(this, 'logs', { name: '/api' }).arn;
    const rest = new ApiGatewayRestApi(this, 'rest', { name: 'rest' });
    const http = new Apigatewayv2Api(this, 'http', { name: 'http', protocolType: 'HTTP' });
    const socket = new Apigatewayv2Api(this, 'socket', { name: 'socket', protocolType: 'WEBSOCKET', routeSelectionExpression: '$request.body.action' });
    new ApiGatewayStage(this, 'plain', { restApiId: rest.id, deploymentId: 'd', stageName: 'a', accessLogSettings: { destinationArn, format: `${ID} "quoted" \\ é` } });
    new ApiGatewayStage(this, 'stringified', { restApiId: rest.id, deploymentId: 'd', stageName: 'b', accessLogSettings: { destinationArn, format: JSON.stringify(FIELDS) } });
    new ApiGatewayStage(this, 'multiline', { restApiId: rest.id, deploymentId: 'd', stageName: 'c', accessLogSettings: { destinationArn, format: `{
  "id": "${ID}" }` } });
    const later = new ApiGatewayStage(this, 'later', { restApiId: rest.id, deploymentId: 'd', stageName: 'd' });
    later.putAccessLogSettings({ destinationArn, format: '$context.requestId later' });
    new Apigatewayv2Stage(this, 'httpstage', { apiId: http.id, name: 'a', accessLogSettings: { destinationArn, format: '$context.requestId $context.routeKey' } });
    new Apigatewayv2Stage(this, 'socketstage', { apiId: socket.id, name: 'a', accessLogSettings: { destinationArn, format: '$context.requestId $context.connectionId' } });
    new ApiGatewayStage(this, 'token', { restApiId: rest.id, deploymentId: 'd', stageName: 'e', accessLogSettings: { destinationArn, format: `$context.requestId ${rest.id} end` } });
  }
}

const app = new App({ outdir: process.env.CDKTF_OUT });
new Api(app, 'api');
app.synth();
