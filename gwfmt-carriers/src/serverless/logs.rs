//! The formats below `provider.logs`, and those at places that the framework does not look at.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::model::Extent;
use gwfmt_core::span::SourceSpan;

use super::choices::{Choices, Known, Value};
use super::file::At;
use super::service::Service;
use crate::limits::{BRANCHES, SERVERLESS_MISPLACED};
use crate::reason::Reason;
use crate::{Extraction, Found, Problem, ProblemKind, Unknown};

/// A kind of API that the framework makes.
struct Place {
    /// Its key in `provider.logs`.
    name: &'static str,
    api: Api,
    /// What the framework reads there besides `format`.
    keys: &'static [&'static str],
}

const PLACES: [Place; 3] = [
    Place {
        name: "restApi",
        api: Api::Rest,
        keys: &[
            "accessLogging",
            "executionLogging",
            "fullExecutionData",
            "level",
            "role",
            "roleManagedExternally",
        ],
    },
    Place {
        name: "httpApi",
        api: Api::Http,
        keys: &[],
    },
    Place {
        name: "websocket",
        api: Api::WebSocket,
        keys: &[
            "accessLogging",
            "executionLogging",
            "fullExecutionData",
            "level",
            // of later versions
            "role",
            "roleManagedExternally",
        ],
    },
];

/// Adds the formats of the stages that the framework makes.
pub(super) fn formats(service: &Service<'_>, to: &mut Extraction) {
    let logs = service.path(&["provider", "logs"]);
    if let (Some((reason, place)), true) = (&logs.unknown, logs.known.is_empty())
        && service
            .main()
            .get("provider")
            .is_some_and(|provider| provider.get("logs").is_some())
    {
        to.unknown.push(unknown("provider.logs", *place, reason));
        return;
    }
    for place in &PLACES {
        let address = format!("provider.logs.{}", place.name);
        let (settings, _) = service.budgeted(|| service.path(&["provider", "logs", place.name]));
        let ((), is_enough) =
            service.budgeted(|| in_settings(service, place, &address, &settings, to));
        if !is_enough {
            let at = settings
                .known
                .first()
                .map_or(service.main().place(), |one| one.place);
            let at = SourceSpan::new(at.source, at.span.start, at.span.start);
            let message =
                "its variables lead further than they are followed; what was left out is not known";
            to.problems
                .push(Problem::new(ProblemKind::Limit, at, message));
        }
    }
}

fn in_settings(
    service: &Service<'_>,
    place: &Place,
    address: &str,
    settings: &Choices,
    to: &mut Extraction,
) {
    let before = to.formats.len() + to.problems.len();
    let mut why = settings.unknown.clone();
    for one in &settings.known {
        let Value::Node(at) = &one.value else {
            continue; // `true`: the framework writes a format of its own
        };
        ignored_keys(place, at, to);
        if !place.keys.is_empty() && is_off(&service.member(at, "accessLogging")) {
            continue;
        }
        let formats = service.member(at, "format").through(&one.via);
        let is_choice =
            formats.known.len() > 1 || formats.unknown.is_some() || formats.may_be_missing;
        for format in formats.known.iter().take(BRANCHES) {
            let outcome = of_value(place, address, format);
            match outcome {
                Outcome::Found(mut found) => {
                    if is_choice {
                        let remark = "one of the values that its variables may have";
                        found.remarks.push(remark.to_owned());
                    }
                    to.formats.push(*found);
                }
                Outcome::Unknown(reason) => {
                    why.get_or_insert((reason, format.place));
                }
                Outcome::Problem(problem) => to.problems.push(problem),
                Outcome::Nothing => {}
            }
        }
        if why.is_none() {
            why = formats.unknown;
        }
    }
    if let Some((reason, place)) = why
        && to.formats.len() + to.problems.len() == before
    {
        to.unknown.push(unknown(address, place, &reason));
    }
}

fn unknown(address: &str, place: SourceSpan, reason: &Reason) -> Unknown {
    Unknown {
        address: address.to_owned(),
        place,
        via: Vec::new(),
        why: reason.why,
        reason: reason.text.clone(),
    }
}

/// Whether a setting is `false` whatever happens.
fn is_off(setting: &Choices) -> bool {
    let texts = setting.texts();
    let is_sure = setting.unknown.is_none() && !setting.may_be_missing && !texts.is_empty();
    is_sure && texts.iter().all(|text| text.as_str() == "false")
}

enum Outcome {
    Found(Box<Found>),
    Unknown(Reason),
    Problem(Problem),
    Nothing,
}

