//! The catalog against the collection of facts it was made from (`catalog.json`), field by field.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::catalog::{
    ACCEPTED, Alias, DISAGREEMENTS, DocStatus, Kind, MISSING, Preferred, REFUSED, REQUIRED_ANY_OF,
    Sensitive, Type, Unit, Unquoted, VARIABLES, Variable, When,
};
use gwfmt_core::lint::{RULES, lint};
use gwfmt_core::model::Model;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use serde_json::{Map, Value, json};

fn facts() -> Value {
    serde_json::from_str(include_str!("catalog.json")).expect("the facts are JSON")
}

fn alias(alias: Alias) -> &'static str {
    match alias {
        Alias::Same(path) => path,
        // The facts say it in words.
        Alias::Quoted(path) => {
            assert_eq!(path, "error.message");
            "error.message (quoted)"
        }
    }
}

fn names(apis: &[Api]) -> Value {
    apis.iter().map(|api| api.name()).collect()
}

/// An entry as the facts write it.
fn as_facts(v: &Variable) -> Value {
    let per_api = |of: &dyn Fn(&gwfmt_core::catalog::Listing) -> Option<&'static str>| {
        let map: Map<String, Value> = v
            .listings()
            .filter_map(|l| Some((l.api.name().to_owned(), of(l)?.into())))
            .collect();
        if map.is_empty() {
            Value::Null
        } else {
            map.into()
        }
    };
    let mut entry = json!({
        "path": v.path,
        "api": v.listings().map(|l| l.api.name()).collect::<Vec<_>>(),
        "kind": match v.kind { Kind::Exact => "exact", Kind::Open => "open" },
        "type": match v.ty {
            Type::String => "string", Type::Id => "id", Type::Arn => "arn", Type::Integer => "integer",
            Type::HttpStatus => "http_status", Type::EpochMillis => "epoch_ms", Type::ClfTime => "clf_time",
            Type::Ip => "ip", Type::Enum => "enum", Type::Boolean => "bool", Type::Json => "json",
        },
        "unit": v.unit.map(Unit::name),
        "enum": if v.values.is_empty() { Value::Null } else { v.values.into() },
        "may_be_absent": v.may_be_absent(),
        "absent_when": v.absent_when().map(When::words),
        "free_text": v.free_text(),
        "max_length": v.max_length,
        "sensitive": v.sensitive.map(|s| match s { Sensitive::Personal => "pii", Sensitive::Credential => "credential" }),
        "alias_of": per_api(&|l| l.alias_of.map(alias)),
        "preferred": v.preferred.map(Preferred::words),
        "availability": "access logs",
        "doc_status": per_api(&|l| Some(match l.status { DocStatus::Current => "current", DocStatus::OlderOnly(when) => when })),
        "doc_since": per_api(&|l| l.since),
        "unquoted_in_json": match v.unquoted {
            Unquoted::No => "no", Unquoted::Risky => "risky", Unquoted::LikelySafe => "likely safe", Unquoted::OwnQuotes(how) => how,
        },
        "example": v.example,
        "sources": v.sources().collect::<Vec<_>>(),
        "summary": v.summary,
    });
    if let Some(notes) = v.notes {
        entry["notes"] = notes.into();
    }
    let meaning = per_api(&|l| l.meaning);
    if !meaning.is_null() {
        entry["per_api_meaning"] = meaning;
    }
    entry
}

#[test]
fn every_variable_equals_the_facts() {
    let facts = facts();
    let theirs = facts["variables"].as_array().unwrap();
    assert_eq!(theirs.len(), VARIABLES.len());
    for entry in theirs {
        let path = entry["path"].as_str().unwrap();
        let ours = as_facts(Variable::find(path).unwrap_or_else(|| panic!("{path} is missing")));
        assert_eq!(&ours, entry, "{path}");
    }
    assert_eq!(facts["missing_value_token"], MISSING);
    assert_eq!(facts["required_any_of"], json!(REQUIRED_ANY_OF));
}

#[test]
fn every_table_beside_the_variables_equals_the_facts() {
    let facts = facts();
    let accepted: Vec<Value> = ACCEPTED
        .iter()
        .map(|a| json!({"path": a.path, "api": names(a.apis), "behaviour": a.behaviour, "source": a.source}))
        .collect();
    // That REST and WebSocket APIs take any name is a fact about no name; the rules know it.
    let named = |entry: &&Value| entry["path"] != "any unknown name";
    let theirs = facts["accepted_but_undocumented"].as_array().unwrap();
    assert!(theirs.iter().filter(named).eq(&accepted));
    let refused: Vec<Value> = REFUSED
        .iter()
        .map(|r| json!({"path": r.path, "api": names(r.apis), "rule": r.seen, "source": r.source}))
        .collect();
    let named = |entry: &&Value| !entry["path"].is_null();
    let theirs = facts["rejected_at_deploy"].as_array().unwrap();
    assert!(theirs.iter().filter(named).eq(&refused));
    let disagreements: Value = DISAGREEMENTS
        .iter()
        .map(|d| json!({"id": d.id, "topic": d.topic, "old": d.old, "new": d.new}))
        .collect();
    assert_eq!(disagreements, facts["disagreements"]);
}

