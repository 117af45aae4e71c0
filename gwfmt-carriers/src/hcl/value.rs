//! Values of Terraform's language. Strings keep the place of each byte; what only the deployment knows is a value too.

use std::collections::BTreeSet;
use std::rc::Rc;

use gwfmt_core::api::Api;
use gwfmt_core::limits::{HCL_CHOICES, HCL_VALUE_DEPTH, HCL_VALUES};
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::number::Decimal;

/// A value, and what made it.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) place: SourceSpan,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Unknown(Hint),
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Rc<FormatText>),
    /// A list, tuple or set.
    List(Rc<List>),
    /// A map or object.
    Map(Rc<Map>),
}

/// What is known of an unknown value.
#[derive(Clone, Debug, Default)]
pub(super) struct Hint {
    /// The protocol of the API that it is a property of.
    pub(super) api: Option<Api>,
    /// Values of which it is one, or another.
    pub(super) maybe: Option<Rc<Choices>>,
    /// It is a string, whichever.
    pub(super) string: bool,
}

/// Values of which something is one. None of them is unknown itself.
#[derive(Debug)]
pub(super) struct Choices {
    values: Vec<Value>,
    extent: Extent,
}

impl std::ops::Deref for Choices {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.values
    }
}

#[derive(Debug)]
pub(super) struct List {
    items: Vec<Value>,
    extent: Extent,
}

#[derive(Debug)]
pub(super) struct Map {
    /// In the order of the keys.
    entries: Vec<(Rc<FormatText>, Value)>,
    extent: Extent,
}

/// How deep and how large a value is when all that it shares is counted each time. What walks values relies on the bounds.
#[derive(Clone, Copy, Debug, Default)]
struct Extent {
    depth: u32,
    size: u32,
}

impl Extent {
    fn around<'a>(values: impl Iterator<Item = &'a Value>) -> Option<Self> {
        let mut extent = Extent::default();
        for value in values {
            let inner = value.extent();
            extent.depth = extent.depth.max(inner.depth);
            extent.size = extent.size.saturating_add(inner.size + 1);
        }
        extent.depth += 1;
        (extent.depth <= HCL_VALUE_DEPTH && extent.size <= HCL_VALUES).then_some(extent)
    }
}

impl Value {
    pub(super) fn unknown(place: SourceSpan) -> Self {
        Self::new(place, Kind::Unknown(Hint::default()))
    }

    /// One of these, or something else, and whether all of them are kept. What they have in common is kept.
    pub(super) fn one_of(place: SourceSpan, values: &[Value]) -> (Self, bool) {
        let mut all: Vec<Value> = Vec::new();
        let mut apis: Vec<Option<Api>> = Vec::new();
        let string = !values.is_empty() && values.iter().all(Value::is_string);
        for value in values {
            match &value.kind {
                Kind::Unknown(hint) => {
                    apis.push(hint.api);
                    all.extend(hint.maybe.iter().flat_map(|maybe| maybe.iter().cloned()));
                }
                Kind::Null => {}
                _ => all.push(value.clone()),
            }
        }
        // one local that is several of the alternatives
        let mut seen = BTreeSet::new();
        all.retain(|value| match value.as_text() {
            Some(text) => seen.insert((value.place, text.as_str().to_owned())),
            None => true,
        });
        let count = all.len();
        all.truncate(HCL_CHOICES);
        let extent = loop {
            match Extent::around(all.iter()) {
                Some(extent) => break extent,
                None => all.truncate(all.len() / 2),
            }
        };
        let complete = all.len() == count;
        apis.dedup();
        let api = match apis.as_slice() {
            [api] => *api,
            _ => None,
        };
        let choices = Choices {
            values: all,
            extent,
        };
        let maybe = (!choices.is_empty()).then(|| Rc::new(choices));
        let value = Self::new(place, Kind::Unknown(Hint { api, maybe, string }));
        (value, complete)
    }

