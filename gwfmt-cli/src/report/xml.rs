//! Text inside XML reports.

use std::fmt;

use crate::text::shown::Shown;

/// A text as the value of an attribute or the content of an element. Characters that XML cannot hold, or that a terminal
/// would obey, are shown as signs; line breaks are kept.
pub(super) struct Escaped<'t>(pub(super) &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, line) in self.0.lines().enumerate() {
            if number > 0 {
                f.write_str("&#10;")?;
            }
            for c in Shown::with_holes(line).as_str().chars() {
                match c {
                    '&' => f.write_str("&amp;")?,
                    '<' => f.write_str("&lt;")?,
                    '>' => f.write_str("&gt;")?,
                    '"' => f.write_str("&quot;")?,
                    '\u{FFFE}' | '\u{FFFF}' => f.write_str("\u{FFFD}")?,
                    c => write!(f, "{c}")?,
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_read_back_by_a_reader_of_xml() {
        let all: String = ('\0'..=char::MAX).collect();
        let element = format!("<a b=\"{0}\">{0}</a>", Escaped(&all));
        let document = roxmltree::Document::parse(&element).unwrap();
        let root = document.root_element();
        let expected = ["]]>", "&<\"'"].join("\n");
        assert_eq!(root.attribute("b"), root.text());
        let element = format!("<a>{}</a>", Escaped(&expected));
        let document = roxmltree::Document::parse(&element).unwrap();
        assert_eq!(document.root_element().text(), Some(expected.as_str()));
    }
}
