//! Values of a program. Strings keep the place of each byte; what only the running program knows is a value too.

use std::rc::Rc;

use gwfmt_core::limits::SOURCE_CHOICES;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::ir::{ClassId, FunctionId, Module, NodeId};
use crate::Why;

/// A value, and what made it.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) place: SourceSpan,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Text(Rc<FormatText>),
    Number {
        value: f64,
        is_float: bool,
    },
    Bool(bool),
    Null,
    /// `undefined`
    Nothing,
    List(Rc<Vec<Value>>),
    /// Members in the order in which they were made, each key once.
    Map(Rc<Vec<(Rc<FormatText>, Lazy)>>),
    Function(Rc<Closure>),
    Class(Rc<Module>, ClassId),
    /// An object of a class of the repository.
    Object(Rc<Module>, ClassId),
    /// A file of the repository.
    Module(Rc<Module>),
    /// Something of a module that is not in the repository, or of the language: the module and the names behind it.
    External(Rc<[Rc<str>]>),
    /// What the CDK makes of a format: `AccessLogFormat.custom(…)`.
    Format(Rc<FormatText>),
    Pattern {
        pattern: Rc<str>,
        flags: Rc<str>,
    },
    /// One of several, and it is not known which.
    OneOf(Rc<Vec<Value>>),
    Unknown(Unknown),
}

/// Why a value is not known, and what is known of it all the same.
#[derive(Clone, Debug)]
pub(super) struct Unknown {
    pub(super) why: Why,
    pub(super) reason: Rc<str>,
    /// It is a string, whichever.
    pub(super) is_text: bool,
    /// The call that made it, or what it is a part of.
    pub(super) made: Option<(Rc<Module>, NodeId)>,
}

/// A function with what its free names are bound to.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    pub(super) module: Rc<Module>,
    pub(super) function: FunctionId,
    pub(super) frame: Frames,
}

/// A member that is computed when it is asked for.
#[derive(Clone, Debug)]
pub(super) enum Lazy {
    Value(Value),
    Node(Rc<Module>, NodeId, Frames),
}

/// What the parameters of the functions around an expression are given.
pub(super) type Frames = Option<Rc<Frame>>;

#[derive(Debug)]
pub(super) struct Frame {
    pub(super) source: gwfmt_core::span::SourceId,
    pub(super) function: FunctionId,
    pub(super) arguments: Vec<(Option<Rc<str>>, Value)>,
    pub(super) outer: Frames,
}

impl Value {
    pub(super) fn new(place: SourceSpan, kind: Kind) -> Self {
        Self { place, kind }
    }

    pub(super) fn text(place: SourceSpan, text: FormatText) -> Self {
        Self::new(place, Kind::Text(Rc::new(text)))
    }

    /// Text that `place` makes, and that is nowhere in the file.
    pub(super) fn written(place: SourceSpan, text: &str) -> Self {
        let mut new = FormatText::new();
        new.push_written(place, text);
        Self::text(place, new)
    }

    pub(super) fn unknown(place: SourceSpan, why: Why, reason: impl Into<Rc<str>>) -> Self {
        let unknown = Unknown {
            why,
            reason: reason.into(),
            is_text: false,
            made: None,
        };
        Self::new(place, Kind::Unknown(unknown))
    }

    /// Known only when the program runs.
    pub(super) fn running(place: SourceSpan, reason: impl Into<Rc<str>>) -> Self {
        Self::unknown(place, Why::Deployment, reason)
    }

    /// Said by the program, and not worked out here.
    pub(super) fn not_computed(place: SourceSpan, reason: impl Into<Rc<str>>) -> Self {
        Self::unknown(place, Why::NotComputed, reason)
    }

    /// The same, known to be a string.
    pub(super) fn into_text(mut self) -> Self {
        if let Kind::Unknown(unknown) = &mut self.kind {
            unknown.is_text = true;
        }
        self
    }

    /// One of these. Nested ones are laid open, and equal ones are one.
    pub(super) fn one_of(place: SourceSpan, values: impl IntoIterator<Item = Value>) -> Self {
        let mut all: Vec<Value> = Vec::new();
        for value in values {
            for one in value.alternatives() {
                if !all.iter().any(|known| known.is_same(one)) && all.len() < SOURCE_CHOICES {
                    all.push(one.clone());
                }
            }
        }
        match all.len() {
            1 => all.remove(0),
            _ => Self::new(place, Kind::OneOf(Rc::new(all))),
        }
    }

    /// The values that it may be: itself, mostly.
    pub(super) fn alternatives(&self) -> &[Value] {
        match &self.kind {
            Kind::OneOf(all) => all,
            _ => std::slice::from_ref(self),
        }
    }

    fn is_same(&self, other: &Value) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Text(a), Kind::Text(b)) | (Kind::Format(a), Kind::Format(b)) => {
                self.place == other.place && a == b
            }
            (Kind::Null, Kind::Null) | (Kind::Nothing, Kind::Nothing) => true,
            (Kind::Bool(a), Kind::Bool(b)) => a == b,
            _ => false,
        }
    }

    pub(super) fn as_text(&self) -> Option<&Rc<FormatText>> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A string of which every byte is known.
    pub(super) fn known(&self) -> Option<&str> {
        let text = self.as_text().filter(|text| !text.has_holes())?;
        Some(text.as_str())
    }

    /// Whether a test takes it for true; nothing when that is not known.
    pub(super) fn truth(&self) -> Option<bool> {
        Some(match &self.kind {
            Kind::Text(text) => !text.is_empty(),
            Kind::Number { value, .. } => *value != 0.0,
            Kind::Bool(value) => *value,
            Kind::Null | Kind::Nothing => false,
            Kind::List(_)
            | Kind::Map(_)
            | Kind::Unknown(_)
            | Kind::OneOf(_)
            | Kind::External(_) => {
                return None;
            }
            Kind::Function(_)
            | Kind::Class(..)
            | Kind::Object(..)
            | Kind::Module(_)
            | Kind::Format(_)
            | Kind::Pattern { .. } => true,
        })
    }

    /// Whether it is what a program has where nothing was given.
    pub(super) fn is_absent(&self) -> bool {
        matches!(self.kind, Kind::Null | Kind::Nothing)
    }
}
