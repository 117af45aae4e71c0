import { Stack, type StackProps } from "aws-cdk-lib";
import * as apigatewayv2 from "aws-cdk-lib/aws-apigatewayv2";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

export class ExampleStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const accessLog = new logs.LogGroup(this, "AccessLog", {
      retention: logs.RetentionDays.ONE_MONTH,
    });

    const api = new apigatewayv2.CfnApi(this, "Api", {
      name: "example",
      protocolType: "WEBSOCKET",
      routeSelectionExpression: "$request.body.action",
    });

    const mock = new apigatewayv2.CfnIntegration(this, "Mock", {
      apiId: api.ref,
      integrationType: "MOCK",
      templateSelectionExpression: "200",
      requestTemplates: { "200": '{"statusCode": 200}' },
    });

    const route = new apigatewayv2.CfnRoute(this, "Route", {
      apiId: api.ref,
      routeKey: "$default",
      target: `integrations/${mock.ref}`,
    });

    const deployment = new apigatewayv2.CfnDeployment(this, "Deployment", {
      apiId: api.ref,
    });
    deployment.node.addDependency(route);

    new apigatewayv2.CfnStage(this, "Stage", {
      apiId: api.ref,
      deploymentId: deployment.ref,
      stageName: "live",
      accessLogSettings: {
        destinationArn: accessLog.logGroupArn,
        format: FORMAT,
      },
    });
  }
}
