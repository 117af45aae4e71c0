// Stages whose formats are made with each means of the CDK and of TypeScript. The id of each construct is unlike the beginning of any other.
import { App, Aws, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { AccessLogField, AccessLogFormat, CfnStage, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FIELDS, ID, line, Column } from './lib';

const FIELD_LIST = [
  AccessLogField.contextAccountId(),
  AccessLogField.contextCallerAccountId(),
  AccessLogField.contextOwnerAccountId(),
  AccessLogField.contextApiId(),
  AccessLogField.contextAuthorizerClaims('sub'),
  AccessLogField.contextAuthorizerPrincipalId(),
  AccessLogField.contextAuthorizer('sub'),
  AccessLogField.contextAwsEndpointRequestId(),
  AccessLogField.contextDomainName(),
  AccessLogField.contextDomainPrefix(),
  AccessLogField.contextErrorMessage(),
  AccessLogField.contextErrorMessageString(),
  AccessLogField.contextErrorResponseType(),
  AccessLogField.contextErrorValidationErrorString(),
  AccessLogField.contextExtendedRequestId(),
  AccessLogField.contextHttpMethod(),
  AccessLogField.contextIdentityAccountId(),
  AccessLogField.contextIdentityApiKey(),
  AccessLogField.contextIdentityApiKeyId(),
  AccessLogField.contextIdentityCaller(),
  AccessLogField.contextIdentityCognitoAuthenticationProvider(),
  AccessLogField.contextIdentityCognitoAuthenticationType(),
  AccessLogField.contextIdentityCognitoIdentityId(),
  AccessLogField.contextIdentityCognitoIdentityPoolId(),
  AccessLogField.contextIdentityPrincipalOrgId(),
  AccessLogField.contextIdentitySourceIp(),
  AccessLogField.contextIdentityClientCertPem(),
  AccessLogField.contextIdentityClientCertSubjectDN(),
  AccessLogField.contextIdentityClientCertIssunerDN(),
  AccessLogField.contextIdentityClientCertSerialNumber(),
  AccessLogField.contextIdentityClientCertValidityNotBefore(),
  AccessLogField.contextIdentityClientCertValidityNotAfter(),
  AccessLogField.contextIdentityUser(),
  AccessLogField.contextIdentityUserAgent(),
  AccessLogField.contextIdentityUserArn(),
  AccessLogField.contextPath(),
  AccessLogField.contextProtocol(),
  AccessLogField.contextRequestId(),
  AccessLogField.contextRequestOverrideHeader('sub'),
  AccessLogField.contextRequestOverridePath('sub'),
  AccessLogField.contextRequestOverrideQuerystring('sub'),
  AccessLogField.contextResponseOverrideHeader('sub'),
  AccessLogField.contextResponseOverrideStatus(),
  AccessLogField.contextRequestTime(),
  AccessLogField.contextRequestTimeEpoch(),
  AccessLogField.contextResourceId(),
  AccessLogField.contextResourcePath(),
  AccessLogField.contextStage(),
  AccessLogField.contextWafResponseCode(),
  AccessLogField.contextWebaclArn(),
  AccessLogField.contextXrayTraceId(),
  AccessLogField.contextAuthorizerIntegrationLatency(),
  AccessLogField.contextIntegrationLatency(),
  AccessLogField.contextIntegrationStatus(),
  AccessLogField.contextResponseLatency(),
  AccessLogField.contextResponseLength(),
  AccessLogField.contextStatus(),
  AccessLogField.contextAuthorizeError(),
  AccessLogField.contextAuthorizeLatency(),
  AccessLogField.contextAuthorizeStatus(),
  AccessLogField.contextAuthorizerError(),
  AccessLogField.contextAuthorizerIntegrationStatus(),
  AccessLogField.contextAuthorizerLatency(),
  AccessLogField.contextAuthorizerRequestId(),
  AccessLogField.contextAuthorizerStatus(),
  AccessLogField.contextAuthenticateError(),
  AccessLogField.contextAuthenticateLatency(),
  AccessLogField.contextAuthenticateStatus(),
  AccessLogField.contextCustomDomainBasePathMatched(),
  AccessLogField.contextIntegrationErrorMessage(),
  AccessLogField.contextWafError(),
  AccessLogField.contextWafLatency(),
  AccessLogField.contextWafStatus(),
  AccessLogField.contextEventType(),
  AccessLogField.contextRouteKey(),
  AccessLogField.contextConnectionId(),
];

class Rest extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const logs = new LogGroup(this, 'Logs');
    const destinationArn = logs.logGroupArn;
    const api = new RestApi(this, 'Bare', { deploy: false });
    api.root.addMethod('GET');
    const restApiId = api.restApiId;
    const accessLogDestination = new LogGroupLogDestination(logs);

    // AccessLogFormat
    new RestApi(this, 'L2Clf', { deployOptions: { accessLogDestination, accessLogFormat: AccessLogFormat.clf() } }).root.addMethod('GET');
    new RestApi(this, 'L2Standard', {
      deployOptions: { accessLogDestination, accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields() },
    }).root.addMethod('GET');
    new RestApi(this, 'L2Some', {
      deployOptions: {
        accessLogDestination,
        accessLogFormat: AccessLogFormat.jsonWithStandardFields({
          caller: false,
          httpMethod: true,
          ip: true,
          protocol: false,
          requestTime: true,
          resourcePath: true,
          responseLength: false,
          status: true,
          user: false,
        }),
      },
    }).root.addMethod('GET');
    const options: apigateway.StageOptions = {
      accessLogDestination,
      accessLogFormat: AccessLogFormat.custom(FIELD_LIST.join(' ')),
    };
    new RestApi(this, 'L2Fields', { deployOptions: { ...options, stageName: 'v1' } }).root.addMethod('GET');
    new RestApi(this, 'L2Stringified', {
      deployOptions: {
        accessLogDestination,
        accessLogFormat: AccessLogFormat.custom(
          JSON.stringify({
            id: AccessLogField.contextRequestId(),
            claims: { sub: AccessLogField.contextAuthorizerClaims('sub') },
            list: [AccessLogField.contextStatus(), 1, 2.5, true, null, undefined],
            quoted: 'say "no" \\ é 😀 \t\u0001\u2028',
            absent: undefined,
            "1": 'first',
          }),
        ),
      },
    }).root.addMethod('GET');
    const deployment = new apigateway.Deployment(this, 'Deployment', { api });
    new apigateway.Stage(this, 'L2Stage', {
      deployment,
      stageName: 'stage',
      accessLogDestination,
      accessLogFormat: AccessLogFormat.custom(`${AccessLogField.contextRequestId()} ${AccessLogField.contextAuthorizer('tenant')}`),
    });

    // CfnStage
    const deploymentId = deployment.deploymentId;
    const stage = (id: string, format: string) =>
      new CfnStage(this, id, { restApiId, deploymentId, stageName: id, accessLogSetting: { destinationArn, format } });
    new CfnStage(this, 'L1Plain', { restApiId, deploymentId, stageName: 'a', accessLogSetting: { destinationArn, format: '$context.requestId \'é\' \x41\u{1F600}\
 joined' } });
    new CfnStage(this, 'L1Clf', { restApiId, deploymentId, stageName: 'b', accessLogSetting: { destinationArn, format: AccessLogFormat.clf().toString() } });
    new CfnStage(this, 'L1Indented', { restApiId, deploymentId, stageName: 'c', accessLogSetting: { destinationArn, format: JSON.stringify(FIELDS, null, 2) } });
    new CfnStage(this, 'L1Tabs', { restApiId, deploymentId, stageName: 'd', accessLogSetting: { destinationArn, format: JSON.stringify({ ...FIELDS, a: [], b: {}, c: [{}] }, undefined, '\t') } });
    new CfnStage(this, 'L1Chosen', { restApiId, deploymentId, stageName: 'e', accessLogSetting: { destinationArn, format: JSON.stringify({ ...FIELDS, list: [{ id: 1, other: 2 }], inner: { x: 1, id: 2 } }, ['status', 'list', 'inner', 'id', 'status', 'none']) } });
    new CfnStage(this, 'L1Replaced', { restApiId, deploymentId, stageName: 'f', accessLogSetting: { destinationArn, format: JSON.stringify({ id: ID, ms: '$context.responseLatency' }).replace('"$context.responseLatency"', '$context.responseLatency') } });
    new CfnStage(this, 'L1ReplacedAll', { restApiId, deploymentId, stageName: 'g', accessLogSetting: { destinationArn, format: `
      { "id": "${ID}",
        "path": "$context.path" }
    `.replace(/\s+/g, '') } });
    new CfnStage(this, 'L1Replacement', { restApiId, deploymentId, stageName: 'h', accessLogSetting: { destinationArn, format: 'a-b $context.requestId'.replace(/(\w)-(\w)/, '$2$$-$1$&') } });
    new CfnStage(this, 'L1Keys', { restApiId, deploymentId, stageName: 'i', accessLogSetting: { destinationArn, format: Object.keys(FIELDS).map((key) => `${key}="${(FIELDS as any)[key]}"`).join(', ') } });
    new CfnStage(this, 'L1Entries', { restApiId, deploymentId, stageName: 'j', accessLogSetting: { destinationArn, format: Object.entries(FIELDS).map(([key, value]) => key + ':' + value).join('|') } });
    new CfnStage(this, 'L1Function', { restApiId, deploymentId, stageName: 'k', accessLogSetting: { destinationArn, format: line(Column.Id, Column.Status) } });
    new CfnStage(this, 'L1Assigned', { restApiId, deploymentId, stageName: 'l', accessLogSetting: { destinationArn, format: JSON.stringify(Object.assign({}, FIELDS, { status: 'over' })) } });
    new CfnStage(this, 'L1Region', { restApiId, deploymentId, stageName: 'm', accessLogSetting: { destinationArn, format: `$context.requestId ${Aws.REGION} end` } });
    new CfnStage(this, 'L1Uncalled', { restApiId, deploymentId, stageName: 'n', accessLogSetting: { destinationArn, format: `${AccessLogField.contextRequestId} ${AccessLogField.contextAuthorizer} $context.requestId` } });
    new CfnStage(this, 'L1Numbers', { restApiId, deploymentId, stageName: 'o', accessLogSetting: { destinationArn, format: JSON.stringify({ id: ID, n: [0, -0, -1.5, 1e3, 0.1, 0x1f, 1_000] }) } });
    new CfnStage(this, 'L1Raw', { restApiId, deploymentId, stageName: 'p', accessLogSetting: { destinationArn, format: String.raw`$context.requestId \n ${ID}` } });
    new CfnStage(this, 'L1Methods', { restApiId, deploymentId, stageName: 'q', accessLogSetting: { destinationArn, format: ' $context.requestId '.trim().concat(' ', ['a', 'b'].concat(['c'], 'd').join(), ' ') + 'X-Y'.toLowerCase() } });
    new CfnStage(this, 'L1Padded', { restApiId, deploymentId, stageName: 'L1Padded', accessLogSetting: { destinationArn, format: `${ID} ${'a'.padEnd(3, '.')} end` } });
    new CfnStage(this, 'L1Filtered', { restApiId, deploymentId, stageName: 'L1Filtered', accessLogSetting: { destinationArn, format: Object.entries(FIELDS).filter(([key]) => key !== 'status').map(([key, value]) => key + ':' + value).join('|') } });
    new CfnStage(this, 'L1Exponents', { restApiId, deploymentId, stageName: 'L1Exponents', accessLogSetting: { destinationArn, format: JSON.stringify({ id: ID, n: [1e21, 1e-7] }) } });
    const l1 = new CfnStage(this, 'L1Later', { restApiId, deploymentId, stageName: 'r' });
    l1.accessLogSetting = { destinationArn, format: '$context.requestId later' };
    const l2 = new CfnStage(this, 'L1Override', { restApiId, deploymentId, stageName: 's', accessLogSetting: { destinationArn } });
    l2.addPropertyOverride('AccessLogSetting.Format', '$context.requestId overridden');
    stage('L1Helper', '$context.requestId helped');
  }
}

