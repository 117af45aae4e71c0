//! [`Text`]: a text of a format, for formats that the compiler knows and for those that only the running program knows.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A text that belongs to a format. A copy takes no memory.
#[derive(Clone)]
pub enum Text {
    /// Of a format that the compiler knows.
    Fixed(&'static str),
    /// Of a format that is freed when nobody holds it any more.
    Shared(Arc<str>),
}

impl Text {
    /// Nothing.
    pub const EMPTY: Self = Text::Fixed("");

    /// The text of a format that the compiler knows: [`Deref`] cannot be had in constants. Empty for any other.
    pub const fn fixed(&self) -> &'static str {
        match self {
            Text::Fixed(text) => text,
            Text::Shared(_) => "",
        }
    }
}

impl Deref for Text {
    type Target = str;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn deref(&self) -> &str {
        match self {
            Text::Fixed(text) => text,
            Text::Shared(text) => text,
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl From<Text> for Cow<'static, str> {
    fn from(text: Text) -> Self {
        match text {
            Text::Fixed(text) => Cow::Borrowed(text),
            Text::Shared(text) => Cow::Owned(text.as_ref().to_owned()),
        }
    }
}

/// The names that lead to a value, from the outermost in.
#[derive(Clone, Debug)]
pub enum Names {
    /// Of a format that the compiler knows.
    Fixed(&'static [&'static str]),
    /// Of another one.
    Shared(Box<[Box<str>]>),
}

impl Names {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Names::Fixed(names) => names.len(),
            Names::Shared(names) => names.len(),
        }
    }

    /// One of them.
    pub(crate) fn get(&self, at: usize) -> Option<&str> {
        match self {
            Names::Fixed(names) => names.get(at).copied(),
            Names::Shared(names) => names.get(at).map(AsRef::as_ref),
        }
    }
}
