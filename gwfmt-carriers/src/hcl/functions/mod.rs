//! Terraform's functions, those that occur around log formats. Any other gives an unknown value.

mod codings;
mod collections;
mod documents;
mod files;
mod numbers;
pub(crate) mod pattern;
mod sets;
mod strings;
mod terragrunt;

use std::rc::Rc;

use gwfmt_core::api::Api;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::value::{Choices, Hint, Kind, Mistake, Outcome, Value};
use super::world::{Scope, World};
use super::{decode, encode};
use crate::reason::Reason;

/// Why a function gives no value.
#[derive(Clone, Copy, Debug)]
enum Stop {
    /// An argument is not known, or we do not follow.
    Unknown,
    /// Terraform refuses the arguments.
    Mistake,
}

type Got<T> = Result<T, Stop>;

/// A call on its way.
struct Caller<'a, 's> {
    world: &'a World<'s>,
    scope: Scope<'a>,
    place: SourceSpan,
}

/// The value of a function.
pub(super) fn call(
    world: &World<'_>,
    scope: Scope<'_>,
    place: SourceSpan,
    name: &str,
    arguments: &[Value],
) -> Outcome {
    let work: u64 = arguments.iter().map(|value| 1 + value.size() / 8).sum();
    if !world.spend(1 + work) {
        return Ok(Value::unknown(place));
    }
    let name = name.strip_prefix("core::").unwrap_or(name);
    if !name.starts_with("coalesce")
        && name != "lookup"
        && let Some((at, choices)) = alternatives(arguments)
    {
        let mut all = Vec::new();
        for choice in choices.iter() {
            let mut chosen = arguments.to_vec();
            if let Some(argument) = chosen.get_mut(at) {
                *argument = choice.clone();
            }
            all.extend(call(world, scope, place, name, &chosen));
        }
        return Ok(world.one_of(place, &all));
    }
    let caller = Caller {
        world,
        scope,
        place,
    };
    match caller.value(name, arguments) {
        Ok(value) if value.is_unknown() => {
            world.because_of(value.place, arguments, || None);
            Ok(inherit(name, value, arguments))
        }
        Ok(value) => Ok(value),
        Err(Stop::Unknown) => {
            let why = || Reason::not_computed(format!("gwfmt does not compute `{name}`"));
            world.because_of(place, arguments, || Some(why()));
            Ok(inherit(name, Value::unknown(place), arguments))
        }
        Err(Stop::Mistake) => Err(Mistake),
    }
}

/// What a template makes with these names, as `templatestring` does it.
pub(super) fn render(
    world: &World<'_>,
    scope: Scope<'_>,
    place: SourceSpan,
    template: &FormatText,
    names: &Value,
) -> Outcome {
    let caller = Caller {
        world,
        scope,
        place,
    };
    match caller.rendered(template, names) {
        Ok(value) => Ok(value),
        Err(Stop::Unknown) => Ok(world.because(place, || {
            Reason::not_computed("gwfmt does not compute this template")
        })),
        Err(Stop::Mistake) => Err(Mistake),
    }
}

/// The first argument that is one of several.
fn alternatives(arguments: &[Value]) -> Option<(usize, Rc<Choices>)> {
    let mut all = arguments.iter().enumerate();
    all.find_map(|(at, value)| match &value.kind {
        Kind::Unknown(Hint {
            maybe: Some(maybe), ..
        }) => Some((at, Rc::clone(maybe))),
        _ => None,
    })
}

/// Functions that give strings, and never null.
const STRINGS: [&str; 54] = [
    "abspath",
    "base64decode",
    "base64encode",
    "base64gzip",
    "base64sha256",
    "base64sha512",
    "basename",
    "bcrypt",
    "chomp",
    "cidrhost",
    "cidrnetmask",
    "cidrsubnet",
    "dirname",
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "filemd5",
    "filesha1",
    "filesha256",
    "filesha512",
    "format",
    "formatdate",
    "indent",
    "join",
    "jsonencode",
    "lower",
    "md5",
    "pathexpand",
    "plantimestamp",
    "replace",
    "rsadecrypt",
    "sha1",
    "sha256",
    "sha512",
    "strrev",
    "substr",
    "templatefile",
    "templatestring",
    "textdecodebase64",
    "textencodebase64",
    "timeadd",
    "timestamp",
    "title",
    "trim",
    "trimprefix",
    "trimspace",
    "trimsuffix",
    "upper",
    "urldecode",
    "urlencode",
    "uuid",
    "uuidv5",
    "yamlencode",
];

/// `one(aws_apigatewayv2_api.this[*].id)` is still a property of that API.
/// So is what is always a string one, whatever it says.
fn inherit(name: &str, mut value: Value, arguments: &[Value]) -> Value {
    if STRINGS.contains(&name) {
        value = value.into_string();
    }
    let within = arguments.iter().flat_map(|argument| {
        let items = argument.items().unwrap_or_default();
        std::iter::once(argument).chain(items)
    });
    let mut apis: Vec<Option<Api>> = within
        .filter_map(|value| match &value.kind {
            Kind::Unknown(hint) => Some(hint.api),
            _ => None,
        })
        .collect();
    apis.dedup();
    if let (Kind::Unknown(hint), [api]) = (&mut value.kind, apis.as_slice()) {
        hint.api = hint.api.or(*api);
    }
    value
}

impl Caller<'_, '_> {
    fn value(&self, name: &str, arguments: &[Value]) -> Got<Value> {
        match (name, arguments) {
            ("sensitive" | "nonsensitive" | "ephemeralasnull", [value]) => Ok(value.clone()),
            ("jsonencode", [value]) => Ok(self.text(encode::json(value))),
            ("jsondecode", [value]) => {
                let text = known(value)?;
                decode::json(self.world, &text, self.place).ok_or(Stop::Unknown)
            }
            _ => self
                .string_function(name, arguments)
                .or_else(|| self.collection_function(name, arguments))
                .or_else(|| self.number_function(name, arguments))
                .or_else(|| self.file_function(name, arguments))
                .or_else(|| self.coding_function(name, arguments))
                .or_else(|| self.set_function(name, arguments))
                .or_else(|| self.document_function(name, arguments))
                .or_else(|| self.unit_function(name, arguments))
                .unwrap_or(Err(Stop::Unknown)),
        }
    }

    fn text(&self, text: FormatText) -> Value {
        self.world.text(self.place, text)
    }

    fn bool(&self, value: bool) -> Value {
        Value::bool(self.place, value)
    }

    fn list(&self, items: Vec<Value>) -> Value {
        self.world.list(self.place, items)
    }
}

/// The argument as a string, which may have holes; an unknown one is all hole.
fn text(value: &Value) -> Got<Rc<FormatText>> {
    value.to_text().ok_or(Stop::Mistake)
}

/// The argument as a string of which every byte is known.
fn known(value: &Value) -> Got<Rc<FormatText>> {
    let text = text(value)?;
    if text.has_holes() {
        return Err(Stop::Unknown);
    }
    Ok(text)
}

fn items(value: &Value) -> Got<&[Value]> {
    value.items().ok_or(stop(value))
}

fn stop(value: &Value) -> Stop {
    if value.is_unknown() {
        Stop::Unknown
    } else {
        Stop::Mistake
    }
}

fn index(value: &Value) -> Got<usize> {
    let number = value.as_number().ok_or(stop(value))?;
    number.index().ok_or(Stop::Unknown)
}
