//! A delimited line by its columns, any of which may be quoted as CSV quotes.

use super::fill;
use crate::format::Format;

/// Fills the slots by their columns. `None` when there are more or fewer columns, or a quote never ends.
pub(super) fn by_column<'a>(
    line: &'a str,
    delimiter: u8,
    format: &Format<'_>,
    slots: &mut [&'a str],
) -> Option<()> {
    let mut rest = Some(line);
    for column in format.columns {
        let from = rest?;
        let (cell, after) = cell(from, delimiter)?;
        if let Some(slot) = *column {
            fill(slots, slot, cell)?;
        }
        rest = after;
    }
    rest.is_none().then_some(())
}

/// The first cell, its quotes left out, and what follows its delimiter.
fn cell(text: &str, delimiter: u8) -> Option<(&str, Option<&str>)> {
    let after = |at: usize| match text.as_bytes().get(at) {
        None => Some(None),
        Some(byte) if *byte == delimiter => text.get(at + 1..).map(Some),
        Some(_) => None,
    };
    let Some(inside) = text.strip_prefix('"') else {
        let end = text
            .bytes()
            .position(|b| b == delimiter)
            .unwrap_or(text.len());
        return Some((text.get(..end)?, after(end)?));
    };
    let mut at = 0;
    loop {
        at += inside.get(at..)?.find('"')?;
        if inside.as_bytes().get(at + 1) != Some(&b'"') {
            return Some((inside.get(..at)?, after(at + 2)?));
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn reads_plain_and_quoted_cells() {
        assert_eq!(cell("a,b", b','), Some(("a", Some("b"))));
        assert_eq!(
            cell("\"a,\"\"b\"\"\",c", b','),
            Some(("a,\"\"b\"\"", Some("c")))
        );
        assert_eq!(cell("\"a\"", b','), Some(("a", None)));
        assert_eq!(cell("\"a\"x,b", b','), None);
        assert_eq!(cell("\"a", b','), None);
        assert_eq!(cell("", b','), Some(("", None)));
    }
}