    pub(super) fn new(place: SourceSpan, kind: Kind) -> Self {
        Self { place, kind }
    }

    pub(super) fn bool(place: SourceSpan, value: bool) -> Self {
        Self::new(place, Kind::Bool(value))
    }

    pub(super) fn text(place: SourceSpan, text: FormatText) -> Self {
        Self::new(place, Kind::Text(Rc::new(text)))
    }

    /// Text that `place` makes, and that stands nowhere.
    pub(super) fn written(place: SourceSpan, text: &str) -> Self {
        let mut new = FormatText::new();
        new.push_written(place, text);
        Self::text(place, new)
    }

    pub(super) fn list(place: SourceSpan, items: Vec<Value>) -> Self {
        match Extent::around(items.iter()) {
            Some(extent) => Self::new(place, Kind::List(Rc::new(List { items, extent }))),
            None => Self::unknown(place),
        }
    }

    /// Of two entries with one key the later one stays.
    pub(super) fn map(place: SourceSpan, mut entries: Vec<(Rc<FormatText>, Value)>) -> Self {
        entries.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
        entries.reverse();
        entries.dedup_by(|(a, _), (b, _)| a.as_str() == b.as_str());
        entries.reverse();
        match Extent::around(entries.iter().map(|(_, value)| value)) {
            Some(extent) => Self::new(place, Kind::Map(Rc::new(Map { entries, extent }))),
            None => Self::unknown(place),
        }
    }

    fn extent(&self) -> Extent {
        match &self.kind {
            Kind::List(list) => list.extent,
            Kind::Map(map) => map.extent,
            Kind::Unknown(Hint {
                maybe: Some(maybe), ..
            }) => maybe.extent,
            _ => Extent::default(),
        }
    }

    /// How many values it holds, at most a few ten thousand.
    pub(super) fn size(&self) -> u64 {
        u64::from(self.extent().size)
    }

    pub(super) fn is_unknown(&self) -> bool {
        matches!(self.kind, Kind::Unknown(_))
    }

    /// Whether it is a string for certain, known or not.
    pub(super) fn is_string(&self) -> bool {
        matches!(
            &self.kind,
            Kind::Text(_) | Kind::Unknown(Hint { string: true, .. })
        )
    }

