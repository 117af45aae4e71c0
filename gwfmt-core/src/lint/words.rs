//! A line of text cut at its white space, quotes and brackets: what a reader of space-separated columns takes for one column.

use crate::ast::PartKind;
use crate::model::{Model, Use};
use crate::shape::{Symbol, symbols};
use crate::span::Span;

/// A column of a line, or a word of its text.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// Its bytes, quotes or brackets included.
    pub(crate) span: Span,
    /// What closes it, when it is in quotes or brackets.
    pub(crate) close: Option<char>,
    /// The parts inside, literal ones left out.
    pub(crate) parts: Vec<usize>,
    /// No white space comes before it, although another word does.
    pub(crate) glued: bool,
}

impl Word {
    /// The references inside.
    pub(crate) fn uses<'m>(&self, model: &'m Model<'_>) -> impl Iterator<Item = &'m Use> {
        self.parts.iter().filter_map(|&part| model.use_of(part))
    }

    /// Whether a part of it is known only at deployment, or would be run by a template engine.
    pub(crate) fn is_open(&self, model: &Model<'_>) -> bool {
        self.parts.iter().any(|&part| {
            matches!(
                model.format.parts[part].kind,
                PartKind::Hole | PartKind::Template
            )
        })
    }

    /// The reference that it consists of, with nothing else around it.
    pub(crate) fn lone<'m>(&self, model: &'m Model<'_>) -> Option<&'m Use> {
        let [part] = self.parts.as_slice() else {
            return None;
        };
        let used = model.use_of(*part)?;
        (self.close.is_none() && used.span == self.span).then_some(used)
    }
}

/// The words of a format; `None` where a quote or bracket is never closed, so that inside and outside cannot be told apart.
pub(crate) fn words(model: &Model<'_>) -> Option<Vec<Word>> {
    let symbols = symbols(model.text(), &model.format);
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    let mut glued = false;
    while let Some(&(symbol, span)) = symbols.get(at) {
        if matches!(symbol, Symbol::Char(c) if c.is_whitespace()) {
            glued = false;
            at += 1;
            continue;
        }
        let mut word = Word {
            span,
            close: None,
            parts: Vec::new(),
            glued,
        };
        if let Some(close) = opens(symbol) {
            at = enclosed(&symbols, at, close, &mut word)?;
            word.close = Some(close);
        } else {
            at = bare(&symbols, at, &mut word)?;
        }
        glued = true;
        words.push(word);
    }
    Some(words)
}

/// What closes the group that a symbol opens.
fn opens(symbol: Symbol) -> Option<char> {
    match symbol {
        Symbol::Char('"') => Some('"'),
        Symbol::Char('[') => Some(']'),
        _ => None,
    }
}

/// Takes a group; gives back where it ends.
fn enclosed(
    symbols: &[(Symbol, Span)],
    open: usize,
    close: char,
    word: &mut Word,
) -> Option<usize> {
    let mut at = open + 1;
    loop {
        let &(symbol, span) = symbols.get(at)?;
        at += 1;
        word.span.end = span.end;
        match symbol {
            Symbol::Char(c) if c == close => return Some(at),
            Symbol::Char(_) => {}
            Symbol::Atom(part) => word.parts.push(part),
        }
    }
}

/// Takes what is neither in quotes nor in brackets. A group that follows a reference is a word of its own; one that follows
/// text (`agent="…"`) belongs to that text.
fn bare(symbols: &[(Symbol, Span)], mut at: usize, word: &mut Word) -> Option<usize> {
    let start = at;
    // A reference, or the `-` of a column that is left empty.
    let mut column = false;
    while let Some(&(symbol, span)) = symbols.get(at) {
        match (symbol, opens(symbol)) {
            (Symbol::Char(c), _) if c.is_whitespace() => break,
            (_, Some(_)) if column => break,
            (_, Some(close)) => {
                at = enclosed(symbols, at, close, word)?;
                continue;
            }
            (Symbol::Atom(part), None) => {
                word.parts.push(part);
                column = true;
            }
            (Symbol::Char(c), None) => column = c == '-' && at == start,
        }
        word.span.end = span.end;
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiSet;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn of(text: &str) -> Option<Vec<(String, bool)>> {
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let model = Model::new(&source, ApiSet::ANY);
        let words = words(&model)?;
        let word = |word: &Word| (text[word.span.range()].to_owned(), word.glued);
        Some(words.iter().map(word).collect())
    }

    #[test]
    fn cuts_at_spaces_quotes_and_brackets() {
        let pairs = |words: &[(&str, bool)]| {
            Some(words.iter().map(|(w, g)| ((*w).to_owned(), *g)).collect())
        };
        assert_eq!(
            of("$context.path[$context.requestTime]\"a b\" x=\"c d\" -"),
            pairs(&[
                ("$context.path", false),
                ("[$context.requestTime]", true),
                ("\"a b\"", true),
                ("x=\"c d\"", false),
                ("-", false),
            ])
        );
        assert_eq!(of("a \"b"), None);
    }
}
