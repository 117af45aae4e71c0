//! Lines of columns: comma, tab, bar, semicolon or space between references. Common Log Format is one of them.

use super::{Place, Symbol, symbols};
use crate::ast::{Format, PartKind};
use crate::catalog::var;
use crate::span::Span;

/// A format whose references are columns.
#[derive(Clone, Debug)]
pub struct Delimited {
    /// The text between two columns.
    pub delimiter: char,
    /// The columns, in order.
    pub columns: Vec<Column>,
    clf: bool,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its bytes, quotes or brackets included.
    pub span: Span,
    /// The character that opens it when it is quoted or bracketed: `"`, `'`, `[`.
    pub quote: Option<char>,
    /// The parts inside, literal ones left out.
    pub parts: Vec<usize>,
}

impl Delimited {
    /// Whether a reader of Common Log Format takes the line: host, ident, user, `[time]`, `"request"`, status, bytes.
    pub fn is_clf(&self) -> bool {
        self.clf
    }
}

/// Reads a format as columns and fills in the place of each part; `None` when there is no one delimiter.
pub fn read(text: &str, format: &Format, places: &mut [Place]) -> Option<Delimited> {
    let symbols = symbols(text, format);
    let references = format
        .parts
        .iter()
        .filter(|part| part.kind != PartKind::Literal)
        .count();
    if references < 2 {
        return None;
    }
    let delimiter = delimiter(text, format)?;
    let columns = columns(&symbols, delimiter, text.len());
    for column in &columns {
        let place = match column.quote {
            Some('[') => Place::Quoted(']'),
            Some(quote) => Place::Quoted(quote),
            None => Place::Cell,
        };
        for &part in &column.parts {
            places[part] = place;
        }
    }
    let clf = delimiter == ' ' && is_clf(text, format, &columns);
    Some(Delimited {
        delimiter,
        columns,
        clf,
    })
}

/// The delimiter between every two neighbouring references, if the literals hold nothing else but quotes,
/// brackets and lone dashes.
fn delimiter(text: &str, format: &Format) -> Option<char> {
    let mut between: Vec<&str> = Vec::new();
    let mut seen_reference = false;
    let mut gap = "";
    for part in &format.parts {
        if part.kind == PartKind::Literal {
            gap = &text[part.span.range()];
            continue;
        }
        if seen_reference && !gap.is_empty() {
            between.push(gap);
        }
        seen_reference = true;
        gap = "";
    }
    let plain = |c: char| c.is_whitespace() || "\"'[]-,|;\t".contains(c);
    if between.is_empty() || !between.iter().all(|gap| gap.chars().all(plain)) {
        return None;
    }
    for delimiter in [',', '\t', '|', ';'] {
        let with = between.iter().filter(|gap| gap.contains(delimiter)).count();
        if with > 0 && with * 2 > between.len() {
            return Some(delimiter);
        }
    }
    between
        .iter()
        .filter(|gap| gap.contains(' ') || gap.contains("]\""))
        .count()
        .checked_mul(2)
        .filter(|twice| *twice > between.len())
        .map(|_| ' ')
}

fn columns(symbols: &[(Symbol, Span)], delimiter: char, end: usize) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut current: Option<Column> = None;
    let mut closing: Option<char> = None;
    let mut take = |column: &mut Option<Column>| columns.extend(column.take());
    for &(symbol, span) in symbols {
        let column = |quote| Column {
            span,
            quote,
            parts: Vec::new(),
        };
        match symbol {
            Symbol::Char(c) if closing == Some(c) => {
                closing = None;
                if let Some(column) = &mut current {
                    column.span.end = span.end;
                }
                // `]"`: a bracket ends its column even without a delimiter.
                if c == ']' {
                    take(&mut current);
                }
            }
            Symbol::Char(c) if closing.is_none() && c == delimiter => {
                if delimiter != ' ' && current.is_none() {
                    current = Some(Column {
                        span: Span::at(span.start),
                        quote: None,
                        parts: Vec::new(),
                    });
                }
                take(&mut current);
            }
            Symbol::Char(c)
                if closing.is_none() && current.is_none() && matches!(c, '"' | '\'' | '[') =>
            {
                closing = Some(if c == '[' { ']' } else { c });
                current = Some(column(Some(c)));
            }
            Symbol::Char(c) if closing.is_none() && current.is_none() && c.is_whitespace() => {}
            Symbol::Char(_) => current.get_or_insert_with(|| column(None)).span.end = span.end,
            Symbol::Atom(part) => {
                let column = current.get_or_insert_with(|| column(None));
                column.span.end = span.end;
                column.parts.push(part);
            }
        }
    }
    if closing.is_some()
        && let Some(column) = &mut current
    {
        column.span.end = end;
    }
    columns.extend(current);
    columns
}

fn is_clf(text: &str, format: &Format, columns: &[Column]) -> bool {
    let [host, ident, user, time, request, status, rest @ ..] = columns else {
        return false;
    };
    let name = |column: &Column| match column.parts.as_slice() {
        [part] => text[format.parts[*part].span.range()].strip_prefix("$context."),
        _ => None,
    };
    let bare = |column: &Column| column.quote.is_none() && column.parts.len() <= 1;
    bare(host)
        && bare(ident)
        && bare(user)
        && time.quote == Some('[')
        && name(time) == Some(var::REQUEST_TIME)
        && request.quote == Some('"')
        && !request.parts.is_empty()
        && name(status) == Some(var::STATUS)
        && rest
            .iter()
            .all(|column| column.parts.len() <= 1 || column.quote.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn columns_of(text: &str) -> Option<(char, bool, Vec<&str>)> {
        let format = parse(&FormatText::verbatim(SourceId(0), 0, text));
        let mut places = vec![Place::Text; format.parts.len()];
        read(text, &format, &mut places).map(|d| {
            let columns = d.columns.iter().map(|c| &text[c.span.range()]).collect();
            (d.delimiter, d.clf, columns)
        })
    }

    #[test]
    fn reads_common_log_format_with_and_without_the_space() {
        for gap in ["", " "] {
            let text = format!(
                "$context.identity.sourceIp - $context.identity.user [$context.requestTime]{gap}\"$context.httpMethod $context.resourcePath $context.protocol\" $context.status $context.responseLength $context.requestId"
            );
            let (delimiter, clf, columns) = columns_of(&text).unwrap();
            assert_eq!(
                (delimiter, clf, columns.len()),
                (' ', true, 8),
                "{columns:?}"
            );
            assert_eq!(columns[3], "[$context.requestTime]");
        }
    }

    #[test]
    fn reads_csv_with_empty_and_quoted_cells() {
        let text = "$context.requestId,,\"$context.error.message\", $context.status,x";
        assert_eq!(
            columns_of(text),
            Some((
                ',',
                false,
                vec![
                    "$context.requestId",
                    "",
                    "\"$context.error.message\"",
                    "$context.status",
                    "x"
                ]
            ))
        );
    }

    #[test]
    fn words_between_references_are_no_delimiter() {
        assert_eq!(
            columns_of("id: $context.requestId, ip: $context.identity.sourceIp"),
            None
        );
        assert_eq!(columns_of("$context.requestId"), None);
    }
}