    /// The same, known to be a string.
    pub(super) fn into_string(mut self) -> Self {
        if let Kind::Unknown(hint) = &mut self.kind {
            hint.string = true;
        }
        self
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// Whether it and all that it holds is known.
    pub(super) fn is_whole(&self) -> bool {
        match &self.kind {
            Kind::Unknown(_) => false,
            Kind::Text(text) => !text.has_holes(),
            Kind::List(list) => list.items.iter().all(Value::is_whole),
            Kind::Map(map) => map.entries.iter().all(|(_, value)| value.is_whole()),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => true,
        }
    }

    /// As a string, in the way of `tostring`; `None` for null and collections. An unknown value is a hole.
    pub(super) fn to_text(&self) -> Option<Rc<FormatText>> {
        let mut text = FormatText::new();
        match &self.kind {
            Kind::Text(text) => return Some(Rc::clone(text)),
            Kind::Unknown(_) => text.push_hole(self.place),
            Kind::Bool(value) => {
                text.push_written(self.place, if *value { "true" } else { "false" });
            }
            Kind::Number(number) => text.push_written(self.place, &number.to_string()),
            Kind::Null | Kind::List(_) | Kind::Map(_) => return None,
        }
        Some(Rc::new(text))
    }

    /// The string, number or bool as a whole known string.
    pub(super) fn known_text(&self) -> Option<Rc<FormatText>> {
        self.to_text().filter(|text| !text.has_holes())
    }

    pub(super) fn as_text(&self) -> Option<&FormatText> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// `true`, and the string `"true"`.
    pub(super) fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(value) => Some(*value),
            Kind::Text(text) => match text.as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The number, and a string that is one.
    pub(super) fn as_number(&self) -> Option<Decimal> {
        match &self.kind {
            Kind::Number(number) => Some(*number),
            Kind::Text(text) => Decimal::parse(text.as_str()),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(list) => Some(&list.items),
            _ => None,
        }
    }

    pub(super) fn entries(&self) -> Option<&[(Rc<FormatText>, Value)]> {
        match &self.kind {
            Kind::Map(map) => Some(&map.entries),
            _ => None,
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let entries = self.entries()?;
        let at = entries.binary_search_by(|(name, _)| name.as_str().cmp(key));
        at.ok()
            .and_then(|at| entries.get(at))
            .map(|(_, value)| value)
    }

    /// The pairs that a `for` goes through, a list's keys being its indexes.
    pub(super) fn pairs(&self) -> Option<Vec<(Value, Value)>> {
        match &self.kind {
            Kind::List(list) => {
                let index = |at: usize| Value::new(self.place, Kind::Number(Decimal::from(at)));
                let items = list.items.iter().enumerate();
                Some(items.map(|(at, item)| (index(at), item.clone())).collect())
            }
            Kind::Map(map) => {
                let key =
                    |key: &Rc<FormatText>, place| Value::new(place, Kind::Text(Rc::clone(key)));
                let entries = map.entries.iter();
                Some(entries.map(|(k, v)| (key(k, v.place), v.clone())).collect())
            }
            _ => None,
        }
    }

    /// `==` of Terraform; `None` when a part is not known.
    pub(super) fn equals(&self, other: &Value) -> Option<bool> {
        match (&self.kind, &other.kind) {
            (Kind::Unknown(_), _) | (_, Kind::Unknown(_)) => None,
            (Kind::Null, Kind::Null) => Some(true),
            (Kind::Bool(a), Kind::Bool(b)) => Some(a == b),
            (Kind::Number(a), Kind::Number(b)) => Some(a == b),
            (Kind::Text(a), Kind::Text(b)) => {
                (!a.has_holes() && !b.has_holes()).then(|| a.as_str() == b.as_str())
            }
            (Kind::List(a), Kind::List(b)) => {
                if a.items.len() != b.items.len() {
                    return Some(false);
                }
                all_equal(a.items.iter().zip(&b.items))
            }
            (Kind::Map(a), Kind::Map(b)) => {
                let same_keys = a.entries.len() == b.entries.len()
                    && a.entries
                        .iter()
                        .zip(&b.entries)
                        .all(|((a, _), (b, _))| a.as_str() == b.as_str());
                if !same_keys {
                    return Some(false);
                }
                all_equal(
                    a.entries
                        .iter()
                        .zip(&b.entries)
                        .map(|((_, a), (_, b))| (a, b)),
                )
            }
            _ => Some(false),
        }
    }

    /// Whether a string within holds `needle`.
    pub(super) fn holds(&self, needle: &str) -> bool {
        match &self.kind {
            Kind::Text(text) => text.as_str().contains(needle),
            Kind::List(list) => list.items.iter().any(|item| item.holds(needle)),
            Kind::Map(map) => map.entries.iter().any(|(_, value)| value.holds(needle)),
            Kind::Unknown(hint) => {
                let maybe = hint.maybe.as_deref();
                maybe.is_some_and(|values| values.iter().any(|value| value.holds(needle)))
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => false,
        }
    }
}

fn all_equal<'a>(mut pairs: impl Iterator<Item = (&'a Value, &'a Value)>) -> Option<bool> {
    let mut sure = true;
    let different = pairs.any(|(a, b)| {
        let equal = a.equals(b);
        sure &= equal.is_some();
        equal == Some(false)
    });
    if different {
        Some(false)
    } else {
        sure.then_some(true)
    }
}

/// Terraform would refuse the expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mistake;

/// A value, unless Terraform would refuse it.
pub(super) type Outcome = Result<Value, Mistake>;
