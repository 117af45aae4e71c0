//! Text from outside, as a page may hold it.

use crate::text::shown::Shown;

/// The text, in which nothing is hidden and nothing is markup, whether it stands between tags or in an attribute.
pub(super) fn text(text: &str) -> String {
    let shown = Shown::new(text);
    let mut escaped = String::with_capacity(text.len());
    for c in shown.as_str().chars() {
        let part = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '`' => "&#96;",
            c => {
                escaped.push(c);
                continue;
            }
        };
        escaped.push_str(part);
    }
    escaped
}
