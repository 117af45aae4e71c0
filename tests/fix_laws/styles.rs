//! Ways of writing a format in a file.

use gwfmt_core::api::Api;
use serde_json::Value;

/// A way of writing a format in a file: its name, the name of the file, and what it makes of a format for a type of API; nothing
/// where it cannot hold one.
pub(crate) struct Style {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) write: fn(&str, Api) -> Option<String>,
}

pub(crate) const STYLES: &[Style] = &[
    Style {
        name: "raw",
        file: "format.txt",
        write: |text, _| (!text.is_empty()).then(|| text.to_owned()),
    },
    Style {
        name: "terraform-quoted",
        file: "main.tf",
        write: |text, api| Some(terraform(api, &json(&hcl(text)?))),
    },
    Style {
        name: "terraform-heredoc",
        file: "main.tf",
        write: |text, api| Some(terraform(api, &format!("<<EOF\n{}\nEOF", hcl(text)?))),
    },
    Style {
        name: "terraform-indented",
        file: "main.tf",
        write: |text, api| {
            let text = hcl(text)?;
            let lines: Vec<String> = text.lines().map(|line| format!("      {line}\n")).collect();
            Some(terraform(
                api,
                &format!(
                    "replace(<<-EOF\n{}    EOF\n    , \"\\n\", \"\")",
                    lines.concat()
                ),
            ))
        },
    },
    Style {
        name: "terraform-jsonencode",
        file: "main.tf",
        write: |text, api| {
            let member = |key: &str, value: &str| {
                Some(format!("      {} = {}\n", json(key), json(&hcl(value)?)))
            };
            let members = object(text, member)?.concat();
            Some(terraform(api, &format!("jsonencode({{\n{members}    }})")))
        },
    },
    Style {
        name: "terraform-jsonencode-line",
        file: "main.tf",
        write: |text, api| {
            let is_name = |key: &str| key.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
            let member = |key: &str, value: &str| {
                let key = Some(key).filter(|key| is_name(key))?;
                Some(format!("{key} = {}", json(&hcl(value)?)))
            };
            let members = object(text, member)?.join(", ");
            Some(terraform(api, &format!("jsonencode({{ {members} }})")))
        },
    },
    Style {
        name: "yaml-plain",
        file: "template.yaml",
        write: |text, api| {
            let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$')
                && ![": ", " #", "\n", "  "]
                    .iter()
                    .any(|sign| text.contains(sign))
                && text.trim() == text
                && !text.ends_with(':');
            is_plain.then(|| cloudformation(api, text))
        },
    },
    Style {
        name: "yaml-single",
        file: "template.yaml",
        write: |text, api| {
            one_line(text)
                .map(|text| cloudformation(api, &format!("'{}'", text.replace('\'', "''"))))
        },
    },
    Style {
        name: "yaml-double",
        file: "template.yaml",
        write: |text, api| Some(cloudformation(api, &json(text))),
    },
    Style {
        name: "yaml-literal",
        file: "template.yaml",
        write: |text, api| block(api, text, "|-"),
    },
    Style {
        name: "yaml-folded",
        file: "template.yaml",
        write: |text, api| block(api, one_line(text)?, ">-"),
    },
    Style {
        name: "json",
        file: "template.json",
        write: |text, _| {
            Some(format!(
                "{{\"Resources\":{{\"S\":{{\"Type\":\"AWS::ApiGateway::Stage\",\"Properties\":{{\"AccessLogSetting\":{{\"Format\":{}}}}}}}}}}}",
                json(text)
            ))
        },
    },
    Style {
        name: "sub",
        file: "template.yaml",
        write: |text, api| {
            let text = text.replace("${", "${!");
            Some(cloudformation(api, &format!("!Sub {}", json(&text))))
        },
    },
    Style {
        name: "join",
        file: "template.yaml",
        write: |text, api| {
            let middle = (text.len() / 2..=text.len()).find(|at| text.is_char_boundary(*at))?;
            let (one, other) = text.split_at(middle);
            Some(cloudformation(
                api,
                &format!("!Join ['', [{}, {}]]", json(one), json(other)),
            ))
        },
    },
    Style {
        name: "to-json-string",
        file: "template.yaml",
        write: |text, api| {
            let member = |key: &str, value: &str| {
                Some(format!("            {}: {}\n", json(key), json(value)))
            };
            let members = object(text, member)?.concat();
            let format = cloudformation(api, &format!("\n          Fn::ToJsonString:\n{members}"));
            Some(format!("Transform: AWS::LanguageExtensions\n{format}"))
        },
    },
    Style {
        name: "sam",
        file: "template.yaml",
        write: |text, api| Some(sam(api, &json(text))),
    },
    Style {
        name: "serverless",
        file: "serverless.yml",
        write: |text, api| {
            let text = one_line(text).filter(|text| !text.contains("${"))?;
            Some(format!(
                "service: s\nprovider:\n  name: aws\n  logs:\n    {}:\n      format: '{}'\n",
                match api {
                    Api::Rest => "restApi",
                    Api::Http => "httpApi",
                    Api::WebSocket => "websocket",
                },
                text.replace('\'', "''")
            ))
        },
    },
    #[cfg(feature = "source")]
    Style {
        name: "typescript-double",
        file: "stack.ts",
        write: |text, api| Some(typescript(api, &json(text))),
    },
    #[cfg(feature = "source")]
    Style {
        name: "typescript-single",
        file: "stack.ts",
        write: |text, api| {
            let text = text
                .replace('\\', "\\\\")
                .replace('\'', "\\'")
                .replace('\n', "\\n");
            (!text.contains('\r')).then(|| typescript(api, &format!("'{text}'")))
        },
    },
    #[cfg(feature = "source")]
    Style {
        name: "typescript-template",
        file: "stack.ts",
        write: |text, api| {
            let text = text
                .replace('\\', "\\\\")
                .replace('`', "\\`")
                .replace("${", "\\${");
            (!text.contains('\r')).then(|| typescript(api, &format!("`{text}`")))
        },
    },
    #[cfg(feature = "source")]
    Style {
        name: "typescript-stringify",
        file: "stack.ts",
        write: |text, api| {
            let member =
                |key: &str, value: &str| Some(format!("      {}: {},\n", json(key), json(value)));
            let members = object(text, member)?.concat();
            Some(typescript(
                api,
                &format!("JSON.stringify({{\n{members}    }})"),
            ))
        },
    },
    #[cfg(feature = "source")]
    Style {
        name: "python-dumps",
        file: "deploy.py",
        write: |text, api| {
            let member = |key: &str, value: &str| Some(format!("{}: {}", json(key), json(value)));
            let members = object(text, member)?.join(", ");
            Some(python(api, &format!("json.dumps({{{members}}})")))
        },
    },
    #[cfg(feature = "source")]
    Style {
        name: "python",
        file: "deploy.py",
        write: |text, api| Some(python(api, &json(text))),
    },
];

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// The members of a format that is one object of strings.
fn object(text: &str, member: impl Fn(&str, &str) -> Option<String>) -> Option<Vec<String>> {
    let members: serde_json::Map<String, Value> = serde_json::from_str(text).ok()?;
    let members = members.iter();
    members
        .map(|(key, value)| member(key, value.as_str()?))
        .collect()
}

