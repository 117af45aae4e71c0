//! Finds the instructions of template engines in a text.

use super::Part;
use crate::limits::{ENGINE_SIGNS, ENGINE_TAG};
use gwfmt_core::span::Span;

/// How instructions begin and end.
struct Form {
    open: &'static str,
    close: &'static str,
    /// Whether they may go on behind the end of a line.
    has_lines: bool,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It chooses or repeats.
    Statement,
    /// It writes what it says.
    Expression,
    /// It writes nothing.
    Comment,
    /// ERB chooses with it, EJS writes.
    Any,
    /// Its words tell.
    Braces,
}

const fn form(open: &'static str, close: &'static str, has_lines: bool, kind: Kind) -> Form {
    Form {
        open,
        close,
        has_lines,
        kind,
    }
}

/// Of two that begin alike, the longer one first.
const FORMS: [Form; 10] = [
    form("{%", "%}", true, Kind::Statement),
    form("{#", "#}", true, Kind::Comment),
    form("{{!--", "--}}", true, Kind::Comment),
    form("{{/*", "*/}}", true, Kind::Comment),
    form("{{- /*", "}}", true, Kind::Comment),
    form("{{{", "}}}", false, Kind::Expression),
    form("{{", "}}", false, Kind::Braces),
    form("<%=", "%>", true, Kind::Expression),
    form("<%-", "%>", true, Kind::Any),
    form("<%", "%>", true, Kind::Statement),
];

/// Words with which statements of Go, Handlebars and Mako begin.
const WORDS: [&str; 17] = [
    "break", "continue", "def", "define", "each", "elif", "else", "elseif", "end", "endfor",
    "endif", "endwhile", "for", "if", "range", "unless", "with",
];

/// Words with which statements begin that write what stands elsewhere.
const INCLUDES: [&str; 5] = ["block", "call", "include", "render", "template"];

/// All of them, in order, and where looking for more ended before the end of the text: signs that begin nothing cost most.
pub(super) fn all(text: &str) -> (Vec<Part>, Option<usize>) {
    let mut found = Vec::new();
    let mut at = 0;
    let mut left = ENGINE_SIGNS;
    let has_mako = is_mako(text);
    while let Some(start) = next_mark(text, at) {
        let rest = text.get(start..).unwrap_or_default();
        let before = text.get(at..start).unwrap_or_default();
        let (from, found_there) = match tag(rest) {
            // `${{ … }}` is one of GitHub's
            Some(there) if rest.starts_with("{{ ") && before.ends_with('$') => {
                (start - 1, Some(there))
            }
            Some(there) => (start, Some(there)),
            None if has_mako && is_at_start(text, start) => (start, mako_line(rest)),
            None => (start, None),
        };
        if let Some((len, is_statement, writes)) = found_there {
            found.push(Part {
                span: Span::new(from, start + len),
                is_statement,
                writes,
            });
            at = start + len;
        } else {
            at = start + 1;
            left -= usize::from(!rest.starts_with('%'));
            if left == 0 {
                return (found, Some(at));
            }
        }
    }
    (found, None)
}

/// Where the next sign is with which an instruction may begin.
fn next_mark(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let rest = bytes.get(from..)?;
    let at = rest
        .windows(2)
        .position(|two| matches!(two, b"{{" | b"{%" | b"{#" | b"<%") || two == b"% ")?;
    Some(from + at)
}

/// Whether there are only blanks before a place on its line.
fn is_at_start(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let before = before.trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}

/// How long the instruction is with which a text begins, whether it chooses or repeats, and whether it writes.
fn tag(rest: &str) -> Option<(usize, bool, bool)> {
    for form in &FORMS {
        let Some(inner) = rest.strip_prefix(form.open) else {
            continue;
        };
        let most = gwfmt_core::span::floor_boundary(inner, ENGINE_TAG.min(inner.len()));
        let inner = inner.get(..most).unwrap_or_default();
        let reach = if form.has_lines {
            inner
        } else {
            inner.lines().next().unwrap_or_default()
        };
        let Some(end) = reach.find(form.close) else {
            continue;
        };
        let inner = reach.get(..end).unwrap_or_default();
        let word = first_word(inner);
        let (is_statement, writes) = match form.kind {
            Kind::Comment => (false, false),
            Kind::Any => (true, !is_of_ruby(inner)),
            Kind::Statement => (true, INCLUDES.contains(&word)),
            Kind::Braces if is_statement(inner) => (true, false),
            Kind::Braces if inner.starts_with('!') => (false, false),
            Kind::Braces if inner.starts_with('>') => (false, true),
            Kind::Expression | Kind::Braces => is_expression(inner).then_some((false, true))?,
        };
        let len = form.open.len() + end + form.close.len();
        return Some((len, is_statement, writes));
    }
    None
}

fn first_word(inner: &str) -> &str {
    let inner = inner.trim_start_matches(['-', '~', '+']).trim_start();
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric());
    inner.get(..end.unwrap_or(inner.len())).unwrap_or_default()
}

/// Whether `{{…}}` chooses or repeats: by its sign or its first word.
fn is_statement(inner: &str) -> bool {
    let bare = inner.trim_start_matches(['-', '~']).trim_start();
    inner.starts_with(['#', '/', '^']) && !inner.contains(['"', ','])
        || WORDS.contains(&first_word(inner))
        || bare.starts_with('$') && bare.contains(":=")
}

