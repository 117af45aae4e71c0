//! [`Path`]: where a reader by name stands.

use crate::decode::{self, Decode};
use crate::format::{Format, Layout};
use crate::limits::{JSON_DEPTH, XML_DEPTH};
use crate::text::Names;

/// An element of XML that holds nothing may stand in the deepest that holds something.
const DEPTH: usize = if JSON_DEPTH > XML_DEPTH {
    JSON_DEPTH
} else {
    XML_DEPTH
} + 1;

/// A path as it is compared: the names from the outermost in.
#[derive(Debug)]
pub(crate) struct Path<'a> {
    names: [&'a str; DEPTH],
    len: usize,
    full: bool,
}

impl<'a> Path<'a> {
    pub(crate) fn new() -> Self {
        Self {
            names: [""; DEPTH],
            len: 0,
            full: false,
        }
    }

    /// `None` when it is too deep.
    pub(crate) fn push(&mut self, name: &'a str) -> Option<()> {
        self.full = self.len == DEPTH;
        *self.names.get_mut(self.len)? = name;
        self.len += 1;
        Some(())
    }

    pub(crate) fn pop(&mut self) -> Option<&'a str> {
        self.len = self.len.checked_sub(1)?;
        self.names.get(self.len).copied()
    }

    /// Whether a name had no room.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn set_last(&mut self, name: &'a str) -> Option<()> {
        *self.names.get_mut(self.len.checked_sub(1)?)? = name;
        Some(())
    }

    /// The slot with this path, and with `last` behind it if there is one.
    pub(crate) fn slot(&self, format: &Format<'_>, last: Option<&str>) -> Option<usize> {
        let names = self.names.get(..self.len)?;
        format.slots.iter().position(|slot| match last {
            None => slot.path.len() == names.len() && same(&slot.path, names, format),
            Some(last) => {
                let name = slot.path.get(names.len());
                slot.path.len() == names.len() + 1
                    && same(&slot.path, names, format)
                    && name.and_then(|name| name.strip_prefix('@')) == Some(last)
            }
        })
    }
}

/// Whether keys lead where a slot is, or to what is around it. A key may be written with escapes.
fn same(path: &Names, keys: &[&str], format: &Format<'_>) -> bool {
    let same = |(at, key): (usize, &&str)| {
        path.get(at).is_some_and(|name| {
            name == *key
                || format.layout == Layout::Json
                    && key.contains('\\')
                    && decode::text(key, Decode::Json) == name
        })
    };
    keys.iter().enumerate().all(same)
}
