//! The rules, and [`lint`], which runs them over a [`Model`].

mod aws;
mod choice;
mod deployment;
mod example;
mod member;
pub mod rules;
pub mod slots;
mod space;
mod words;

pub use choice::Choice;
pub use deployment::{FileFix, Remark, Remarks, judge};
pub use example::{Example, Subject, examples};
pub use rules::RULES;

use crate::delivery::Deployment;
use crate::diagnostic::{Diagnostic, Severity};
use crate::limits::{FINDINGS_PER_RULE, FORMAT_READ};
use crate::mark::Mark;
use crate::model::{Extent, Model};
use crate::span::Span;

/// A rule: data and a function.
#[derive(Debug)]
pub struct Rule {
    /// Its only identity, in kebab-case: it names the mistake.
    pub name: &'static str,
    /// What `--select` may call it by.
    pub group: Group,
    /// The level of its gravest finding.
    pub severity: Severity,
    /// Whether it runs when nobody asks for it.
    pub on: bool,
    /// How sure the fact behind it is.
    pub mark: Mark,
    /// The pages that say so.
    pub sources: &'static [&'static str],
    /// Its page, in Markdown, with `bad` and `good` examples.
    pub docs: &'static str,
    /// What finds it.
    pub check: Check,
}

impl Rule {
    /// The rule of that name.
    pub fn find(name: &str) -> Option<&'static Rule> {
        RULES.iter().copied().find(|rule| rule.name == name)
    }

    /// Whether it is about files. Its findings come from whoever reads them, and it does nothing in [`lint`].
    pub const fn is_about_files(&self) -> bool {
        matches!(self.check, Check::File | Check::Unread)
    }

    /// Whether it judges formats, one by one.
    pub const fn is_about_formats(&self) -> bool {
        matches!(self.check, Check::Reference(_) | Check::Whole(_))
    }

    /// The first sentence of its page.
    pub fn summary(&self) -> &'static str {
        let docs = self.docs.trim_start();
        docs.split("\n\n").next().unwrap_or(docs).trim_end()
    }
}

/// What a rule is about. Groups select rules by word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// How references are written.
    Syntax,
    /// What names mean.
    Catalog,
    /// What API Gateway refuses to deploy.
    Deploy,
    /// What keeps lines from their destination.
    Delivery,
    /// What is set for a whole account, mostly elsewhere.
    Account,
    /// Lines that are to be JSON.
    Json,
    /// Lines that are to be XML.
    Xml,
    /// Lines of columns and free text.
    Text,
    /// What should not be in a log.
    Privacy,
    /// What the config of a repository asks for.
    Policy,
    /// The files that formats are in.
    Files,
}

impl Group {
    /// All groups, in the order of reports.
    pub const ALL: [Group; 11] = [
        Group::Syntax,
        Group::Catalog,
        Group::Deploy,
        Group::Delivery,
        Group::Account,
        Group::Json,
        Group::Xml,
        Group::Text,
        Group::Privacy,
        Group::Policy,
        Group::Files,
    ];

    /// The word.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Syntax => "syntax",
            Group::Catalog => "catalog",
            Group::Deploy => "deploy",
            Group::Delivery => "delivery",
            Group::Account => "account",
            Group::Json => "json",
            Group::Xml => "xml",
            Group::Text => "text",
            Group::Privacy => "privacy",
            Group::Policy => "policy",
            Group::Files => "files",
        }
    }
}