/// Whether `<%-` is a statement of ERB.
fn is_of_ruby(inner: &str) -> bool {
    let bare = inner.trim_end_matches('-').trim_end();
    let opens = bare.ends_with([')', '}']) && bare.trim_start().starts_with('}');
    WORDS.contains(&first_word(inner)) || bare.ends_with(" do") || bare.ends_with('|') || opens
}

/// Whether what stands between the braces may be an expression of an engine. A reference of CloudFormation is none, and
/// neither is JSON whose braces somebody doubled.
fn is_expression(inner: &str) -> bool {
    let inner = inner.trim_start_matches(['-', '~', '&', '=']).trim();
    let first = inner.chars().next();
    let begins = first.is_some_and(|c| {
        c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '@' | '(' | '"' | '\'' | '`')
    });
    let is_member = ["\":", "\" :", "':", "' :"]
        .iter()
        .any(|sign| inner.contains(sign));
    let is_reference = first_word(inner).eq_ignore_ascii_case("resolve");
    begins && !is_member && !is_reference && !inner.contains("$context")
}

/// The same of a line of Mako: `% if x:`.
fn mako_line(rest: &str) -> Option<(usize, bool, bool)> {
    let line = rest.lines().next()?.trim_end();
    let words = line.strip_prefix("% ")?.trim_start();
    let is_end = MAKO_PAIRS.iter().any(|(_, end)| *end == words);
    let is_start = words.ends_with(':') && WORDS.contains(&first_word(words));
    (is_end || is_start).then_some((line.len(), true, false))
}

/// How Mako begins and ends what it chooses or repeats.
const MAKO_PAIRS: [(&str, &str); 3] = [("if", "endif"), ("for", "endfor"), ("while", "endwhile")];

/// Whether a text has such a pair of lines: a line of a format may begin with `% `, too.
fn is_mako(text: &str) -> bool {
    let lines = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("% "));
    let lines = lines.map(str::trim_start);
    let mut open = [false; MAKO_PAIRS.len()];
    for line in lines {
        for ((start, end), is_open) in MAKO_PAIRS.iter().zip(&mut open) {
            *is_open |= line.ends_with(':') && first_word(line) == *start;
            if *is_open && line == *end {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The instructions of a text; statements with `!` before them.
    fn found(text: &str) -> Vec<String> {
        let shown = |part: Part| {
            let sign = if part.is_statement { "!" } else { "" };
            format!("{sign}{}", &text[part.span.range()])
        };
        all(text).0.into_iter().map(shown).collect()
    }

    #[test]
    fn instructions_of_many_engines_are_found() {
        for whole in [
            // Jinja, Nunjucks, Twig, Liquid
            "{{ x }}",
            "{{x.y|default('a')}}",
            "!{% if a == 'b' %}",
            "!{%- for a in b -%}",
            "{# a\nb #}",
            "!{% set a = {\n  'b': 1} %}",
            "{{ \"a\" | upper }}",
            // Go, Helm, gomplate
            "{{ .Values.format }}",
            "{{- .a | quote -}}",
            "{{ $x }}",
            "!{{ $x := .y }}",
            "!{{ if .a }}",
            "!{{- end }}",
            "!{{ range .a }}",
            "{{/* a\nb */}}",
            "{{- /* a\nb */ -}}",
            "{{ include \"x\" . }}",
            "{{ (ds \"a\").b }}",
            "{{ `{{ a` }}",
            // Handlebars, Mustache
            "{{{ x }}}",
            "{{&x}}",
            "!{{#each a}}",
            "!{{/each}}",
            "!{{^a}}",
            "{{> partial}}",
            "{{!-- a\nb --}}",
            // ERB, EJS
            "<%= x %>",
            "!<% if x %>",
            "!<%- a -%>",
            "!<%# a %>",
            "<%== a %>",
            // GitHub
            "${{ env.X }}",
        ] {
            let text = whole.trim_start_matches('!');
            assert_eq!(found(text), [whole]);
            assert_eq!(found(&format!("a\n{text}\nb")), [whole]);
        }
    }

    #[test]
    fn lines_of_mako_come_in_pairs() {
        let text = "a\n  % if a:\nb\n% else:\n% endif\n% with $context.status\n% end x\n";
        assert_eq!(found(text), ["!% if a:", "!% else:", "!% endif"]);
        for text in [
            "% if a:",
            "% endif",
            "% endif\n% if a:",
            "% for a:\n% endif",
            "% if a\n% endif",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_is_no_instruction_is_left_alone() {
        for text in [
            "{{resolve:ssm:/a}}",
            "{{ resolve:ssm:/a }}",
            "{{\"requestId\":\"$context.requestId\"}}",
            "{{ \"a\" : 1 }}",
            "{{$context.requestId}}",
            "{a: {b: {c: d}}}",
            "{\"a\":{\"b\":{}}}",
            "{{",
            "{{}}",
            "{{ a }",
            "{{ a\n}}",
            "{% a",
            "a < % b",
            "50 % if",
            "% of all\n",
            "%YAML 1.2",
            "{a: b} {#",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
        let far = format!("{{%{}%}}", " ".repeat(ENGINE_TAG));
        assert_eq!(found(&far), [""; 0]);
    }

    #[test]
    fn signs_that_begin_nothing_are_looked_at_so_often_and_no_more() {
        let (found, end) = all(&format!("{}\n{{{{ x }}}}", "{{\n".repeat(ENGINE_SIGNS - 1)));
        assert_eq!((found.len(), end), (1, None));
        let (found, end) = all(&format!("{}\n{{{{ x }}}}", "{{\n".repeat(ENGINE_SIGNS)));
        assert!(found.is_empty() && end.is_some());
    }
}
