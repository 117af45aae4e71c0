//! Text as bad as a client may send it.

use super::random::Random;

/// What the worst client of one format sends.
const PIECES: &[&str] = &[
    r#"say "no""#,
    r"C:\temp\new",
    r#"\""#,
    "a,b,,c",
    "<b>bold</b> &amp; &",
    "caf\u{e9} \u{65e5}\u{672c}\u{8a9e} \u{1f98a}",
    "it's",
    "a|b;c",
    "tab\there",
    "[0] {\"status\": 200}",
    "$context.status ${x} {{y}} %s",
    "]]> --> </request>",
    "Mozilla/5.0 (compatible)",
    "'; drop table logs; --",
    "null",
    "\u{2028}\u{feff}\u{202e}",
    "  spaces  ",
    "10.0.0.1 - - [01/Jan/2030:00:00:00 +0000] \"GET / HTTP/1.1\" 200 0",
];

/// Pieces that end a line, for formats whose values are escaped.
const BREAKS: &[&str] = &["line\nbreak", "line\r\nbreak", "\u{1}\u{8}\u{c}", "\u{85}"];

/// The longest text that is made of one piece again and again.
const LONG: usize = 2_000;

/// A text. Where `breaks` is false, spaces take the place of line breaks and control characters.
pub(super) fn text(random: &mut Random, breaks: bool) -> String {
    let mut text = String::new();
    if random.one_in(12) {
        let piece = random.pick(PIECES);
        while text.len() < LONG {
            text.push_str(piece);
        }
        return text;
    }
    for number in 0..random.within(1, 4) {
        if number > 0 {
            text.push(' ');
        }
        let from = if random.one_in(6) { BREAKS } else { PIECES };
        let piece = random.pick(from).chars();
        text.extend(piece.map(|c| if breaks || !ends_lines(c) { c } else { ' ' }));
    }
    text
}

fn ends_lines(c: char) -> bool {
    c.is_control() && c != '\t'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_lines_only_where_that_is_allowed() {
        let drawn = |breaks| -> Vec<String> {
            let mut random = Random::new(1, &[]);
            (0..500).map(|_| text(&mut random, breaks)).collect()
        };
        assert!(drawn(false).iter().all(|text| !text.contains(ends_lines)));
        assert!(drawn(true).iter().any(|text| text.contains('\n')));
        for text in drawn(true) {
            assert!(text != "-" && !text.is_empty() && text.len() < LONG + 100);
        }
        for wanted in ['"', '\\', ',', '<', '\u{e9}'] {
            assert!(drawn(false).iter().any(|text| text.contains(wanted)));
        }
    }
}
