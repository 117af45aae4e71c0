//! The pages of rules, for terminals: paragraphs wrapped, examples indented under a word that says what they are.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::lint::{Example, Subject};

use crate::text::color::PLAIN;
use crate::text::wrap::wrap;

/// How a page is printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) color: bool,
    pub(crate) width: usize,
}

impl Page {
    /// For standard output.
    pub(crate) fn new(color: bool, width: Option<usize>) -> Self {
        Self {
            color,
            width: width.unwrap_or(100).clamp(40, 100),
        }
    }

    /// A heading.
    pub(crate) fn heading(self, words: &str, out: &mut String) {
        out.push_str(&self.bold(words));
        out.push('\n');
    }

    /// In bold type, where there is one.
    pub(crate) fn bold(self, words: &str) -> String {
        if self.color {
            format!("\u{1b}[1m{words}{PLAIN}")
        } else {
            words.to_owned()
        }
    }

    /// A fact: a word, and what there is to say.
    pub(crate) fn fact(self, word: &str, text: &str, out: &mut String) {
        let first = format!(
            "{}{}",
            self.bold(word),
            " ".repeat(FACT.saturating_sub(word.len()))
        );
        wrap(text, &first, FACT, self.width, out);
    }

    /// A page in Markdown.
    pub(crate) fn markdown(self, text: &str, out: &mut String) {
        let mut lines = text
            .lines()
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .peekable();
        while let Some(line) = lines.next() {
            if let Some(info) = line.strip_prefix("```") {
                if let Some(words) = example(info) {
                    self.heading(&words, out);
                }
                for line in lines.by_ref().take_while(|line| *line != "```") {
                    out.push_str("    ");
                    out.push_str(line);
                    out.push('\n');
                }
            } else if line.is_empty() {
                out.push('\n');
            } else if let Some(words) = line.trim_start_matches('#').strip_prefix(' ')
                && line.starts_with('#')
            {
                self.heading(words, out);
            } else {
                let item = line.starts_with("- ");
                let mut paragraph = line.to_owned();
                let goes_on = |next: &&str| {
                    !next.is_empty()
                        && !["```", "- ", "#"]
                            .iter()
                            .any(|start| next.starts_with(start))
                };
                while let Some(next) = lines.next_if(|next| goes_on(next)) {
                    paragraph.push(' ');
                    paragraph.push_str(next.trim_start());
                }
                wrap(&paragraph, "", if item { 2 } else { 0 }, self.width, out);
            }
        }
    }
}

/// The column at which facts begin.
const FACT: usize = 12;

/// What an example's info string says of it: `Bad (REST)`, `Bad (main.tf)`.
pub(crate) fn example(info: &str) -> Option<String> {
    let example = Example::of_info(info)?;
    let word = if example.bad { "Bad" } else { "Good" };
    let of = match example.subject {
        Subject::Format if example.apis == ApiSet::ANY => return Some(format!("{word}:")),
        Subject::Format => {
            let apis: Vec<&str> = example.apis.iter().map(Api::title).collect();
            apis.join(", ")
        }
        Subject::File(name) => name,
        Subject::Commands => "what these commands make".to_owned(),
    };
    Some(format!("{word} ({of}):"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_a_page() {
        let docs =
            " One line\n and another.\n\n - a\n - b\n   c\n\n ```bad rest http\n {\"a\":1}\n ```\n";
        let mut out = String::new();
        let page = Page {
            color: false,
            width: 80,
        };
        page.markdown(docs, &mut out);
        assert_eq!(
            out,
            "One line and another.\n\n- a\n- b c\n\nBad (REST, HTTP):\n    {\"a\":1}\n"
        );
    }
}
