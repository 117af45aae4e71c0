//! A file or a standard input that holds one format and nothing else, and a format given on the command line.

use super::{Extraction, Found};
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::{FormatText, Origin};

/// The format that a file or standard input holds. A byte order mark and one final line break are the editor's, not the format's.
pub fn raw(source: SourceId, text: &str) -> Extraction {
    given(source, FormatText::of_file(source, text))
}

/// A format as it stands, byte for byte.
pub fn exact(source: SourceId, text: &str) -> Extraction {
    given(source, FormatText::verbatim(source, 0, text))
}

fn given(source: SourceId, text: FormatText) -> Extraction {
    let start = match text.spans().next() {
        Some((_, Origin::Verbatim { offset, .. })) => offset,
        _ => 0,
    };
    let found = Found {
        place: SourceSpan::new(source, start, start + text.len()),
        text,
        extent: Extent::Whole,
        api: ApiSet::ANY,
        receiver: None,
        address: String::new(),
        remarks: Vec::new(),
        via: Vec::new(),
        faults: Vec::new(),
    };
    Extraction {
        formats: vec![found],
        ..Extraction::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwfmt_core::span::Span;

    fn text(raw_text: &str) -> String {
        raw(SourceId(0), raw_text).formats[0]
            .text
            .as_str()
            .to_owned()
    }

    #[test]
    fn drops_one_final_line_break() {
        assert_eq!(text("a\n"), "a");
        assert_eq!(text("a\r\n"), "a");
        assert_eq!(text("a\n\n"), "a\n");
        assert_eq!(text("a\r"), "a\r");
        assert_eq!(text(""), "");
    }

    #[test]
    fn drops_a_byte_order_mark_and_counts_it() {
        let found = raw(SourceId(0), "\u{FEFF}ab\n").formats.remove(0);
        assert_eq!(found.text.as_str(), "ab");
        let b = found.text.locate(Span::new(1, 2)).unwrap();
        assert_eq!(b.primary, SourceSpan::new(SourceId(0), 4, 5));
        assert_eq!(found.place, SourceSpan::new(SourceId(0), 3, 5));
    }

    #[test]
    fn keeps_every_byte_of_a_format_that_is_given() {
        let found = exact(SourceId(3), "\u{FEFF}a\n").formats.remove(0);
        assert_eq!(found.text.as_str(), "\u{FEFF}a\n");
    }
}
