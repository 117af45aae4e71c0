//! The report for people: the place in the file, the format as API Gateway receives it, a line that would break, and
//! what to do. The first part is drawn by miette.

use std::fmt;

use gwfmt_carriers::Found;
use gwfmt_core::diagnostic::{CounterExample, Severity};
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::{HOLE, Origin};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters,
    ThemeStyles,
};

use super::excerpt::{Excerpt, Label};
use super::strip::strip;
use super::{Finding, PLAIN, printable};
use crate::source::SourceList;
use crate::wrap::wrap;

/// The width of reports that no terminal shows.
const PAGE: usize = 100;

/// The report for people.
#[derive(Debug)]
pub(crate) struct Pretty {
    handler: GraphicalReportHandler,
    color: bool,
    width: usize,
}

/// What miette draws of a finding.
#[derive(Debug)]
struct Drawn {
    code: String,
    severity: Severity,
    message: String,
    excerpt: Option<Excerpt>,
}

impl Pretty {
    pub(crate) fn new(color: bool, width: Option<usize>) -> Self {
        let width = width.unwrap_or(PAGE).clamp(50, 160);
        let theme = GraphicalTheme {
            characters: ThemeCharacters::unicode(),
            styles: if color {
                ThemeStyles::ansi()
            } else {
                ThemeStyles::none()
            },
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_context_lines(1)
            .with_width(width);
        Self {
            handler,
            color,
            width,
        }
    }

    pub(crate) fn finding(&self, finding: &Finding<'_>) -> String {
        let drawn = Drawn {
            code: format!("{}[{}]", finding.severity, finding.rule),
            severity: finding.severity,
            message: printable(finding.message),
            excerpt: self.excerpt(finding),
        };
        let mut out = String::new();
        let mut drawing = String::new();
        if self.handler.render_report(&mut drawing, &drawn).is_err() {
            drawing.clear();
        }
        // miette's blank line under the header is one too many in a list, and so are its spaces at the ends of lines
        for line in drawing.lines().filter(|line| !line.is_empty()) {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        self.elsewhere(finding, &mut out);
        self.received(finding, &mut out);
        self.example(finding, &mut out);
        if let Some(error) = finding.aws_error {
            self.words("AWS answers", &printable(error), &mut out);
        }
        if let Some(help) = finding.help {
            self.words("help", &printable(help), &mut out);
        }
        if let Some(fix) = &finding.fix
            && !says_all(finding.help.unwrap_or_default(), &fix.title)
        {
            let title = printable(&fix.title);
            let words = if fix.safe {
                title
            } else {
                format!("{title} (to be reviewed)")
            };
            self.words("fix", &words, &mut out);
        }
        out.push('\n');
        out
    }

    /// The lines of the main file, with every place that lies in it.
    fn excerpt(&self, finding: &Finding<'_>) -> Option<Excerpt> {
        let source = finding.sources.get(finding.primary.source)?;
        let mut labels = vec![Label {
            span: finding.primary.span,
            text: finding.label,
            primary: true,
        }];
        let here = |id| id == finding.primary.source;
        for other in finding.others.iter().filter(|other| here(other.source)) {
            labels.push(Label {
                span: other.span,
                text: None,
                primary: false,
            });
        }
        for (place, text) in finding.related.iter().filter(|(at, _)| here(at.source)) {
            labels.push(Label {
                span: place.span,
                text: Some(text),
                primary: false,
            });
        }
        labels.truncate(12);
        Some(Excerpt::new(source, &labels, self.width.saturating_sub(10)))
    }

    /// The places that lie in other files, and the stages and calls that the format passes through.
    fn elsewhere(&self, finding: &Finding<'_>, out: &mut String) {
        const MOST: usize = 4;
        let elsewhere = |place: &SourceSpan| place.source != finding.primary.source;
        let others = finding.others.iter().copied().filter(elsewhere);
        let others = others.map(|place| ("also", place, "goes on here"));
        let related = finding.related.iter().filter(|(place, _)| elsewhere(place));
        let related = related.map(|(place, words)| ("also", *place, *words));
        let via = finding.format.iter().flat_map(|(found, _)| &found.via);
        let via = via.map(|place| ("used at", *place, ""));
        for (word, place, words) in others.chain(related).chain(via.take(MOST)) {
            if let Some((source, spot)) = finding.sources.spot(place) {
                let mut at = format!("{}:{}:{}", printable(&source.name), spot.line, spot.column);
                if !words.is_empty() {
                    at.push_str(": ");
                    at.push_str(&printable(words));
                }
                self.words(word, &at, out);
            }
        }
    }

    /// The format as API Gateway receives it, where the file does not say it in the same bytes.
    fn received(&self, finding: &Finding<'_>, out: &mut String) {
        let Some((found, span)) = finding.format else {
            return;
        };
        let mut runs = found.text.spans().map(|(_, origin)| origin);
        if let (Some(Origin::Verbatim { .. }) | None, None) = (runs.next(), runs.next()) {
            return;
        }
        self.heading("as API Gateway receives it", out);
        let text = found.text.as_str();
        let width = self.width.saturating_sub(4);
        let strip = strip(text, span, width, |at| hole(found, finding.sources, at));
        self.strip(&strip.line, &strip.marks, "", finding.severity, out);
    }

    /// A line that API Gateway would write, and what goes wrong with it.
    fn example(&self, finding: &Finding<'_>, out: &mut String) {
        let Some(example) = finding.counter_example else {
            return;
        };
        let width = self.width.saturating_sub(4);
        match example {
            CounterExample::Broken { line, at, why } => {
                self.heading("a line that it would write", out);
                let strip = strip(line, *at, width, |at| hole_in_line(finding, line, at));
                self.strip(&strip.line, &strip.marks, why, finding.severity, out);
            }
            CounterExample::Ambiguous { line, one, other } => {
                self.heading("a line that it would write, and two ways to read it", out);
                let place = differing(line, one, other);
                let strip = strip(line, place, width, |at| hole_in_line(finding, line, at));
                self.strip(&strip.line, "", "", finding.severity, out);
                for reading in [one, other] {
                    let pairs = reading.iter().zip(one.iter().zip(other));
                    let differing = pairs.filter(|(_, (one, other))| one != other);
                    for (number, ((name, value), _)) in differing.enumerate() {
                        let first = if number == 0 { "    - " } else { "      " };
                        let pair = format!("{name} = `{}`", printable(value));
                        wrap(&pair, first, 8, self.width, out);
                    }
                }
            }
        }
    }

    fn heading(&self, words: &str, out: &mut String) {
        if self.color {
            out.push_str(&format!("  \u{1b}[1m{words}:{PLAIN}\n"));
        } else {
            out.push_str(&format!("  {words}:\n"));
        }
    }

    fn strip(&self, line: &str, marks: &str, why: &str, severity: Severity, out: &mut String) {
        out.push_str(&format!("    {line}\n"));
        if marks.is_empty() {
            return;
        }
        let why = printable(why);
        let room = self.width.saturating_sub(marks.chars().count() + 5);
        let (beside, below) = if why.chars().count() <= room {
            (why.as_str(), "")
        } else {
            ("", why.as_str())
        };
        let paint = if self.color {
            super::color(severity)
        } else {
            ""
        };
        let plain = if self.color { PLAIN } else { "" };
        let under = format!("    {paint}{marks} {beside}");
        out.push_str(&format!("{}{plain}\n", under.trim_end()));
        if !below.is_empty() {
            wrap(below, "    ", 4, self.width, out);
        }
    }

    /// A paragraph with a word before it.
    fn words(&self, word: &str, text: &str, out: &mut String) {
        let first = if self.color {
            format!("  \u{1b}[1m{word}:{PLAIN} ")
        } else {
            format!("  {word}: ")
        };
        wrap(text, &first, word.len() + 4, self.width, out);
    }
}

/// Whether `help` names all that `title` names.
fn says_all(help: &str, title: &str) -> bool {
    let mut quoted = title.split('`').skip(1).step_by(2).peekable();
    quoted.peek().is_some() && quoted.all(|part| help.contains(part))
}

/// The expression that fills the hole at an offset of the text.
fn hole(found: &Found, sources: &SourceList<'_>, at: usize) -> Option<String> {
    const MOST: usize = 24;
    let (_, place) = found.text.holes().find(|(span, _)| span.start == at)?;
    let expression = sources.get(place.source)?.slice(place.span);
    let mut short: String = expression.chars().take(MOST).map(super::visible).collect();
    if expression.chars().nth(MOST).is_some() {
        short.push('…');
    }
    Some(format!("‹{short}›"))
}

/// [`hole`] for an offset of a line made from the format: the holes of the two follow each other in one order.
fn hole_in_line(finding: &Finding<'_>, line: &str, at: usize) -> Option<String> {
    if !line.get(at..)?.starts_with(HOLE) {
        return None;
    }
    let (found, _) = finding.format?;
    let number = line[..at].matches(HOLE).count();
    let typed = found.text.as_str().matches(HOLE).count() != found.text.holes().count();
    let (span, _) = found.text.holes().nth(number).filter(|_| !typed)?;
    hole(found, finding.sources, span.start)
}

/// Where in the line the first value stands that the readings do not agree on.
fn differing(line: &str, one: &[(String, String)], other: &[(String, String)]) -> Span {
    let different = one.iter().zip(other).find(|(one, other)| one != other);
    let value = different.map_or("", |((_, value), _)| value.as_str());
    let start = line.find(value).unwrap_or(0);
    Span::new(start, start + value.len())
}

impl Diagnostic for Drawn {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt
            .as_ref()
            .map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = &self.excerpt.as_ref()?.labels;
        Some(Box::new(labels.iter().cloned()))
    }
}

impl std::error::Error for Drawn {}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
