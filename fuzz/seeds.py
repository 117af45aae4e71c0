#!/usr/bin/env python3
"""Writes seeds for every fuzz target into fuzz/corpus: the examples of the rules, the files of examples/, and, where it stands
beside the project, the collection of public formats."""
import base64
import gzip
import hashlib
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "fuzz" / "corpus"


def seed(target: str, data: bytes) -> None:
    folder = OUT / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def formats():
    for path in sorted(ROOT.glob("gwfmt-core/src/lint/rules/*.rs")):
        docs = "\n".join(re.findall(r"^\s*/// ?(.*)$", path.read_text(), re.M))
        yield from re.findall(r"^```(?:bad|good)[^\n]*\n(.*?)\n```", docs, re.S | re.M)
    public = ROOT.parent / "shared" / "corpus" / "formats.jsonl"
    if public.exists():
        for line in public.read_text().splitlines():
            text = json.loads(line)["effective"]
            if text:
                yield text


SAMPLE = {
    "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    "extendedRequestId": "XdWwmG1Aa0Tz=",
    "identity.sourceIp": "192.0.2.10",
    "requestTime": "10/Jul/2024:18:14:22 +0000",
    "requestTimeEpoch": "1720635262451",
    "httpMethod": "GET",
    "routeKey": "GET /pets/{id}",
    "protocol": "HTTP/1.1",
    "status": "200",
    "responseLength": "1234",
    "integration.latency": "17",
    "integrationLatency": "17",
    "error.messageString": '"Forbidden"',
    "error.responseType": "THROTTLED",
}
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64)", 'say "no"', 'say \\"no\\"', "a, b", "-", "é", "2001:db8::1"]


def lines(text: str):
    """Lines of a format: as a client's request gives them, and with hostile values."""
    for agent in AGENTS:
        def value(found):
            path = found.group(1)
            if path == "identity.sourceIp" and ":" in agent:
                return agent
            return SAMPLE.get(path, agent if path.endswith(("userAgent", "message", "user", "path")) else "-")

        yield re.sub(r"\$context\.([A-Za-z.]+[A-Za-z])", value, text)


def record_seeds() -> None:
    for number in range(4096):
        # A format, and the seeds of honest, hostile, rewritten, raw and mutated lines of it.
        seed("record_random", number.to_bytes(2, "little") + bytes([100 + number % 100]) + number.to_bytes(8, "big"))
    for path in sorted((ROOT / "fuzz" / "fuzz_targets").glob("record_*.rs")):
        # The formats stand in `records! { Name, name, "rest", r#"…"#; }`, in the order of the first byte.
        formats = re.findall(r'^ +\w+, \w+, "\w+", (?:r#)?"(.*?)"#?;$', path.read_text(), re.M)
        for number, text in enumerate(formats):
            text = text.replace("\\t", "\t").replace('\\"', '"')
            whole = list(lines(text))
            for line in whole:
                seed(path.stem, bytes([number]) + line.encode())
            seed(path.stem, bytes([number]) + "\n".join(whole[:2]).encode())


def log_seeds() -> None:
    """Lines in each wrapping, behind the bytes that say how the target reads them."""
    path = ROOT / "fuzz" / "fuzz_targets" / "logs_rows.rs"
    formats = re.findall(r'^ +\(Api::\w+, (?:r#)?"(.*?)"#?\),$', path.read_text(), re.M)
    for number, text in enumerate(formats):
        whole = list(lines(text.replace("\\t", "\t")))
        for line in whole:
            seed("logs_rows", bytes([number]) + line.encode())
        seed("logs_rows", bytes([number]) + "\r\n".join(whole).encode())
        plain = "\n".join(whole[:3]).encode()
        seed("logs_lines", plain)
        seed("logs_lines", plain * 3)
        for how in range(0, 256, 32):
            for at in (0, 100, 255):
                seed("logs_gzip", bytes([how, at, 255 - at]) + plain)
                seed("logs_zstd", bytes([how, at, 255 - at]) + plain)
        seed("logs_gzip", bytes([0, 0, 0]) + gzip.compress(plain)[2:])
        for how in range(8):
            seed("logs_export", bytes([how]) + b"".join(b"2024-07-10T18:14:22.000Z " + line.encode() + b"\n" for line in whole[:2]))
            for before in (b"2024-07-10T18:14:22 ", b"2024-07-10T18:14:22.123000+00:00 s/a ", b"2024-07-10T18:14:22-07:00 s "):
                seed("logs_tail", bytes([how]) + b"".join(before + line.encode() + b"\n" for line in whole[:2]))
        events = [{"id": "1", "timestamp": 1, "message": line} for line in whole[:2]]
        payload = json.dumps({"messageType": "DATA_MESSAGE", "owner": "1", "logEvents": events}).encode()
        packed = base64.b64encode(gzip.compress(payload)).decode()
        results = [[{"field": "@ptr", "value": "p"}, {"field": "@message", "value": line}] for line in whole[:2]]
        control = b'{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"CWL"}]}'
        wrapped = [
            payload, control + payload, json.dumps({"logEvents": events, "messageType": "DATA_MESSAGE"}).encode(),
            json.dumps({"events": events, "searchedLogStreams": []}).encode(), json.dumps({"results": results}, indent=2).encode(),
            json.dumps({"awslogs": {"data": packed}}).encode(),
        ]
        for data in wrapped:
            seed("logs_events", b"\0" + data)
            for kind in range(4):
                seed("logs_auto", bytes([kind]) + data)
        for how in range(128, 256, 5):
            seed("logs_events", bytes([how]) + plain)
        for how in range(0, 256, 9):
            seed("logs_unbroken", bytes([how]) + plain.replace(b"\n", b""))
            seed("logs_unbroken", bytes([how]) + plain)
            seed("logs_auto", bytes([how]) + b"\3" + plain)


