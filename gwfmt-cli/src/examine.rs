//! From what the carriers found to rows of a report: the rules run here, and what they say gets its place in a file.
//!
//! A file's text lives no longer than it takes to examine it. What is kept are the rows.

use std::hash::{DefaultHasher, Hasher as _};
use std::path::Path;

use gwfmt_carriers::{Extraction, Found, Problem, Unknown};
use gwfmt_core::api::Api;
use gwfmt_core::diagnostic::{Diagnostic, Severity};
use gwfmt_core::lint::lint;
use gwfmt_core::model::{Extent, Model};
use gwfmt_core::span::{SourceId, SourceSpan};

use crate::extract::{self, NotRead};
use crate::file_rules::{self, FileRule};
use crate::fixes::FileFix;
use crate::report::{Body, Finding, Reporter, json};
use crate::select::Selection;
use crate::source::SourceList;

/// How formats are examined: the same for every file of a run.
#[derive(Debug)]
pub(crate) struct Examiner {
    pub(crate) selection: Selection,
    /// The type of API that the user says.
    pub(crate) api: Option<Api>,
    pub(crate) reporter: Reporter,
    /// Whether to describe each format.
    pub(crate) verbose: bool,
}

/// What was found in some files.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) formats: Vec<FormatRow>,
    pub(crate) findings: Vec<FindingRow>,
    /// Formats of which nothing is known.
    pub(crate) unknown: Vec<UnknownRow>,
    /// Files and bytes where values stand of which a call, or a file of values, says what becomes of them.
    called: Vec<(String, usize)>,
    /// Files that were named and are not read, each with the reason.
    pub(crate) not_read: Vec<(String, NotRead)>,
    /// Files that were asked for and could not be read: what kept us.
    pub(crate) failures: Vec<String>,
    /// The number of files that were looked at.
    pub(crate) looked_at: usize,
}

/// A format.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FormatRow {
    pub(crate) file: String,
    start: usize,
    pub(crate) address: String,
    /// Tells two formats at one place from each other: a module that is called twice.
    fingerprint: u64,
    pub(crate) extent: Extent,
    /// For those who asked for more.
    pub(crate) description: String,
    pub(crate) entry: Entry,
}

/// A format of which nothing is known, with its place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UnknownRow {
    pub(crate) file: String,
    start: usize,
    pub(crate) entry: json::Unknown,
}

/// What of a carrier's find says whether it is asked for.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) address: &'a str,
    /// Where the value stands, and what it passes through.
    pub(crate) places: Vec<SourceId>,
    /// Where the pieces of the text stand.
    pub(crate) pieces: Vec<SourceId>,
}

impl<'a> Subject<'a> {
    pub(crate) fn format(found: &'a Found) -> Self {
        let pieces = found.text.spans().map(|(_, origin)| origin.source());
        Self {
            address: &found.address,
            places: places(found.place, &found.via),
            pieces: pieces.collect(),
        }
    }

    pub(crate) fn unknown(unknown: &'a Unknown) -> Self {
        Self {
            address: &unknown.address,
            places: places(unknown.place, &unknown.via),
            pieces: Vec::new(),
        }
    }

    /// All that was found.
    pub(crate) fn all(extraction: &'a Extraction) -> impl Iterator<Item = Self> {
        let unknown = extraction.unknown.iter().map(Self::unknown);
        extraction.formats.iter().map(Self::format).chain(unknown)
    }
}

fn places(place: SourceSpan, via: &[SourceSpan]) -> Vec<SourceId> {
    let all = std::iter::once(&place).chain(via);
    all.map(|place| place.source).collect()
}

/// What the report lists of a format. It has no say in the order.
#[derive(Debug, Default)]
pub(crate) struct Entry(pub(crate) Option<Box<json::Format>>);

impl PartialEq for Entry {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

/// A finding: sorted by file, place, rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FindingRow {
    file: String,
    start: usize,
    end: usize,
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    /// Tells two messages of one rule at one place from each other.
    fingerprint: u64,
    pub(crate) body: Body,
}

impl FindingRow {
    /// Whether it says the same: one place of two formats is at fault once.
    fn repeats(&self, other: &Self) -> bool {
        let said = |row: &Self| (row.start, row.end, row.rule, row.severity, row.fingerprint);
        self.file == other.file && said(self) == said(other)
    }
}

