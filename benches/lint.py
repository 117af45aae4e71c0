#!/usr/bin/env python3
"""Times `gwfmt lint` as a whole process beside its peers, on the same trees, in one run.

    python3 benches/lint.py [--rounds 9] [--slow]

The trees are made in a temporary folder. Commands of one comparison take turns, round by round; a figure is the median over the
rounds, a ratio the median of the ratios of each round. `cpu` is user and system time of the process and its threads as the
kernel accounts them, `peak` its largest resident size (GNU time). Each command's answer is checked before anything is timed.
`--slow` adds cfn-lint on all 1,000 templates (minutes).
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from measure import compare

ROOT = pathlib.Path(__file__).resolve().parent.parent

GOOD = (
    '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime",'
    '"httpMethod":"$context.httpMethod","resourcePath":"$context.resourcePath","status":"$context.status",'
    '"protocol":"$context.protocol","responseLength":"$context.responseLength"}'
)
BAD = GOOD.replace("$context.status", "$context.statsu")

TEMPLATE = """AWSTemplateFormatVersion: '2010-09-09'
Description: orders {number}
Resources:
  AccessLogs:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 14
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: orders-{number}
  Root:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: MOCK
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Root
    Properties:
      RestApiId: !Ref Api
{stage}"""

STAGE = """  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment
      StageName: prod
      AccessLogSetting:
        DestinationArn: !GetAtt AccessLogs.Arn
        Format: '{format}'
"""

GUARD = """let stages = Resources.*[ Type == 'AWS::ApiGateway::Stage' ]
rule access_log when %stages !empty {
    %stages.Properties.AccessLogSetting.Format == /\\$context\\.requestId/
    %stages.Properties.AccessLogSetting.Format != /\\$context\\.statsu/
}
"""


PROGRAM = """import {{ Stack, StackProps, Duration, RemovalPolicy }} from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import {{ Construct }} from 'constructs';

export interface Orders{number}Props extends StackProps {{
  readonly table: dynamodb.ITable;
  readonly retries?: number;
}}

/** Orders of region {number}: reads, writes and what happens to them later. */
export class Orders{number} extends Stack {{
  public readonly functions: Record<string, lambda.Function> = {{}};

  constructor(scope: Construct, id: string, props: Orders{number}Props) {{
    super(scope, id, props);
{functions}{stage}  }}

  private made(name: string, table: dynamodb.ITable, timeout: Duration): lambda.Function {{
    const made = new lambda.Function(this, `${{name}}-{number}`, {{
      runtime: lambda.Runtime.NODEJS_20_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(`lambda/${{name}}`),
      timeout,
      environment: {{ TABLE: table.tableName, STAGE: process.env.STAGE ?? 'dev' }},
    }});
    table.grantReadWriteData(made);
    return made;
  }}
}}
"""

FUNCTION = """    // what is called when an order is {verb}
    this.functions['{verb}'] = this.made('{verb}', props.table, Duration.seconds((props.retries ?? 3) * {seconds}));
    if (this.functions['{verb}'].role) {{
      this.node.addMetadata('{verb}', {{ since: '2024-0{seconds}-01', owners: ['orders', 'billing'] }});
    }}
"""

PROGRAM_STAGE = """    const fields = {{ requestId: apigateway.AccessLogField.contextRequestId(), status: '{status}' }};
    new apigateway.RestApi(this, 'Api{number}', {{
      deployOptions: {{
        accessLogDestination: undefined,
        accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify({{ ...fields, path: '$context.resourcePath' }})),
      }},
    }});
"""

UNIT = """include "root" {{
  path = find_in_parent_folders("root.hcl")
}}

include "common" {{
  path = "${{get_repo_root()}}/_envcommon/{app}.hcl"
}}

terraform {{
  source = "${{get_repo_root()}}/modules//{app}"
}}

dependency "network" {{
  config_path = "../network"
}}

inputs = {{
  name      = "{app}-{number}"
  subnets   = dependency.network.outputs.subnets
  log_group = "/{app}/{number}"
{more}}}
"""

ROOT_UNIT = """locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl"))
  region  = read_terragrunt_config(find_in_parent_folders("region.hcl"))
}

