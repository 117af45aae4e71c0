//! The Serverless Framework packages services, without credentials: what is found in a service is what is in the template that it
//! makes. That of a REST API is not in the template, since the framework sets it by itself afterwards, but in its state.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{Linted, has, lint, missing, programs, run};

/// What the framework makes of a place of a service.
const MADE: [(&str, &str); 2] = [
    ("provider.logs.httpApi", "HttpApiStage"),
    ("provider.logs.websocket", "WebsocketsDeploymentStage"),
];

/// Types and texts by address.
fn by_address(linted: &Linted) -> BTreeMap<&str, (&str, &str)> {
    assert_eq!(linted.unknown, []);
    let formats = linted.formats.iter();
    let formats = formats.map(|one| (one.address.as_str(), (one.api.as_str(), one.text.as_str())));
    formats.collect()
}

/// Packages a service, and gives back what is found in it and in what was made of it.
fn packaged(name: &str) -> Option<(Linted, Linted, Value)> {
    if !has("serverless") {
        missing("serverless of npm");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let from = programs().join("serverless").join(name);
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let service = lint(folder.path(), &["."], "");
    run(Command::new("serverless")
        .arg("package")
        .current_dir(folder.path())
        .env("SLS_TELEMETRY_DISABLED", "1")
        .env("SLS_NOTIFICATIONS_MODE", "off"));
    let made = folder.path().join(".serverless");
    let state = fs::read_to_string(made.join("serverless-state.json")).unwrap();
    let template = "cloudformation-template-update-stack.json";
    assert!(Path::new(&made).join(template).is_file());
    let template = lint(&made, &[template], "");
    Some((service, template, serde_json::from_str(&state).unwrap()))
}

/// How many formats agree.
fn agreeing(service: &Linted, template: &Linted, state: &Value) -> usize {
    let (service, template) = (by_address(service), by_address(template));
    let (api, rest) = service["provider.logs.restApi"];
    assert_eq!(api, "rest");
    let logs = &state["service"]["provider"]["logs"];
    assert_eq!(logs["restApi"]["format"], rest);
    for (place, stage) in MADE {
        assert_eq!(service[place], template[stage], "{place}");
    }
    assert_eq!(template.len(), service.len() - 1);
    service.len()
}

#[test]
fn a_service_in_yaml_is_found_to_have_what_is_packaged() {
    let Some((service, template, state)) = packaged("yaml") else {
        return;
    };
    assert_eq!(agreeing(&service, &template, &state), 4);
    let (own, made) = (by_address(&service)["Own"], by_address(&template)["Own"]);
    assert_eq!(own.1, made.1);
    // it refers to the API that the framework adds, which the service does not say is one of HTTP
    assert_eq!((own.0, made.0), ("http or websocket", "http"));
}

#[test]
fn a_service_in_javascript_is_found_to_have_what_is_packaged() {
    let Some((service, template, state)) = packaged("js") else {
        return;
    };
    assert_eq!(agreeing(&service, &template, &state), 3);
}
