//! Characters that change how what stands around them is shown: a terminal obeys them, a reader does not see them.

/// Whether the character moves a cursor, changes colours, ends a line or turns the direction of writing.
pub const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1F}'
            | '\u{7F}'..='\u{9F}'
            | '\u{61C}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// The character, or one of one column that stands for it when it is hidden.
pub fn visible(c: char) -> char {
    match c {
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        '\u{85}' | '\u{2028}' | '\u{2029}' => '\u{2424}', // line breaks, as the others
        c if is_hidden(c) => '\u{FFFD}',
        c => c,
    }
}

/// A text with every hidden character made visible.
pub fn shown(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// A text with every hidden character as an escape of Rust, `\u{202e}`, for where it is read rather than looked at.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        for c in '\0'..=char::MAX {
            assert!(!is_hidden(visible(c)), "{c:?}");
            assert!(!visible(c).is_control(), "{c:?}");
            assert_eq!(is_hidden(c), visible(c) != c, "{c:?}");
        }
    }

    #[test]
    fn an_escape_tells_what_was_there() {
        assert_eq!(escaped("a\u{202E}\r\"é"), "a\\u{202e}\\r\"é");
        assert_eq!(shown("a\u{202E}\r\u{1B}é"), "a\u{FFFD}␍␛é");
    }
}