/// What all rules say of a format.
fn said(text: &str) -> Vec<(&'static str, String)> {
    let source = FormatText::verbatim(SourceId(0), 0, text);
    let model = Model::new(&source, ApiSet::ANY);
    let words = |d: gwfmt_core::diagnostic::Diagnostic| {
        (
            d.rule,
            format!("{} {}", d.message, d.help.unwrap_or_default()),
        )
    };
    lint(&model, RULES).into_iter().map(words).collect()
}

/// The facts say in prose what was meant by a wrong name: each of its names is offered.
#[test]
fn every_wrong_name_of_the_facts_gets_its_advice() {
    let facts = facts();
    for entry in facts["known_wrong_names"].as_array().unwrap() {
        let wrong = entry["wrong"].as_str().unwrap();
        let (texts, expected): (Vec<String>, Vec<&str>) = match wrong {
            "requestLength" => (vec!["$context.requestLength".into()], vec!["remove it"]),
            "request.header.NAME" => (
                vec!["$context.request.header.X-Trace".into()],
                vec!["$context.requestOverride.header."],
            ),
            "authorizer.claims.property / authorizer.property" => (
                wrong
                    .split(" / ")
                    .map(|n| format!("$context.{n}"))
                    .collect(),
                vec!["a placeholder from the AWS documentation"],
            ),
            "$content.X" => (vec!["$content.path".into()], vec!["$context.path"]),
            "error.messageString as errorType" => (
                vec![r#"{"errorType":"$context.error.messageString"}"#.into()],
                vec!["$context.error.responseType"],
            ),
            _ if wrong.starts_with("requestOverride.") => (
                vec![
                    "$context.requestOverride.header.header_name".into(),
                    "$context.requestOverride.path.path_name".into(),
                    "$context.requestOverride.querystring.querystring_name".into(),
                    "$context.responseOverride.header.header_name".into(),
                ],
                vec!["a placeholder from the AWS documentation"],
            ),
            _ if wrong.starts_with('$') => (
                vec![
                    "$requestId".into(),
                    "$status".into(),
                    "$error.message".into(),
                ],
                vec!["write `$context."],
            ),
            name => {
                let instead = entry["use"].as_str().unwrap();
                (
                    vec![format!("$context.{name}")],
                    instead.split(" or ").collect(),
                )
            }
        };
        for text in texts {
            let said = said(&text);
            for words in &expected {
                assert!(
                    said.iter().any(|(_, w)| w.contains(words)),
                    "{text}: {said:?}"
                );
            }
        }
    }
}

/// What the facts name as not of access logs has a rule.
#[test]
fn every_name_of_the_facts_that_is_not_in_logs_is_reported() {
    let facts = facts();
    for entry in facts["not_in_access_logs"].as_array().unwrap() {
        let rules: &[&str] = match entry["name"].as_str().unwrap() {
            "VTL directives" => &["template-syntax", "foreign-namespace"],
            "bare objects" => &["object-reference", "malformed-reference"],
            "requestContext-only fields" => &["unknown-variable"],
            _ => &[
                "foreign-namespace",
                "unknown-variable",
                "missing-context-prefix",
            ],
        };
        for example in entry["examples"].as_array().unwrap() {
            let example = example.as_str().unwrap();
            // A directive is one with its condition only.
            let example = if example == "#foreach" {
                "#foreach($x in $context.path)"
            } else {
                example
            };
            let text = if example.starts_with(['$', '#']) {
                example.to_owned()
            } else {
                format!("$context.{example}")
            };
            let said = said(&text.replace("(...)", "($context.path)"));
            assert!(
                said.iter().any(|(rule, _)| rules.contains(rule)),
                "{text}: {said:?}"
            );
        }
    }
}

#[test]
fn the_table_is_sorted_and_counts_agree() {
    assert!(VARIABLES.is_sorted_by(|a, b| a.path < b.path));
    let listed = |api: Api| {
        VARIABLES
            .iter()
            .filter(|v| v.listing(api).is_some())
            .count()
    };
    assert_eq!(Api::ALL.map(listed), [87, 52, 53]);
}
