//! The report for people: the place in the file, the format as API Gateway receives it, a line that would break, and
//! what to do. The first part is drawn by miette.

use std::fmt;
use std::io::{self, Write};

use gwfmt_core::diagnostic::{CounterExample, Severity};
use gwfmt_core::limits;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters,
    ThemeStyles,
};

use super::excerpt::Excerpt;
use super::strip::strip;
use super::{Look, Report};
use crate::check::examine::differing;
use crate::check::finding::Finding;
use crate::check::place::Place;
use crate::check::run::Run;
use crate::text::color::{PLAIN, color};
use crate::text::shown::{self, Shown};
use crate::text::wrap::wrap;

/// The width of reports that no terminal shows.
const PAGE: usize = 100;

/// The row of the table.
pub(crate) static REPORT: Report = Report {
    name: "pretty",
    what: "The place in the file, the line that would break, and what to do",
    is_for_people: true,
    prints_texts: false,
    write: pretty,
};

/// Writes every finding as people read it.
fn pretty(run: &Run, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let color = look.color;
    let pretty = Pretty::new(color, look.width);
    run.findings()
        .iter()
        .try_for_each(|finding| shown::lines(&pretty.finding(finding), color, out))
}

/// How findings are drawn.
#[derive(Debug)]
struct Pretty {
    handler: GraphicalReportHandler,
    color: bool,
    width: usize,
}

/// What miette draws of a finding.
#[derive(Debug)]
struct Drawn {
    code: String,
    severity: Severity,
    message: Shown,
    excerpt: Option<Excerpt>,
}

impl Pretty {
    fn new(color: bool, width: Option<usize>) -> Self {
        let width = width.unwrap_or(PAGE);
        let width = width.clamp(limits::REPORT_NARROW, limits::REPORT_WIDTH);
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

    fn finding(&self, finding: &Finding) -> String {
        let said = &finding.said;
        let drawn = Drawn {
            code: format!("{}[{}]", said.severity, said.rule),
            severity: said.severity,
            message: Shown::with_holes(&said.message),
            excerpt: Excerpt::new(finding, self.width.saturating_sub(10)),
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
        if let Some(error) = &finding.aws_error {
            self.words(
                "error from API Gateway",
                &Shown::with_holes(error),
                &mut out,
            );
        }
        let help = finding.help.as_deref();
        if let Some(help) = help {
            self.words("help", &Shown::with_holes(help), &mut out);
        }
        if let Some(fix) = &finding.fix
            && !says_all(help.unwrap_or_default(), &fix.title)
        {
            let review = if fix.safe { "" } else { " (to be reviewed)" };
            let words = Shown::with_holes(&format!("{}{review}", fix.title));
            self.words("fix", &words, &mut out);
        }
        out.push('\n');
        out
    }

    /// The places that lie in other files, and the stages and calls that the format passes through.
    fn elsewhere(&self, finding: &Finding, out: &mut String) {
        const MOST: usize = 4;
        let elsewhere = |place: &Place| place.file != finding.said.file;
        let others = finding.others.iter().filter(|place| elsewhere(place));
        let others = others.map(|place| ("also", place, "goes on here"));
        let related = finding.related.iter().filter(|(place, _)| elsewhere(place));
        let related = related.map(|(place, words)| ("also", place, words.as_str()));
        let via = finding.format.iter().flat_map(|format| &format.via);
        let via = via.map(|place| ("used at", place, ""));
        for (word, place, words) in others.chain(related).chain(via.take(MOST)) {
            let (line, column) = (place.spot.line, place.spot.column);
            let mut at = format!("{}:{line}:{column}", place.file);
            if !words.is_empty() {
                at.push_str(": ");
                at.push_str(words);
            }
            self.words(word, &Shown::with_holes(&at), out);
        }
    }

    /// The format as API Gateway receives it, where the file does not say it in the same bytes.
    fn received(&self, finding: &Finding, out: &mut String) {
        let format = finding.format.as_ref();
        let received = format.and_then(|format| format.received.as_ref());
        let Some(snippet) = received.filter(|snippet| !snippet.marks_hole()) else {
            return;
        };
        self.heading("as API Gateway receives it", out);
        let width = self.width.saturating_sub(4);
        let strip = strip(&snippet.text, snippet.mark, width, |at| {
            hole(&snippet.holes, at)
        });
        self.strip(&strip.line, &strip.marks, "", finding.said.severity, out);
    }

    /// A line that API Gateway would write, and what goes wrong with it.
    fn example(&self, finding: &Finding, out: &mut String) {
        let Some(example) = &finding.example else {
            return;
        };
        let width = self.width.saturating_sub(4);
        let severity = finding.said.severity;
        let hole = |at| hole(&example.holes, at);
        match &example.line {
            CounterExample::Broken { line, at, why } => {
                self.heading("a log line that shows it", out);
                let strip = strip(line, *at, width, hole);
                self.strip(&strip.line, &strip.marks, why, severity, out);
            }
            CounterExample::Ambiguous { line, one, other } => {
                self.heading("a log line that can be read in two ways", out);
                let place = differing(line, one, other);
                let strip = strip(line, place, width, hole);
                self.strip(&strip.line, "", "", severity, out);
                for reading in [one, other] {
                    let pairs = reading.iter().zip(one.iter().zip(other));
                    let differing = pairs.filter(|(_, (one, other))| one != other);
                    for (number, ((name, value), _)) in differing.enumerate() {
                        let first = if number == 0 { "    - " } else { "      " };
                        let pair = Shown::with_holes(&format!("{name} = `{value}`"));
                        wrap(pair.as_str(), first, 8, self.width, out);
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
        let why = Shown::with_holes(why);
        let why = why.as_str();
        let room = self.width.saturating_sub(marks.chars().count() + 5);
        let (beside, below) = if why.chars().count() <= room {
            (why, "")
        } else {
            ("", why)
        };
        let paint = if self.color { color(severity) } else { "" };
        let plain = if self.color { PLAIN } else { "" };
        let under = format!("    {paint}{marks} {beside}");
        out.push_str(&format!("{}{plain}\n", under.trim_end()));
        if !below.is_empty() {
            wrap(below, "    ", 4, self.width, out);
        }
    }

    /// A paragraph with a word before it.
    fn words(&self, word: &str, text: &Shown, out: &mut String) {
        let first = if self.color {
            format!("  \u{1b}[1m{word}:{PLAIN} ")
        } else {
            format!("  {word}: ")
        };
        wrap(text.as_str(), &first, word.len() + 4, self.width, out);
    }
}

/// Whether `help` names all that `title` names.
fn says_all(help: &str, title: &str) -> bool {
    let mut quoted = title.split('`').skip(1).step_by(2).peekable();
    quoted.peek().is_some() && quoted.all(|part| help.contains(part))
}

/// The expression that fills the hole at an offset.
fn hole(holes: &[(usize, String)], at: usize) -> Option<String> {
    let number = holes.binary_search_by_key(&at, |(at, _)| *at).ok()?;
    let (_, expression) = holes.get(number)?;
    Some(format!("‹{}›", Shown::new(expression)))
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
        f.write_str(self.message.as_str())
    }
}
