"""Stages whose formats are made with each means of the CDK and of Python. The id of each construct is unlike the beginning of any other."""

import json
from textwrap import dedent

import jsii
from aws_cdk import App, Aws, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk.aws_apigateway import AccessLogField, AccessLogFormat, CfnStage, RestApi
from aws_cdk.aws_logs import LogGroup

from lib import FIELDS, ID, Column, line

FIELD_LIST = [
    AccessLogField.context_account_id(),
    AccessLogField.context_caller_account_id(),
    AccessLogField.context_owner_account_id(),
    AccessLogField.context_api_id(),
    AccessLogField.context_authorizer_claims('sub'),
    AccessLogField.context_authorizer_principal_id(),
    AccessLogField.context_authorizer('sub'),
    AccessLogField.context_aws_endpoint_request_id(),
    AccessLogField.context_domain_name(),
    AccessLogField.context_domain_prefix(),
    AccessLogField.context_error_message(),
    AccessLogField.context_error_message_string(),
    AccessLogField.context_error_response_type(),
    AccessLogField.context_error_validation_error_string(),
    AccessLogField.context_extended_request_id(),
    AccessLogField.context_http_method(),
    AccessLogField.context_identity_account_id(),
    AccessLogField.context_identity_api_key(),
    AccessLogField.context_identity_api_key_id(),
    AccessLogField.context_identity_caller(),
    AccessLogField.context_identity_cognito_authentication_provider(),
    AccessLogField.context_identity_cognito_authentication_type(),
    AccessLogField.context_identity_cognito_identity_id(),
    AccessLogField.context_identity_cognito_identity_pool_id(),
    AccessLogField.context_identity_principal_org_id(),
    AccessLogField.context_identity_source_ip(),
    AccessLogField.context_identity_client_cert_pem(),
    AccessLogField.context_identity_client_cert_subject_dn(),
    AccessLogField.context_identity_client_cert_issuner_dn(),
    AccessLogField.context_identity_client_cert_serial_number(),
    AccessLogField.context_identity_client_cert_validity_not_before(),
    AccessLogField.context_identity_client_cert_validity_not_after(),
    AccessLogField.context_identity_user(),
    AccessLogField.context_identity_user_agent(),
    AccessLogField.context_identity_user_arn(),
    AccessLogField.context_path(),
    AccessLogField.context_protocol(),
    AccessLogField.context_request_id(),
    AccessLogField.context_request_override_header('sub'),
    AccessLogField.context_request_override_path('sub'),
    AccessLogField.context_request_override_querystring('sub'),
    AccessLogField.context_response_override_header('sub'),
    AccessLogField.context_response_override_status(),
    AccessLogField.context_request_time(),
    AccessLogField.context_request_time_epoch(),
    AccessLogField.context_resource_id(),
    AccessLogField.context_resource_path(),
    AccessLogField.context_stage(),
    AccessLogField.context_waf_response_code(),
    AccessLogField.context_webacl_arn(),
    AccessLogField.context_xray_trace_id(),
    AccessLogField.context_authorizer_integration_latency(),
    AccessLogField.context_integration_latency(),
    AccessLogField.context_integration_status(),
    AccessLogField.context_response_latency(),
    AccessLogField.context_response_length(),
    AccessLogField.context_status(),
    AccessLogField.context_authorize_error(),
    AccessLogField.context_authorize_latency(),
    AccessLogField.context_authorize_status(),
    AccessLogField.context_authorizer_error(),
    AccessLogField.context_authorizer_integration_status(),
    AccessLogField.context_authorizer_latency(),
    AccessLogField.context_authorizer_request_id(),
    AccessLogField.context_authorizer_status(),
    AccessLogField.context_authenticate_error(),
    AccessLogField.context_authenticate_latency(),
    AccessLogField.context_authenticate_status(),
    AccessLogField.context_custom_domain_base_path_matched(),
    AccessLogField.context_integration_error_message(),
    AccessLogField.context_waf_error(),
    AccessLogField.context_waf_latency(),
    AccessLogField.context_waf_status(),
    AccessLogField.context_event_type(),
    AccessLogField.context_route_key(),
    AccessLogField.context_connection_id(),
]