def hcl_string(text: str) -> str:
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")


def programs(text: str) -> None:
    """A format in programs, in what is deployed, in a unit of Terragrunt and in a script."""
    quoted = json.dumps(text)
    seed("typescript", f"new apigateway.CfnStage(this, 'S', {{ accessLogSetting: {{ destinationArn: a, format: {quoted} }} }});\n".encode())
    seed("typescript", f"import {{ FORMAT }} from './lib';\nnew CfnStage(this, 'S', {{ accessLogSettings: {{ format: FORMAT }} }});\n\0export const FORMAT = {quoted};\n".encode())
    seed("python", f"apigateway.CfnStage(self, 'S', access_log_setting=dict(destination_arn=a, format={quoted}))\n".encode())
    seed("python", f"from lib import FORMAT\nclient.update_stage(patchOperations=[{{'op': 'replace', 'path': '/accessLogSettings/format', 'value': FORMAT}}])\n\0FORMAT = {quoted}\n".encode())
    seed("deployed", json.dumps({"item": [{"stageName": "prod", "accessLogSettings": {"format": text, "destinationArn": "a"}}]}).encode())
    seed("deployed", json.dumps({"version": 4, "terraform_version": "1.11.4", "resources": [{"mode": "managed", "type": "aws_api_gateway_stage", "name": "s", "instances": [{"attributes": {"access_log_settings": [{"format": text}]}}]}]}).encode())
    module = 'variable "f" {}\nresource "aws_api_gateway_stage" "s" {\n  access_log_settings {\n    format = var.f\n  }\n}\n'
    unit = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n  expose = true\n}\nterraform {\n  source = "${get_repo_root()}/modules//api"\n}\ninputs = {\n  f = %s\n}\n'
    seed("terragrunt", "\0".join([unit % hcl_string(text), "locals {\n}\n", module]).encode())
    seed("terragrunt", "\0".join([unit % "include.root.locals.f", f"locals {{\n  f = {hcl_string(text)}\n}}\n", module]).encode())
    copied = 'terraform {\n  source = "${get_repo_root()}/modules/api"\n}\ninputs = {\n  f = values.f\n}\n'
    stack = 'unit "a" {\n  source = "${get_repo_root()}/units/api"\n  path = "a"\n  values = {\n    f = %s\n    access_log_format = local.f\n  }\n}\nlocals {\n  f = "$context.path"\n}\nstack "s" {\n  source = "git::x"\n  path = "s"\n  values = { log_format = local.f }\n}\n'
    seed("terragrunt_stack", "\0".join([stack % hcl_string(text), copied, module]).encode())
    single = text.replace("'", "'\\''")
    seed("shell", f"aws apigateway update-stage --stage-name prod --patch-operations op=replace,path=/accessLogSettings/format,value='{single}'\n".encode())
    seed("shell", f"F=$(cat <<'E'\n{text}\nE\n)\naws apigatewayv2 update-stage --access-log-settings Format=\"$F\"\n".encode())
    seed("shell", f"aws apigatewayv2 create-stage --access-log-settings file://stage.json\n\0{json.dumps({'Format': text})}".encode())


def main() -> None:
    for text in formats():
        for kind in range(5):
            seed("grammar", bytes([kind]) + text.encode())
        seed("raw", text.encode() + b"\n")
        stage = 'resource "aws_api_gateway_stage" "s" {\n  access_log_settings {\n    format = %s\n  }\n}\n'
        seed("terraform", (stage % hcl_string(text)).encode())
        seed("terraform", (stage % ("<<-EOF\n      " + text.replace("\n", "\n      ") + "\n    EOF")).encode())
        try:
            seed("terraform", (stage % ("jsonencode(%s)" % json.dumps(json.loads(text), indent=2))).encode())
        except ValueError:
            pass
        head = "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: "
        block = text.replace("\n", "\n          ")
        for value in [json.dumps(text), "'" + text.replace("'", "''") + "'", ">-\n          " + block, "|\n          " + block, "!Sub |-\n          " + block]:
            seed("cloudformation", (head + value + "\n").encode())
        seed("cloudformation", json.dumps({"Resources": {"S": {"Type": "AWS::Serverless::Api", "Properties": {"AccessLogSetting": {"Format": text}}}}}).encode())
        programs(text)
    for path in sorted((ROOT / "examples").rglob("*")):
        if path.suffix in {".tf", ".tofu"}:
            seed("terraform", path.read_bytes())
        elif path.suffix in {".yaml", ".yml", ".json"}:
            seed("cloudformation", path.read_bytes())
    for target in ["terraform", "cloudformation", "grammar"]:
        for path in (OUT / target).iterdir():
            kind = {"terraform": 0, "cloudformation": 1, "grammar": 2}[target]
            seed("lint", bytes([kind]) + path.read_bytes())
    record_seeds()
    log_seeds()
    for folder in sorted(OUT.iterdir()):
        print(folder.name, len(list(folder.iterdir())))


main()