/// What finds the mistakes of a rule, and how much must be in sight for its findings to be true.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// A function that judges references one by one: whatever surrounds one, the finding holds. It runs over a part of a format too.
    Reference(fn(&Model<'_>, &mut Findings)),
    /// A function that must see the format from its first byte to its last, as API Gateway receives it.
    Whole(fn(&Model<'_>, &mut Findings)),
    /// A function that judges the resources around stages.
    Deployment(fn(&Deployment, &mut Remarks)),
    /// Whoever reads a file finds it, before there is a format to judge.
    File,
    /// The same; and it says that something was not read, so that there may be more formats than were seen.
    Unread,
}

impl Check {
    /// The function that can judge a text of which so much is in sight.
    const fn over(self, extent: Extent) -> Option<fn(&Model<'_>, &mut Findings)> {
        match (self, extent) {
            (Check::Reference(check), _) | (Check::Whole(check), Extent::Whole) => Some(check),
            (Check::Whole(_) | Check::Deployment(_) | Check::File | Check::Unread, _) => None,
        }
    }
}

/// Collects what a rule says.
#[derive(Debug, Default)]
pub struct Findings {
    rule: Option<&'static Rule>,
    /// The level that is wanted of what it says.
    level: Option<Severity>,
    /// How many the rule has said.
    count: usize,
    /// The first that was left out.
    left_out: Option<Span>,
    diagnostics: Vec<Diagnostic>,
}

impl Findings {
    /// Adds a finding; it may be filled in further through what is given back.
    pub fn push(
        &mut self,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.count += 1;
        if self.count > FINDINGS_PER_RULE {
            self.left_out.get_or_insert(span);
            return;
        }
        let name = self.rule.map_or("", |rule| rule.name);
        let severity = self.level.unwrap_or(severity);
        self.diagnostics
            .push(more(Diagnostic::new(name, severity, span, message)));
    }

    /// [`Findings::push`] for an error.
    pub fn error(
        &mut self,
        span: Span,
        message: impl Into<String>,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.push(Severity::Error, span, message, more);
    }

    /// [`Findings::push`] for a warning.
    pub fn warning(
        &mut self,
        span: Span,
        message: impl Into<String>,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.push(Severity::Warning, span, message, more);
    }

    /// [`Findings::push`] for a note.
    pub fn note(
        &mut self,
        span: Span,
        message: impl Into<String>,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.push(Severity::Note, span, message, more);
    }
}

/// Runs `rules` over a format, over a part of one those whose findings hold for a single reference. The findings are sorted by place, then by rule.
pub fn lint<'r>(
    model: &Model<'_>,
    rules: impl IntoIterator<Item = &'r &'static Rule>,
) -> Vec<Diagnostic> {
    merged(model.text(), lint_each(model, rules))
}

/// The same, with each place by itself: [`merged`] makes one finding of those that say the same.
pub fn lint_each<'r>(
    model: &Model<'_>,
    rules: impl IntoIterator<Item = &'r &'static Rule>,
) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    for rule in rules {
        // Of a longer text nothing but the length is judged: it is not parsed, and each finding would show a whole line.
        if model.text().len() > FORMAT_READ && rule.name != "format-too-long" {
            continue;
        }
        let Some(check) = rule.check.over(model.extent) else {
            continue;
        };
        findings.rule = Some(rule);
        findings.level = model.settings.level(rule.name);
        findings.count = 0;
        check(model, &mut findings);
        if let Some(span) = findings.left_out.take() {
            let more = findings.count - FINDINGS_PER_RULE;
            findings.diagnostics.push(Diagnostic::new(
                rule.name,
                Severity::Note,
                span,
                format!("{more} more findings of `{}` are left out", rule.name),
            ));
        }
    }
    let mut diagnostics = findings.diagnostics;
    diagnostics.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
    diagnostics.dedup();
    diagnostics
}

/// What one rule says several times of the same text in the same words is one finding, which names the other places: one cause, one remedy.
pub fn merged(text: &str, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<(Diagnostic, Vec<Span>)> = Vec::with_capacity(diagnostics.len());
    for found in diagnostics {
        let same = kept.iter_mut().find(|(first, _)| {
            text.get(first.span.range()) == text.get(found.span.range())
                && says_the_same(first, &found)
        });
        match same {
            Some((first, others)) => {
                others.push(found.span);
                if let (Some(fix), Some(more)) = (&mut first.fix, found.fix) {
                    fix.edits.extend(more.edits);
                }
            }
            None => kept.push((found, Vec::new())),
        }
    }
    let also = |(first, others): (Diagnostic, Vec<Span>)| first.also(others);
    kept.into_iter().map(also).collect()
}

/// Whether two findings differ in nothing but their places. The edits of the second come after those of the first.
fn says_the_same(first: &Diagnostic, other: &Diagnostic) -> bool {
    let fixes = match (&first.fix, &other.fix) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let end = a.edits.last().map_or(0, |(span, _)| span.end);
            let start = b.edits.first().map_or(0, |(span, _)| span.start);
            (&a.title, a.safe) == (&b.title, b.safe) && end <= start
        }
        _ => false,
    };
    first.rule == other.rule
        && first.severity == other.severity
        && first.message == other.message
        && first.label == other.label
        && first.help == other.help
        && first.aws_error == other.aws_error
        && first.related.is_empty()
        && other.related.is_empty()
        && fixes
}

/// Declares a rule: its page is its doc comment, and is kept as [`Rule::docs`] too.
macro_rules! rule {
    (
        $(#[doc = $docs:literal])+
        $name:literal, $group:ident, $check:ident, $severity:ident, $on:literal, $mark:ident,
        sources: [$($source:expr),+ $(,)?]
        $(, $function:path)?
    ) => {
        $(#[doc = $docs])+
        pub static RULE: $crate::lint::Rule = $crate::lint::Rule {
            name: $name,
            group: $crate::lint::Group::$group,
            severity: $crate::diagnostic::Severity::$severity,
            on: $on,
            mark: $crate::mark::Mark::$mark,
            sources: &[$($source),+],
            docs: concat!($($docs, "\n"),+),
            check: $crate::lint::Check::$check $(($function))?,
        };
    };
}
pub(crate) use rule;
