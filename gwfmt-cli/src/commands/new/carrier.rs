//! A format in a file of a tool: a small API with a log group, a stage, and the format where the tool wants it.
//!
//! The files are `templates/`; the word `FORMAT` in them is the place. Nothing is known here of what a format says.

use gwfmt_core::api::Api;
use gwfmt_core::compose::Form;
use serde_json::{Map, Value};

use crate::args::Carrier;

/// A file that holds the format.
pub(super) fn file(carrier: Carrier, api: Api, form: Form, format: &str) -> String {
    let object = match form {
        Form::Json => serde_json::from_str(format).ok(),
        _ => None,
    };
    let written = match (carrier, &object) {
        (Carrier::Raw, _) => return format!("{format}\n"),
        (Carrier::Terraform, Some(Value::Object(object))) => {
            format!("format = jsonencode({})", terraform_object(object, 4))
        }
        (Carrier::Terraform, _) => format!("format          = {}", terraform_string(format)),
        (Carrier::Cloudformation | Carrier::Sam | Carrier::Serverless, _) => {
            format!("'{}'", format.replace('\'', "''"))
        }
        (Carrier::Cdk, Some(Value::Object(object))) => {
            let depth = if api == Api::Rest { 10 } else { 8 };
            format!("JSON.stringify({})", script_object(object, depth))
        }
        (Carrier::Cdk, _) => Value::from(format).to_string(),
    };
    template(carrier, api).replacen("FORMAT", &written, 1)
}

/// The file of a tool for a type of API.
fn template(carrier: Carrier, api: Api) -> &'static str {
    macro_rules! files {
        ($ending:literal) => {
            match api {
                Api::Rest => include_str!(concat!("templates/rest", $ending)),
                Api::Http => include_str!(concat!("templates/http", $ending)),
                Api::WebSocket => include_str!(concat!("templates/websocket", $ending)),
            }
        };
    }
    match carrier {
        Carrier::Raw => "FORMAT\n",
        Carrier::Terraform => files!(".tf"),
        Carrier::Cloudformation => files!(".cfn.yaml"),
        Carrier::Sam => files!(".sam.yaml"),
        Carrier::Serverless => files!(".serverless.yml"),
        Carrier::Cdk => files!(".ts"),
    }
}

/// An object as `terraform fmt` has it: the signs of neighbouring lines stand below each other, as long as a value is one line.
pub(crate) fn terraform_object(object: &Map<String, Value>, indent: usize) -> String {
    let name = |key: &str| {
        if is_name(key) {
            key.to_owned()
        } else {
            terraform_string(key)
        }
    };
    let members: Vec<(String, &Value)> = object.iter().map(|(key, v)| (name(key), v)).collect();
    let inner = " ".repeat(indent + 2);
    let mut text = "{\n".to_owned();
    for run in members.chunk_by(|(_, one), (_, other)| one.is_object() == other.is_object()) {
        let width = run.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
        for (key, value) in run {
            let line = match value {
                Value::Object(object) => {
                    format!("{inner}{key} = {}\n", terraform_object(object, indent + 2))
                }
                Value::String(value) => {
                    format!("{inner}{key:width$} = {}\n", terraform_string(value))
                }
                value => format!("{inner}{key:width$} = {value}\n"),
            };
            text.push_str(&line);
        }
    }
    text + &" ".repeat(indent) + "}"
}

pub(crate) fn terraform_string(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted.replace("${", "$${").replace("%{", "%%{")
}

/// An object of TypeScript.
pub(crate) fn script_object(object: &Map<String, Value>, indent: usize) -> String {
    let inner = " ".repeat(indent + 2);
    let mut text = "{\n".to_owned();
    for (key, value) in object {
        let key = if is_name(key) && !key.contains('-') {
            key.clone()
        } else {
            Value::from(key.as_str()).to_string()
        };
        let value = match value {
            Value::Object(object) => script_object(object, indent + 2),
            value => value.to_string(),
        };
        text.push_str(&format!("{inner}{key}: {value},\n"));
    }
    text + &" ".repeat(indent) + "}"
}

fn is_name(key: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    key.starts_with(is_letter) && key.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}
