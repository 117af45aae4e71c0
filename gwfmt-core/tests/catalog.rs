//! The catalog against the collection of facts it was made from (`catalog.json`), field by field.

use gwfmt_core::api::Api;
use gwfmt_core::catalog::{
    ACCEPTED, DISAGREEMENTS, DocStatus, Kind, MISSING, NOT_IN_LOGS, REFUSED, REQUIRED_ANY_OF,
    Sensitive, Type, Unquoted, VARIABLES, Variable, WRONG_NAMES,
};
use serde_json::{Map, Value, json};

fn facts() -> Value {
    serde_json::from_str(include_str!("catalog.json")).expect("the facts are JSON")
}

fn names(apis: &[Api]) -> Value {
    apis.iter().map(|api| api.name()).collect()
}

/// An entry as the facts write it.
fn as_facts(v: &Variable) -> Value {
    let per_api = |of: &dyn Fn(&gwfmt_core::catalog::Listing) -> Option<&'static str>| {
        let map: Map<String, Value> = v
            .listings
            .iter()
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
        "api": v.listings.iter().map(|l| l.api.name()).collect::<Vec<_>>(),
        "kind": match v.kind { Kind::Exact => "exact", Kind::Open => "open" },
        "type": match v.ty {
            Type::String => "string", Type::Id => "id", Type::Arn => "arn", Type::Integer => "integer",
            Type::HttpStatus => "http_status", Type::EpochMillis => "epoch_ms", Type::ClfTime => "clf_time",
            Type::Ip => "ip", Type::Enum => "enum", Type::Boolean => "bool", Type::Json => "json",
        },
        "unit": v.unit,
        "enum": if v.values.is_empty() { Value::Null } else { v.values.into() },
        "may_be_absent": v.may_be_absent,
        "absent_when": v.absent_when,
        "free_text": v.free_text,
        "max_length": v.max_length,
        "sensitive": v.sensitive.map(|s| match s { Sensitive::Personal => "pii", Sensitive::Credential => "credential" }),
        "alias_of": per_api(&|l| l.alias_of),
        "preferred": v.preferred,
        "availability": "access logs",
        "doc_status": per_api(&|l| Some(match l.status { DocStatus::Current => "current", DocStatus::OlderOnly(when) => when })),
        "doc_since": per_api(&|l| l.since),
        "unquoted_in_json": match v.unquoted {
            Unquoted::No => "no", Unquoted::Risky => "risky", Unquoted::LikelySafe => "likely safe", Unquoted::OwnQuotes(how) => how,
        },
        "example": v.example,
        "sources": v.sources,
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
    let wrong: Value = WRONG_NAMES
        .iter()
        .map(|w| json!({"wrong": w.wrong, "use": w.instead, "seen": w.seen}))
        .collect();
    assert_eq!(wrong, facts["known_wrong_names"]);
    let others: Value = NOT_IN_LOGS
        .iter()
        .map(|n| json!({"name": n.name, "examples": n.examples, "why": n.why, "source": n.source}))
        .collect();
    assert_eq!(others, facts["not_in_access_logs"]);
    let accepted: Value = ACCEPTED
        .iter()
        .map(|a| json!({"path": a.path, "api": names(a.apis), "behaviour": a.behaviour, "source": a.source}))
        .collect();
    assert_eq!(accepted, facts["accepted_but_undocumented"]);
    let refused: Value = REFUSED
        .iter()
        .map(|r| {
            let mut entry = json!({"api": names(r.apis), "rule": r.rule, "source": r.source});
            if let Some(path) = r.path {
                entry["path"] = path.into();
            }
            if let Some(error) = r.error {
                entry["error"] = error.into();
            }
            entry
        })
        .collect();
    assert_eq!(refused, facts["rejected_at_deploy"]);
    let disagreements: Value = DISAGREEMENTS
        .iter()
        .map(|d| json!({"id": d.id, "topic": d.topic, "old": d.old, "new": d.new}))
        .collect();
    assert_eq!(disagreements, facts["disagreements"]);
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