class V2 extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const logs = new LogGroup(this, 'Logs');
    const destinationArn = logs.logGroupArn;
    const destination = new apigatewayv2.LogGroupLogDestination(logs);
    const http = new apigatewayv2.HttpApi(this, 'BareHttp', { createDefaultStage: false });
    const socket = new apigatewayv2.WebSocketApi(this, 'BareSocket');
    const cfnHttp = new apigatewayv2.CfnApi(this, 'HttpL1', { name: 'http', protocolType: 'HTTP' });
    const cfnSocket = new apigatewayv2.CfnApi(this, 'SocketL1', { name: 'socket', protocolType: 'WEBSOCKET', routeSelectionExpression: '$request.body.action' });
    new apigatewayv2.HttpStage(this, 'HttpClf', { httpApi: http, stageName: 'a', accessLogSettings: { destination, format: AccessLogFormat.clf() } });
    new apigatewayv2.HttpStage(this, 'HttpFields', {
      httpApi: http,
      stageName: 'b',
      accessLogSettings: {
        destination,
        format: AccessLogFormat.custom(JSON.stringify({ id: AccessLogField.contextRequestId(), route: AccessLogField.contextRouteKey() })),
      },
    });
    new apigatewayv2.HttpStage(this, 'HttpStandard', { httpApi: http, stageName: 'c', accessLogSettings: { destination, format: AccessLogFormat.jsonWithStandardFields() } });
    new apigatewayv2.WebSocketStage(this, 'SocketFields', {
      webSocketApi: socket,
      stageName: 'a',
      accessLogSettings: {
        destination,
        format: AccessLogFormat.custom([AccessLogField.contextRequestId(), AccessLogField.contextConnectionId(), AccessLogField.contextEventType()].join('\t')),
      },
    });
    new apigatewayv2.CfnStage(this, 'CfnHttp', { apiId: cfnHttp.ref, stageName: 'a', accessLogSettings: { destinationArn, format: JSON.stringify({ requestId: '$context.requestId', ms: '$context.integrationLatency' }) } });
    new apigatewayv2.CfnStage(this, 'CfnSocket', { apiId: cfnSocket.attrApiId, stageName: 'a', accessLogSettings: { destinationArn, format: '$context.requestId $context.connectionId' } });
    const made = new apigatewayv2.HttpApi(this, 'Default');
    const stage = made.defaultStage!.node.defaultChild as apigatewayv2.CfnStage;
    stage.accessLogSettings = { destinationArn, format: `{"id":"$context.requestId"}` };
  }
}

const app = new App();
new Rest(app, 'rest');
new V2(app, 'v2');
app.synth();