remote_state {
  backend = "s3"
  config = {
    bucket = "state-${local.account.locals.name}"
    key    = "${path_relative_to_include()}/terraform.tfstate"
  }
}

inputs = merge(local.account.locals, local.region.locals)
"""

MODULE = """variable "access_log_format" {
  default = ""
}

resource "aws_api_gateway_stage" "this" {
  access_log_settings {
    destination_arn = "arn"
    format          = var.access_log_format
  }
}
"""

APPS = ("network", "queue", "table", "worker", "site", "cache", "api-orders", "api-users", "mail", "search", "jobs", "export", "billing", "auth")


class Tree:
    """The files that the commands read."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.one = folder / "one"
        self.templates = folder / "templates"
        self.plain = folder / "plain"
        self.guard = folder / "rule.guard"
        self.programs = folder / "programs"
        self.units = folder / "units"
        for path in (self.one, self.templates, self.plain, self.programs, self.units):
            path.mkdir()
        self.guard.write_text(GUARD)
        self.file = self.one / "template.yaml"
        self.file.write_text(TEMPLATE.format(number=0, stage=STAGE.format(format=BAD)))
        for number in range(1000):
            place = self.templates / f"{number // 100:02}"
            place.mkdir(exist_ok=True)
            text = BAD if number % 10 == 0 else GOOD
            (place / f"t{number:04}.yaml").write_text(TEMPLATE.format(number=number, stage=STAGE.format(format=text)))
        for number in range(10000):
            place = self.plain / f"{number // 200:02}"
            place.mkdir(exist_ok=True)
            suffix = (".yaml", ".tf", ".json", ".yml")[number % 4]
            (place / f"f{number:05}{suffix}").write_text(self.without(number, suffix))

        for number in range(2000):
            place = self.programs / f"{number // 50:02}"
            place.mkdir(exist_ok=True)
            (place / f"orders{number:04}.ts").write_text(self.program(number))
        self.terragrunt()

    @staticmethod
    def program(number: int) -> str:
        verbs = ("placed", "paid", "packed", "sent", "returned", "refunded", "archived")
        functions = "".join(FUNCTION.format(verb=verb, seconds=at + 1) for at, verb in enumerate(verbs))
        stage = ""
        if number % 100 == 0:
            stage = PROGRAM_STAGE.format(number=number, status="$context.statsu" if number % 200 == 0 else "$context.status")
        return PROGRAM.format(number=number, functions=functions, stage=stage)

    def terragrunt(self) -> None:
        """200 accounts of four regions with 12 or 13 units each: 11,015 files. Two units of each region have the format of a file that they include, one of them in ten accounts its own."""
        def write(path: str, text: str) -> None:
            file = self.units / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

        (self.units / ".git").mkdir()
        write("root.hcl", ROOT_UNIT)
        for app in APPS:
            is_api = app.startswith("api-")
            write(f"_envcommon/{app}.hcl", 'inputs = {\n  access_log_format = "$context.requestId $context.status"\n}\n' if is_api else 'inputs = {\n  team = "core"\n}\n')
            write(f"modules/{app}/main.tf", MODULE if is_api else 'variable "name" {}\n')
        for account in range(200):
            write(f"live/a{account:03}/account.hcl", f'locals {{\n  name = "a{account}"\n}}\n')
            for region in range(4):
                write(f"live/a{account:03}/r{region}/region.hcl", f'locals {{\n  region = "eu-west-{region}"\n}}\n')
                for app in APPS[: 12 + region % 2]:
                    own = app == "api-orders" and account % 10 == 0
                    more = f'  access_log_format = "$context.requestId $context.statsu {account} {region}"\n' if own else ""
                    write(f"live/a{account:03}/r{region}/{app}/terragrunt.hcl", UNIT.format(app=app, number=account, more=more))

    @staticmethod
    def without(number: int, suffix: str) -> str:
        if suffix == ".tf":
            block = 'resource "aws_sns_topic" "t{0}_{1}" {{\n  name = "topic-{0}-{1}"\n  tags = merge(local.tags, {{ Owner = "team" }})\n}}\n'
            return "".join(block.format(number, i) for i in range(12))
        if suffix == ".json":
            return '{"Resources": {' + ", ".join(f'"T{i}": {{"Type": "AWS::SNS::Topic", "Properties": {{"TopicName": "t{number}-{i}"}}}}' for i in range(14)) + "}}\n"
        return TEMPLATE.format(number=number, stage="")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--slow", action="store_true")
    chosen = options.parse_args()
    subprocess.run(["cargo", "build", "--release", "--bin", "gwfmt"], cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    gwfmt = str(target / "release" / "gwfmt")
    peers = {name: shutil.which(name) for name in ("rg", "cfn-guard", "cfn-lint")}
    for name, path in peers.items():
        if path is None:
            print(f"{name} is not installed: its rows are missing", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(pathlib.Path(folder))
        hello = tree.folder / "hello"
        (tree.folder / "hello.rs").write_text('fn main() { println!("hello, world"); }\n')
        subprocess.run(["rustc", "-O", "-o", hello, tree.folder / "hello.rs"], check=True)
        compare(
            "One small template with one fault, beside a Rust program that prints a line",
            "cpu at most 3x",
            {"gwfmt lint": [gwfmt, "lint", "template.yaml"], "hello": [str(hello)]},
            {"gwfmt lint": lambda code, out: code == 1 and b"statsu" in out, "hello": lambda code, out: code == 0 and out == b"hello, world\n"},
            tree.one, chosen.rounds, repeat=20,
        )
        concise = [gwfmt, "lint", "--output-format", "concise", "."]
        commands = {"gwfmt lint": concise}
        check = {"gwfmt lint": lambda code, out: code == 1 and out.count(b"[unknown-variable]") == 100}
        if peers["cfn-guard"]:
            commands["cfn-guard"] = [peers["cfn-guard"], "validate", "--rules", str(tree.guard), "--data", "."]
            check["cfn-guard"] = lambda code, out: code == 19 and out.count(b"Status = FAIL") == 100
        compare("1,000 templates with a format each, 100 of them faulty", "cpu at most 0.5x cfn-guard (stretch 0.15x); peak at most 12 MiB", commands, check, tree.templates, chosen.rounds)
        if peers["rg"]:
            compare(
                "10,000 files without a format, beside a search for the same needle",
                "within 2x (stretch 1.5x)",
                {"gwfmt lint": [gwfmt, "lint", "."], "rg -l": [peers["rg"], "-l", "AccessLogSetting|access_log", "."]},
                {"gwfmt lint": lambda code, out: code == 0 and out == b"", "rg -l": lambda code, out: code == 1 and out == b""},
                tree.plain, chosen.rounds,
            )
            compare(
                "2,000 programs of TypeScript, of which 20 hold a format, beside a search for the same names",
                "within 3x",
                {"gwfmt lint": concise, "rg -l": [peers["rg"], "-il", "access_?log", "."]},
                {
                    "gwfmt lint": lambda code, out: code == 1 and out.count(b"[unknown-variable]") == 10,
                    "rg -l": lambda code, out: code == 0 and out.count(b"\n") == 20,
                },
                tree.programs, chosen.rounds,
            )
            compare(
                "11,015 files of Terragrunt, of which 1,600 units have a format, beside a search for `$context`",
                "no goal: each unit is worked out with what it includes and reads",
                {"gwfmt lint": concise, "rg -l": [peers["rg"], "-l", r"\$context\.", "."]},
                {
                    "gwfmt lint": lambda code, out: code == 1 and out.count(b"[unknown-variable]") == 80,
                    "rg -l": lambda code, out: code == 0 and out.count(b"\n") == 82,
                },
                tree.units, 3,
            )
        if chosen.slow and peers["cfn-lint"]:
            compare(
                "1,000 templates with a format each, beside cfn-lint (which does not look inside a format)",
                "at least 1,000x less cpu",
                {"gwfmt lint": concise, "cfn-lint": [peers["cfn-lint"], "**/*.yaml"]},
                {"gwfmt lint": check["gwfmt lint"], "cfn-lint": lambda code, out: code in (0, 4, 6, 8)},
                tree.templates, 1,
            )


main()