@jsii.implements(apigatewayv2.IAccessLogSettings)
class Settings:
    def __init__(self, destination, format):
        self._destination = destination
        self._format = format

    @property
    def destination(self):
        return self._destination

    @property
    def format(self):
        return self._format


class Rest(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        logs = LogGroup(self, "Logs")
        destination = apigateway.LogGroupLogDestination(logs)
        arn = logs.log_group_arn
        api = RestApi(self, "Bare", deploy=False)
        api.root.add_method("GET")
        deployment = apigateway.Deployment(self, "Deployment", api=api)

        RestApi(
            self,
            "L2Clf",
            deploy_options=apigateway.StageOptions(
                access_log_destination=destination,
                access_log_format=AccessLogFormat.clf(),
            ),
        ).root.add_method("GET")
        RestApi(
            self,
            "L2Some",
            deploy_options={
                "access_log_destination": destination,
                "access_log_format": AccessLogFormat.json_with_standard_fields(
                    caller=False,
                    http_method=True,
                    ip=True,
                    protocol=False,
                    request_time=True,
                    resource_path=True,
                    response_length=False,
                    status=True,
                    user=False,
                ),
            },
        ).root.add_method("GET")
        apigateway.Stage(
            self,
            "L2Standard",
            deployment=deployment,
            stage_name="a",
            access_log_destination=destination,
            access_log_format=apigateway.AccessLogFormat.json_with_standard_fields(
                caller=True, http_method=True, ip=True, protocol=True, request_time=True, resource_path=True, response_length=True, status=True, user=True
            ),
        )
        apigateway.Stage(
            self,
            "L2Fields",
            deployment=deployment,
            stage_name="b",
            access_log_destination=destination,
            access_log_format=AccessLogFormat.custom(" ".join(FIELD_LIST)),
        )
        apigateway.Stage(
            self,
            "L2Dumped",
            deployment=deployment,
            stage_name="c",
            access_log_destination=destination,
            access_log_format=AccessLogFormat.custom(
                json.dumps(
                    {
                        "id": AccessLogField.context_request_id(),
                        "claims": {"sub": AccessLogField.context_authorizer_claims("sub")},
                        "list": [AccessLogField.context_status(), 1, 2.5, True, None],
                        "quoted": 'say "no" \\ é 😀 \t\u0001\u2028',
                        1: "number",
                    }
                )
            ),
        )

        def settings(format):
            return CfnStage.AccessLogSettingProperty(destination_arn=arn, format=format)

        given = {"rest_api_id": api.rest_api_id, "deployment_id": deployment.deployment_id}
        CfnStage(self, "L1Plain", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format="$context.requestId \x41\u00e9" r"\n" ' "' "\101"), **given)
        CfnStage(self, "L1Dict", access_log_setting={"destination_arn": arn, "format": '''$context.requestId \
joined'''}, **given)
        CfnStage(self, "L1Compact", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=json.dumps(FIELDS, separators=(",", ":"))), **given)
        CfnStage(self, "L1Sorted", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=json.dumps(dict(FIELDS, a=[], b={}, c=[{}]), indent=2, sort_keys=True)), **given)
        CfnStage(self, "L1Letters", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=json.dumps({**FIELDS, "é": "ü😀"}, ensure_ascii=False)), **given)
        CfnStage(self, "L1Indented", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=json.dumps(FIELDS, indent="\t", separators=(", ", " : "))), **given)
        CfnStage(self, "L1Numbers", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=json.dumps({"id": ID, "n": [0, -0.0, -1.5, 1e3, 0.1, 0x1F, 1_000, 123456.0]})), **given)
        CfnStage(self, "L1FString", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=f"{ID} {{literal}} {1 + 1} {AccessLogField.context_path()!s:>3}"), **given)
        CfnStage(self, "L1Percent", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format="%s 100%% %(x)s".replace("%(x)s", "x") % ID + "%(id)s %(n)d" % {"id": ID, "n": 42}), **given)
        CfnStage(self, "L1Format", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format="{0} {status} {{}} {1}".format(ID, "x", status=FIELDS["status"])), **given)
        CfnStage(self, "L1Joined", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=", ".join(f'{key}="{value}"' for key, value in FIELDS.items())), **given)
        CfnStage(self, "L1Replaced", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=json.dumps({"id": ID, "ms": "$context.responseLatency"}).replace('"$context.responseLatency"', "$context.responseLatency")), **given)
        CfnStage(self, "L1Dedented", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=dedent("""\
            { "id": "$context.requestId",
              "path": "$context.path" }
            """).strip()), **given)
        CfnStage(self, "L1Function", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=line(Column.ID, Column.STATUS)), **given)
        CfnStage(self, "L1Region", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=f"$context.requestId {Aws.REGION} end"), **given)
        CfnStage(self, "L1Methods", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=" $context.requestId ".strip() + " " + "X-Y".lower() + "|".join("a,b".split(","))), **given)
        CfnStage(self, "L1Filtered", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format="|".join(value for key, value in FIELDS.items() if key != "status")), **given)
        CfnStage(self, "L1Exponents", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=json.dumps({"id": ID, "n": [1e21, 1e-7]})), **given)
        CfnStage(self, "L1Padded", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format="%s %5d|%-4s|" % (ID, 42, "ab")), **given)
        CfnStage(self, "L1Keys", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=json.dumps({None: ID, True: "truth"})), **given)
        CfnStage(self, "L1Named", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn, format=f"{ID} \N{BULLET}"), **given)
        later = CfnStage(self, "L1Later", **given)
        later.access_log_setting = CfnStage.AccessLogSettingProperty(destination_arn=arn, format="$context.requestId later")
        changed = CfnStage(self, "L1Override", access_log_setting=CfnStage.AccessLogSettingProperty(destination_arn=arn), **given)
        changed.add_property_override("AccessLogSetting.Format", "$context.requestId overridden")
        CfnStage(self, "L1Helper", access_log_setting=settings("$context.requestId helped"), **given)