fn fingerprint(of: impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

impl Outcome {
    /// Notes what a format passes through that a call of a module or a file of values chooses.
    fn called(
        &mut self,
        address: &str,
        place: SourceSpan,
        via: &[SourceSpan],
        sources: &SourceList<'_>,
    ) {
        let file = sources
            .get(place.source)
            .map(|source| Path::new(&source.name));
        let is_given = file.is_some_and(extract::is_values_on_demand);
        if !is_given && !address.starts_with("module.") {
            return;
        }
        let at = |place: &SourceSpan| {
            let source = sources.get(place.source)?;
            Some((source.name.clone(), place.span.start))
        };
        self.called.extend(via.iter().filter_map(at));
    }

    /// Notes a file that was named and is not read.
    pub(crate) fn not_read(&mut self, name: String, why: Option<NotRead>) {
        self.not_read.extend(why.map(|why| (name, why)));
    }

    /// Adds what was found elsewhere.
    pub(crate) fn absorb(&mut self, other: Outcome) {
        self.formats.extend(other.formats);
        self.findings.extend(other.findings);
        self.unknown.extend(other.unknown);
        self.called.extend(other.called);
        self.not_read.extend(other.not_read);
        self.failures.extend(other.failures);
        self.looked_at += other.looked_at;
    }

    /// In the order of reports, whatever the order of finding; what was found twice is there once.
    pub(crate) fn settle(&mut self) {
        self.formats.sort_unstable();
        self.formats.dedup();
        self.findings.sort_unstable();
        self.findings.dedup_by(|later, first| later.repeats(first));
        self.not_read.sort_unstable();
        self.not_read.dedup();
        self.called.sort_unstable();
        let called = &self.called;
        self.unknown.retain(|row| {
            let here = (row.file.as_str(), row.start);
            let at = called.binary_search_by(|(file, start)| (file.as_str(), *start).cmp(&here));
            at.is_err()
        });
        self.unknown.sort_unstable();
        self.unknown.dedup();
    }
}

impl Examiner {
    /// Runs the rules over what a carrier found. `named` tells of a source whether the user named it; `wanted`, whether
    /// a format is asked for.
    pub(crate) fn extraction(
        &self,
        extraction: &Extraction,
        sources: &SourceList<'_>,
        named: impl Fn(SourceSpan) -> bool,
        wanted: impl Fn(&Subject<'_>) -> bool,
        outcome: &mut Outcome,
    ) {
        for found in &extraction.formats {
            if wanted(&Subject::format(found)) {
                self.format(found, sources, outcome);
                outcome.called(&found.address, found.place, &found.via, sources);
            }
        }
        for unknown in &extraction.unknown {
            if wanted(&Subject::unknown(unknown)) {
                let file = sources.get(unknown.place.source);
                outcome.unknown.push(UnknownRow {
                    file: file.map_or_else(String::new, |source| source.name.clone()),
                    start: unknown.place.span.start,
                    entry: json::Unknown::new(unknown, sources),
                });
                outcome.called(&unknown.address, unknown.place, &unknown.via, sources);
            }
        }
        for problem in &extraction.problems {
            let (rule, severity) = file_rules::of(problem.kind, named(problem.place));
            self.file(
                rule,
                severity,
                problem.place,
                &problem.message,
                sources,
                outcome,
            );
        }
    }

    fn format(&self, found: &Found, sources: &SourceList<'_>, outcome: &mut Outcome) {
        for fault in &found.faults {
            self.fault(found, fault, sources, outcome);
        }
        let model = Model::new(&found.text, found.api.narrowed(self.api));
        let model = model.with_extent(found.extent);
        for diagnostic in lint(&model, &self.selection.rules) {
            self.diagnostic(found, &diagnostic, sources, outcome);
        }
        let file = sources.get(found.place.source);
        let entry = self
            .reporter
            .lists_formats()
            .then(|| Box::new(json::Format::new(found, &model, sources)));
        let mut description = String::new();
        if self.verbose {
            let what = match found.extent {
                Extent::Whole => model.shape.name(),
                Extent::Part => "part of a format that is put together out of sight",
            };
            description = format!("{}, {what}, {} bytes", model.apis, model.text().len());
            for remark in &found.remarks {
                description.push_str("; ");
                description.push_str(remark);
            }
        }
        outcome.formats.push(FormatRow {
            file: file.map_or_else(String::new, |source| source.name.clone()),
            start: found.place.span.start,
            address: found.address.clone(),
            fingerprint: fingerprint((model.text(), model.apis)),
            extent: found.extent,
            description,
            entry: Entry(entry),
        });
    }

    fn diagnostic(
        &self,
        found: &Found,
        diagnostic: &Diagnostic,
        sources: &SourceList<'_>,
        outcome: &mut Outcome,
    ) {
        let places = found.text.locate(diagnostic.span);
        let (primary, others) = match places {
            // an empty format has no runs
            None => (found.place, Vec::new()),
            Some(places) => (places.primary, places.others),
        };
        let related = diagnostic.related.iter().filter_map(|(span, label)| {
            let places = found.text.locate(*span)?;
            Some((places.primary, label.as_str()))
        });
        let finding = Finding {
            sources,
            rule: diagnostic.rule,
            severity: diagnostic.severity,
            message: &diagnostic.message,
            label: diagnostic.label.as_deref(),
            help: diagnostic.help.as_deref(),
            aws_error: diagnostic.aws_error.as_deref(),
            counter_example: diagnostic.counter_example.as_ref(),
            primary,
            others,
            related: related.collect(),
            format: Some((found, diagnostic.span)),
            fix: diagnostic
                .fix
                .as_ref()
                .map(|fix| FileFix::new(fix, &found.text, sources)),
        };
        outcome.findings.push(self.row(&finding));
    }

    /// Notes what is wrong with how a file makes a format.
    fn fault(
        &self,
        found: &Found,
        fault: &Problem,
        sources: &SourceList<'_>,
        outcome: &mut Outcome,
    ) {
        let (rule, severity) = file_rules::of(fault.kind, true);
        if !self.selection.wants(rule.name) {
            return;
        }
        let mut holes = found.text.holes();
        let hole = holes.find(|(_, place)| *place == fault.place);
        let help = fault.fix.as_ref().map(|new| format!("write `{new}`"));
        // a name that goes on behind the braces would become another one
        let after = sources.get(fault.place.source).and_then(|source| {
            let rest = source.text.get(fault.place.span.end..)?;
            rest.chars().next()
        });
        let joins = after.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
        let edit = fault.fix.clone().map(|new| (fault.place, new));
        let fix = help.clone().map(|title| FileFix {
            title,
            safe: false,
            edits: edit.filter(|_| !joins).into_iter().collect(),
        });
        let finding = Finding {
            sources,
            rule: rule.name,
            severity,
            message: &fault.message,
            label: None,
            help: help.as_deref(),
            aws_error: None,
            counter_example: None,
            primary: fault.place,
            others: Vec::new(),
            related: Vec::new(),
            format: hole.map(|(span, _)| (found, span)),
            fix,
        };
        outcome.findings.push(self.row(&finding));
    }

    /// Notes a finding about a file.
    pub(crate) fn file(
        &self,
        rule: &FileRule,
        severity: Severity,
        place: SourceSpan,
        message: &str,
        sources: &SourceList<'_>,
        outcome: &mut Outcome,
    ) {
        if !self.selection.wants(rule.name) {
            return;
        }
        let finding = Finding {
            sources,
            rule: rule.name,
            severity,
            message,
            label: None,
            help: None,
            aws_error: None,
            counter_example: None,
            primary: place,
            others: Vec::new(),
            related: Vec::new(),
            format: None,
            fix: None,
        };
        outcome.findings.push(self.row(&finding));
    }

    fn row(&self, finding: &Finding<'_>) -> FindingRow {
        let file = finding.sources.get(finding.primary.source);
        FindingRow {
            file: file.map_or_else(String::new, |source| source.name.clone()),
            start: finding.primary.span.start,
            end: finding.primary.span.end,
            rule: finding.rule,
            severity: finding.severity,
            fingerprint: fingerprint(finding.message),
            body: self.reporter.body(finding),
        }
    }
}