/// What the value of `format` turns out to be.
fn of_value(place: &Place, address: &str, format: &Known) -> Outcome {
    let text = match &format.value {
        Value::Text(text) => text,
        Value::Node(at) => {
            let is_function = at.tree().function(at.id).is_some();
            if is_function && place.api != Api::Rest {
                let reason = "gwfmt does not compute functions of CloudFormation there";
                return Outcome::Unknown(Reason::not_computed(reason));
            }
            let message = if is_function {
                "`format` must be a string: the framework sets the logs of a REST API itself, and computes no function"
            } else {
                "`format` must be a string"
            };
            return Outcome::Problem(Problem::new(ProblemKind::Value, format.place, message));
        }
    };
    if text.is_empty() {
        return Outcome::Nothing; // the framework takes that for none
    }
    let holes: usize = text.holes().map(|(hole, _)| hole.len()).sum();
    if holes == text.len() {
        return Outcome::Unknown(Reason::deployment(
            "every part of it is known only at deployment",
        ));
    }
    Outcome::Found(Box::new(Found {
        text: text.clone(),
        extent: Extent::Whole,
        api: ApiSet::one(place.api),
        receiver: None,
        address: address.to_owned(),
        place: format.place,
        via: format.via.clone(),
        remarks: format
            .remarks
            .iter()
            .map(|remark| (*remark).to_owned())
            .collect(),
        faults: Vec::new(),
    }))
}

/// Adds what is wrong with the keys beside `format`.
fn ignored_keys(place: &Place, settings: &At, to: &mut Extraction) {
    for (key, at) in settings.entries() {
        if key == "format" || place.keys.contains(&key.as_str()) || !refers(&at) {
            continue;
        }
        let message = format!(
            "`provider.logs.{}` has no `{key}`: it is called `format` there",
            place.name
        );
        to.problems
            .push(Problem::new(ProblemKind::IgnoredKey, at.place(), message));
    }
}

/// Adds formats under keys that the framework does not read.
pub(super) fn misplaced(service: &Service<'_>, to: &mut Extraction) {
    // plugins may read what they like
    let plugins = service.path(&["plugins"]);
    let modules: Vec<Choices> = plugins
        .nodes()
        .map(|plugins| service.member(plugins, "modules"))
        .collect();
    let lists = plugins
        .nodes()
        .chain(modules.iter().flat_map(Choices::nodes));
    let mut plugins = lists.flat_map(At::items);
    if plugins.any(|plugin| word(&plugin).is_some_and(|name| name.contains("log"))) {
        return;
    }
    let provider = service.main().get("provider");
    if let Some(logs) = provider.as_ref().and_then(|provider| provider.get("logs")) {
        for (key, at) in logs.entries() {
            let is_place = PLACES.iter().any(|place| place.name == key);
            if !is_place && refers(&at) {
                let message = format!(
                    "`provider.logs` has no `{key}`: the format of a stage is set in `restApi`, `httpApi` or `websocket`"
                );
                to.problems
                    .push(Problem::new(ProblemKind::IgnoredKey, at.place(), message));
            }
        }
    }
    for (section, name) in [
        ("apiGateway", "restApi"),
        ("httpApi", "httpApi"),
        ("websocket", "websocket"),
    ] {
        let holder = provider.as_ref().and_then(|provider| provider.get(section));
        for (key, at) in holder.iter().flat_map(At::entries) {
            let is_about = ["log", "format"]
                .iter()
                .any(|word| key.to_lowercase().contains(word));
            if !is_about {
                continue;
            }
            if let Some(at) = reference(&at, SERVERLESS_MISPLACED) {
                let message = format!(
                    "`provider.{section}` has no `{key}`: access logs are set in `provider.logs.{name}`"
                );
                to.problems
                    .push(Problem::new(ProblemKind::IgnoredKey, at.place(), message));
            }
        }
    }
    let top = service.main().get("logs");
    for place in &PLACES {
        let settings = top.as_ref().and_then(|logs| logs.get(place.name));
        let format = settings.and_then(|settings| settings.get("format"));
        if let Some(format) = format.filter(refers) {
            let message = format!(
                "a service has no `logs`: access logs are set in `provider.logs.{}`",
                place.name
            );
            to.problems.push(Problem::new(
                ProblemKind::IgnoredKey,
                format.place(),
                message,
            ));
        }
    }
}

fn word(at: &At) -> Option<String> {
    at.tree().word(at.id).map(str::to_owned)
}

/// Whether a text refers to a variable of API Gateway.
fn refers(at: &At) -> bool {
    at.tree()
        .word(at.id)
        .is_some_and(|text| text.contains("$context."))
}

/// The first text in a value that does so.
fn reference(at: &At, depth: usize) -> Option<At> {
    if refers(at) {
        return Some(at.clone());
    }
    if depth == 0 {
        return None;
    }
    let mut inner = at.entries().into_iter();
    inner.find_map(|(_, at)| reference(&at, depth - 1))
}