class V2(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        logs = LogGroup(self, "Logs")
        arn = logs.log_group_arn
        destination = apigatewayv2.LogGroupLogDestination(logs)
        http = apigatewayv2.HttpApi(self, "BareHttp", create_default_stage=False)
        socket = apigatewayv2.WebSocketApi(self, "BareSocket")
        cfn_http = apigatewayv2.CfnApi(self, "HttpL1", name="http", protocol_type="HTTP")
        cfn_socket = apigatewayv2.CfnApi(self, "SocketL1", name="socket", protocol_type="WEBSOCKET", route_selection_expression="$request.body.action")
        apigatewayv2.HttpStage(
            self,
            "HttpFields",
            http_api=http,
            stage_name="a",
            access_log_settings=Settings(
                destination,
                AccessLogFormat.custom(json.dumps({"id": AccessLogField.context_request_id(), "route": AccessLogField.context_route_key()})),
            ),
        )
        apigatewayv2.WebSocketStage(
            self,
            "SocketClf",
            web_socket_api=socket,
            stage_name="a",
            access_log_settings=Settings(destination=destination, format=AccessLogFormat.clf()),
        )
        apigatewayv2.CfnStage(
            self,
            "CfnHttp",
            api_id=cfn_http.ref,
            stage_name="a",
            access_log_settings=apigatewayv2.CfnStage.AccessLogSettingsProperty(destination_arn=arn, format=json.dumps({"requestId": "$context.requestId", "ms": "$context.integrationLatency"})),
        )
        apigatewayv2.CfnStage(
            self,
            "CfnSocket",
            api_id=cfn_socket.attr_api_id,
            stage_name="a",
            access_log_settings={"destinationArn": arn, "format": "$context.requestId $context.connectionId"},
        )
        made = apigatewayv2.HttpApi(self, "Default")
        stage = made.default_stage.node.default_child
        stage.access_log_settings = apigatewayv2.CfnStage.AccessLogSettingsProperty(destination_arn=arn, format='{"id":"$context.requestId"}')


app = App()
Rest(app, "rest")
V2(app, "v2")
app.synth()
