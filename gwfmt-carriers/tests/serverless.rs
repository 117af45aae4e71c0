//! The Serverless Framework itself is the oracle: what `serverless print` says of the values of a service, with all variables
//! resolved, is what is read from the files.
//!
//! `GWFMT_REQUIRE_TOOLS` makes a missing `serverless` a failure.

#![allow(clippy::print_stderr)] // what a test says of itself

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use gwfmt_carriers::carrier::{self, Input};
use gwfmt_carriers::{Extraction, Sources, serverless};
use gwfmt_core::span::SourceId;

/// Values as a service writes them.
const VALUES: [&str; 34] = [
    "$context.requestId",
    "'{\"id\":\"$context.requestId\",\"it''s\":\"$context.path\"}'",
    "\"{\\\"id\\\":\\\"$context.requestId\\\"}\\t\\u00e9\"",
    "|\n      $context.requestId\n      $context.path",
    ">-\n      $context.requestId\n      $context.path\n\n        $context.stage",
    "${self:custom.plain}",
    "'a ${self:custom.plain} b'",
    "${self:custom.list.1}",
    "${self:custom.deep.er.est}",
    "${self:custom.nothing, 'x y'}",
    "'${self:custom.nothing, \"x, y\"} z'",
    "'${opt:nothing, self:custom.plain} z'",
    "'${opt:nothing, 12} ${opt:nothing, true} ${env:GWFMT_NOTHING, ''''} z'",
    "'${self:service} ${self:provider.name} ${sls:stage} ${self:provider.stage} z'",
    "${file(log.txt)}",
    "'a ${file(./log.txt)} b'",
    "${file(more/formats.yml):rest}",
    "'${file(more/formats.yml):of.${self:custom.name}} z'",
    "'${file(more/formats.json):a.b} z'",
    "${file(more/${self:custom.name}.yml):text}",
    "'${param:one} ${param:two, ''none''} z'",
    "'a ${context.path} ${AWS::Region} b'",
    "'a $${self:custom.plain} $$${self:custom.plain} b'",
    r"'a \${self:custom.plain} b'",
    r"'a \\${self:custom.plain} b'",
    r"'a \\\${self:custom.plain} b'",
    r"'a \${b} \\${b} \n \\ \$context.path b'",
    "'${self:custom.escaped} z'",
    "'${self:custom.chain} z'",
    "${self:custom.chain}",
    "'${self:custom.number} z'",
    "'{${self:custom.plain}} {${self:custom.number}} z'",
    "'${self:custom.${self:custom.name}} z'",
    "'$context.a.${self:custom.name}.b $context.path'",
];

const HEAD: &str = r"
service: notes-api
frameworkVersion: '3'
params:
  default:
    one: 'p $context.path'
custom:
  plain: '$context.status plain'
  list: [a, 'b $context.path']
  deep: {er: {est: '$context.stage deep'}}
  name: formats
  formats: by name
  number: 5
  escaped: 'e \${self:custom.plain} e'
  chain: ${self:custom.link}
  link: 'link ${self:custom.list.1}'
provider:
  name: aws
  stage: dev
  runtime: nodejs18.x
  logs:
    restApi:
      format: 'rest ${self:custom.plain}'
    httpApi:
      format: ${self:custom.chain}
    websocket:
      format: ${file(log.txt)}
resources:
  Resources:
";

const FILES: [(&str, &str); 4] = [
    ("log.txt", "text $context.requestId ${self:custom.number}\n"),
    (
        "more/formats.yml",
        "rest: 'r ${self:custom.plain}'\nof: {formats: 'of \"$context.path\"'}\ntext: >\n  folded\n  $context.path\n",
    ),
    (
        "more/formats.json",
        "{\"a\": {\"b\": \"json \\\"$context.path\\\" ${self:custom.number}\"}}\n",
    ),
    ("more/none.yml", "a: 1\n"),
];

/// The files of a service, the service first.
struct Files(Vec<(String, String)>);

impl Sources for Files {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let at = self.0.iter().position(|(known, _)| known == path)?;
        Some((
            SourceId(u32::try_from(at).ok()?),
            self.0[at].1.as_str().into(),
        ))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let split = |path: &str| match path.rsplit_once('/') {
            Some((folder, name)) => (folder.to_owned(), name.to_owned()),
            None => (String::new(), path.to_owned()),
        };
        let all = self.0.iter().map(|(path, _)| split(path));
        let here = all.filter(|(parent, _)| parent == folder);
        here.map(|(_, name)| name).collect()
    }
}

fn service() -> String {
    let mut text = HEAD.to_owned();
    for (at, value) in VALUES.iter().enumerate() {
        // block scalars are indented by four below the key
        let value = value.replace("\n      ", "\n            ");
        write!(
            text,
            "    S{at}:\n      Type: AWS::ApiGateway::Stage\n      Properties:\n        AccessLogSetting:\n          Format: {value}\n"
        )
        .expect("a string");
    }
    text
}

fn read(files: &Files) -> Extraction {
    let (path, text) = &files.0[0];
    let input = Input {
        path,
        source: SourceId(0),
        text,
        sources: files,
    };
    let read = carrier::read([&serverless::CARRIER], &input);
    read.expect("a service").1
}

/// What the framework says; nothing where it is not installed.
fn print(folder: &Path) -> Option<serde_json::Value> {
    let output = Command::new("serverless")
        .args(["print", "--format", "json"])
        .current_dir(folder)
        .env("SLS_TELEMETRY_DISABLED", "1")
        .env("SLS_NOTIFICATIONS_MODE", "off")
        .output();
    let Ok(output) = output else {
        let is_required = env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
        assert!(!is_required, "`serverless` is missing");
        eprintln!("not tried: there is no `serverless` here");
        return None;
    };
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    let start = out.find('{').unwrap_or_else(|| panic!("{out}{err}"));
    Some(serde_json::from_str(&out[start..]).unwrap_or_else(|why| panic!("{why}: {out}{err}")))
}

#[test]
fn what_is_read_is_what_the_framework_resolves() {
    let mut files = vec![("serverless.yml".to_owned(), service())];
    files.extend(FILES.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in &files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let extraction = read(&Files(files));
    assert_eq!(extraction.problems, []);
    assert_eq!(extraction.unknown, []);
    let ours: BTreeMap<&str, &str> = extraction
        .formats
        .iter()
        .map(|found| (found.address.as_str(), found.text.as_str()))
        .collect();
    assert_eq!(ours.len(), VALUES.len() + 3);
    let Some(printed) = print(folder.path()) else {
        return;
    };
    for (at, value) in VALUES.iter().enumerate() {
        let name = format!("S{at}");
        let theirs =
            &printed["resources"]["Resources"][&name]["Properties"]["AccessLogSetting"]["Format"];
        assert_eq!(Some(ours[name.as_str()]), theirs.as_str(), "{value}");
    }
    for name in ["restApi", "httpApi", "websocket"] {
        let theirs = &printed["provider"]["logs"][name]["format"];
        let address = format!("provider.logs.{name}");
        assert_eq!(Some(ours[address.as_str()]), theirs.as_str(), "{name}");
    }
}