/// As a template of Terraform writes it; not one in which the sign before braces is doubled already.
fn hcl(text: &str) -> Option<String> {
    let is_odd = ["$${", "%%{", "\r", "\u{b}", "\u{c}", "\u{8}"];
    let is_plain = !is_odd.iter().any(|sign| text.contains(sign));
    is_plain.then(|| text.replace("${", "$${").replace("%{", "%%{"))
}

fn one_line(text: &str) -> Option<&str> {
    (!text.contains(['\n', '\r', '\t'])).then_some(text)
}

fn block(api: Api, text: &str, sign: &str) -> Option<String> {
    let is_block =
        !text.is_empty() && !text.starts_with([' ', '\n']) && !text.contains(['\r', '\t']);
    let text = text.trim_end_matches('\n').replace('\n', "\n          ");
    is_block.then(|| cloudformation(api, &format!("{sign}\n          {text}")))
}

fn protocol(api: Api) -> Option<&'static str> {
    match api {
        Api::Rest => None,
        Api::Http => Some("HTTP"),
        Api::WebSocket => Some("WEBSOCKET"),
    }
}

fn terraform(api: Api, format: &str) -> String {
    let (kind, api) = match protocol(api) {
        None => ("aws_api_gateway_stage", String::new()),
        Some(protocol) => (
            "aws_apigatewayv2_stage",
            format!(
                "resource \"aws_apigatewayv2_api\" \"a\" {{\n  protocol_type = \"{protocol}\"\n}}\n"
            ),
        ),
    };
    let id = if api.is_empty() {
        ""
    } else {
        "  api_id = aws_apigatewayv2_api.a.id\n"
    };
    format!(
        "{api}resource \"{kind}\" \"s\" {{\n{id}  access_log_settings {{\n    format = {format}\n  }}\n}}\n"
    )
}

