#!/usr/bin/env python3
"""Writes seeds for every fuzz target into fuzz/corpus: the examples of the rules, the files of examples/, and, where it stands
beside the project, the collection of public formats."""
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


def hcl_string(text: str) -> str:
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")


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
    for path in sorted((ROOT / "examples").rglob("*")):
        if path.suffix in {".tf", ".tofu"}:
            seed("terraform", path.read_bytes())
        elif path.suffix in {".yaml", ".yml", ".json"}:
            seed("cloudformation", path.read_bytes())
    for target in ["terraform", "cloudformation", "grammar"]:
        for path in (OUT / target).iterdir():
            kind = {"terraform": 0, "cloudformation": 1, "grammar": 2}[target]
            seed("lint", bytes([kind]) + path.read_bytes())
    for folder in sorted(OUT.iterdir()):
        print(folder.name, len(list(folder.iterdir())))


main()