fn cloudformation(api: Api, format: &str) -> String {
    let (kind, key, id, api) = match protocol(api) {
        None => (
            "ApiGateway",
            "AccessLogSetting",
            "RestApiId: x",
            String::new(),
        ),
        Some(protocol) => (
            "ApiGatewayV2",
            "AccessLogSettings",
            "ApiId: !Ref A",
            format!(
                "  A:\n    Type: AWS::ApiGatewayV2::Api\n    Properties:\n      Name: a\n      ProtocolType: {protocol}\n      RouteSelectionExpression: $request.body.action\n"
            ),
        ),
    };
    format!(
        "Resources:\n{api}  S:\n    Type: AWS::{kind}::Stage\n    Properties:\n      {id}\n      {key}:\n        Format: {format}\n      StageName: x\n"
    )
}

fn sam(api: Api, format: &str) -> String {
    let (kind, key) = match api {
        Api::Rest => ("Api", "AccessLogSetting"),
        Api::Http => ("HttpApi", "AccessLogSettings"),
        Api::WebSocket => ("WebSocketApi", "AccessLogSettings"),
    };
    let routes = if api == Api::WebSocket {
        "      RouteSelectionExpression: $request.body.action\n      Routes:\n        $default:\n          FunctionArn: f\n"
    } else {
        ""
    };
    format!(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  S:\n    Type: AWS::Serverless::{kind}\n    Properties:\n      StageName: x\n{routes}      {key}:\n        DestinationArn: d\n        Format: {format}\n"
    )
}

#[cfg(feature = "source")]
fn typescript(api: Api, format: &str) -> String {
    let (library, id, key) = match api {
        Api::Rest => ("aws-apigateway", "restApiId", "accessLogSetting"),
        Api::Http | Api::WebSocket => ("aws-apigatewayv2", "apiId", "accessLogSettings"),
    };
    format!(
        "import * as apigw from 'aws-cdk-lib/{library}';\nnew apigw.CfnStage(this, 'S', {{\n  {id}: 'x',\n  {key}: {{ format: {format} }},\n}});\n"
    )
}

#[cfg(feature = "source")]
fn python(api: Api, format: &str) -> String {
    let (library, key) = match api {
        Api::Rest => ("aws_apigateway", "access_log_setting"),
        Api::Http | Api::WebSocket => ("aws_apigatewayv2", "access_log_settings"),
    };
    format!(
        "import json\nfrom aws_cdk import {library} as apigw\napigw.CfnStage(self, \"S\", {key}={{\"format\": {format}}})\n"
    )
}
