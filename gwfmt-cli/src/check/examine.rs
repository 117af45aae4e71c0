//! From what the carriers found to a [`Run`]: the rules run here, and what they say gets its place in a file.
//!
//! A file's text lives no longer than it takes to examine it. What is kept are the findings, with the lines around them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use gwfmt_carriers::carrier::{self, Carrier, Claim};
use gwfmt_carriers::{Extraction, Found, Problem, Unknown};
use gwfmt_core::api::ApiSet;
use gwfmt_core::delivery::Receiver;
use gwfmt_core::diagnostic::{CounterExample, Diagnostic, Severity};
use gwfmt_core::limits;
use gwfmt_core::lint::{Check, Rule, lint_each, merged};
use gwfmt_core::model::{Extent, Model};
use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::{FormatText, HOLE, Origin};

use crate::check::covering::By;
use crate::check::finding::{Example, Finding, Fix, InFormat, Said};
use crate::check::fixes::FileFix;
use crate::check::passage::{self, Passage, Snippet, Words};
use crate::check::place::Place;
use crate::check::run::{self, Content, Format, Hole, Run, Text};
use crate::check::source::SourceList;
use crate::check::ways::Change;
use crate::config::Terms;

/// How formats are examined: the same for every file of a run.
#[derive(Debug)]
pub(crate) struct Examiner {
    /// The carriers that read the files.
    pub(crate) carriers: &'static [Carrier],
    /// Whether the texts of formats are asked for, and what fills their holes.
    pub(crate) texts: bool,
    /// Whether files may ask to leave out findings.
    pub(crate) suppressions: bool,
    /// Whether files are to be mended.
    pub(crate) mends: bool,
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
}

fn places(place: SourceSpan, via: &[SourceSpan]) -> Vec<SourceId> {
    route(place, via).map(|place| place.source).collect()
}

/// The value of a format, and where else it passes through.
fn route(place: SourceSpan, via: &[SourceSpan]) -> impl Iterator<Item = SourceSpan> {
    std::iter::once(place).chain(via.iter().copied())
}

/// The first of some formats, by address.
fn first_of<'f>(group: &[&'f Found]) -> Option<&'f Found> {
    let by_address = |found: &&&'f Found| (&found.address, &found.via);
    group.iter().min_by_key(by_address).copied()
}

/// Where a finding is in the file, and what else belongs to its place.
fn located(found: &Found, diagnostic: &Diagnostic) -> (SourceSpan, Vec<SourceSpan>) {
    match found.text.locate(diagnostic.span) {
        // an empty format has no runs
        None => (found.place, Vec::new()),
        Some(places) => (places.primary, places.others),
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
        run: &mut Run,
    ) {
        let formats = extraction.formats.iter();
        let wanted_formats = formats.filter(|found| wanted(&Subject::format(found)));
        let mut linted = Linted::default();
        for group in Self::groups(wanted_formats, sources) {
            self.group(&group, &mut linted, sources, run);
        }
        for unknown in &extraction.unknown {
            if sources.have_suppressions() {
                run.doubt(route(unknown.place, &unknown.via), None, sources);
            }
            if wanted(&Subject::unknown(unknown)) {
                let via = unknown.via.iter().map(|place| sources.place(*place));
                run.unknown.push(run::Unknown::new(
                    unknown,
                    sources.place(unknown.place),
                    via.collect(),
                ));
                self.called(&unknown.address, unknown.place, &unknown.via, sources, run);
            }
        }
        for deployment in &extraction.deployments {
            Self::deployment(deployment, sources, &wanted, run);
        }
        for problem in &extraction.problems {
            let named = named(problem.place);
            let rule = problem.kind.rule();
            let fix = Self::rename(problem, sources);
            let (place, words) = (problem.place, &problem.message);
            Self::file(rule, named, (place, words), fix, sources, run);
        }
    }

    /// The formats by what they say: in each group all that rules and reports look at is the same, but for the address
    /// and the stages that it passes through. One value that thousands of stages use is one group.
    fn groups<'f>(
        formats: impl Iterator<Item = &'f Found>,
        sources: &SourceList<'_>,
    ) -> Vec<Vec<&'f Found>> {
        let mut groups: Vec<Vec<&Found>> = Vec::new();
        // with its beginning, so that one text in thousands of places is not compared with itself in all of them
        let mut known: HashMap<(Key<'f>, Beginning), Vec<usize>> = HashMap::new();
        for found in formats {
            let key = key(found, &terms(found.place, sources));
            let alike = known.entry((key, beginning(&found.text))).or_default();
            let same = |at: &&usize| {
                let group = groups.get(**at).and_then(|group| group.first());
                group.is_some_and(|first| first.text == found.text && first.faults == found.faults)
            };
            let at = alike.iter().find(same).copied().unwrap_or(groups.len());
            if at == groups.len() {
                alike.push(at);
                groups.push(Vec::new());
            }
            groups[at].push(found);
        }
        groups
    }

    fn group<'f>(
        &self,
        group: &[&'f Found],
        linted: &mut Linted<'f>,
        sources: &SourceList<'_>,
        run: &mut Run,
    ) {
        // what is said of all of them is said of the first one, by address
        let Some(first) = first_of(group) else {
            return;
        };
        let terms = terms(first.place, sources);
        let lints = linted.of(&first.text, key(first, &terms), &terms);
        if sources.have_suppressions() {
            self.with_suppressions(group, &lints, &terms, sources, run);
        } else {
            for fault in &first.faults {
                self.fault(first, fault, &[], sources, run);
            }
            let diagnostics = lints.each.clone();
            for diagnostic in merged(first.text.as_str(), diagnostics) {
                self.diagnostic(first, &diagnostic, &[], &terms, sources, run);
            }
        }
        let content = Arc::new(Content {
            text: Text::new(first.text.as_str(), self.texts),
            apis: lints.apis,
            extent: first.extent,
            shape: lints.shape,
            holes: if self.texts {
                holes(&first.text, sources)
            } else {
                Vec::new()
            },
            pieces: if self.mends {
                pieces(&first.text, sources)
            } else {
                Vec::new()
            },
        });
        let from_values = self.is_from_values(first, sources);
        for found in group {
            if from_values {
                for place in found.via.iter().chain([&found.place]) {
                    if let Some(source) = sources.get(place.source) {
                        run.answer(&found.address, &source.name, place.span.start);
                    }
                }
            }
            run.formats.push(Format {
                place: sources.place(found.place),
                address: found.address.clone(),
                content: Arc::clone(&content),
                remarks: found.remarks.clone(),
            });
            // the stage's own expression, where no other place holds all of the format
            let places = found.via.iter().chain([&found.place]).copied();
            let places: Vec<SourceSpan> = places.collect();
            self.called(&found.address, found.place, &places, sources, run);
        }
    }

    /// The same where files ask to leave out something. Of formats that pass through different places, some may be covered
    /// and others not; of places that one finding would name together, too.
    fn with_suppressions(
        &self,
        group: &[&Found],
        lints: &Lints,
        terms: &Terms,
        sources: &SourceList<'_>,
        run: &mut Run,
    ) {
        let mut classes: BTreeMap<_, Vec<&Found>> = BTreeMap::new();
        for found in group {
            let around = sources.around(route(found.place, &found.via));
            classes.entry(around).or_default().push(found);
        }
        for class in classes.values() {
            let Some(first) = first_of(class) else {
                continue;
            };
            if first.extent == Extent::Part || first.text.len() > limits::FORMAT_READ {
                let extent = (first.text.len() <= limits::FORMAT_READ).then_some(first.extent);
                run.doubt(route(first.place, &first.via), extent, sources);
            }
            let covering = |rule: &str, place: SourceSpan| {
                let places = std::iter::once(place).chain(route(first.place, &first.via));
                sources.covering(rule, places)
            };
            for fault in &first.faults {
                let by = covering(fault.kind.rule().name, fault.place);
                self.fault(first, fault, &by, sources, run);
            }
            let mut kept = Vec::new();
            for diagnostic in &lints.each {
                let by = covering(diagnostic.rule, located(first, diagnostic).0);
                if by.is_empty() {
                    kept.push(diagnostic.clone());
                } else {
                    self.diagnostic(first, diagnostic, &by, terms, sources, run);
                }
            }
            for diagnostic in merged(first.text.as_str(), kept) {
                self.diagnostic(first, &diagnostic, &[], terms, sources, run);
            }
        }
    }

    /// Notes what a rule says of a format, and the suppressions that cover it.
    fn diagnostic(
        &self,
        found: &Found,
        diagnostic: &Diagnostic,
        by: &[By],
        terms: &Terms,
        sources: &SourceList<'_>,
        run: &mut Run,
    ) {
        let (primary, others) = located(found, diagnostic);
        let said = said(
            diagnostic.rule,
            diagnostic.severity,
            primary,
            &diagnostic.message,
            sources,
        );
        if by.is_empty() && run.has(&said, &found.address) {
            return;
        }
        let related = diagnostic.related.iter().filter_map(|(span, label)| {
            let places = found.text.locate(*span)?;
            Some((places.primary, label.as_str()))
        });
        let related: Vec<_> = related.collect();
        let fix = diagnostic.fix.as_ref();
        let change = fix.filter(|_| self.mends);
        let change = change.map(|fix| Change::of_format(&fix.edits, found, sources));
        let fix = fix.map(|fix| Fix {
            change,
            ..FileFix::new(fix, &found.text, sources).owned(sources)
        });
        let example = diagnostic.counter_example.as_ref();
        let finding = Finding {
            format: Some(in_format(found, diagnostic.span, sources)),
            spot: sources.place(primary).spot,
            fails: said.severity >= terms.fail_on,
            label: diagnostic.label.clone(),
            help: diagnostic.help.clone(),
            aws_error: diagnostic.aws_error.clone(),
            example: example.map(|line| self::example(line, &found.text, sources)),
            passage: passage(primary, &others, &related, sources),
            others: others.iter().map(|place| sources.place(*place)).collect(),
            related: related
                .into_iter()
                .map(|(place, words)| (sources.place(place), words.to_owned()))
                .collect(),
            fix,
            said: Arc::new(said),
        };
        run.find_or_suppress(finding, by, sources);
    }

    /// Notes what is wrong with how a file makes a format.
    fn fault(
        &self,
        found: &Found,
        fault: &Problem,
        by: &[By],
        sources: &SourceList<'_>,
        run: &mut Run,
    ) {
        let rule = fault.kind.rule();
        let terms = terms(fault.place, sources);
        if !terms.wants(rule) {
            return;
        }
        let level = terms.settings.level(rule.name);
        let said = said(
            rule.name,
            level.unwrap_or(rule.severity),
            fault.place,
            &fault.message,
            sources,
        );
        if by.is_empty() && run.has(&said, &found.address) {
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
        let edit = fault
            .fix
            .clone()
            .map(|new| (sources.place(fault.place), new));
        let edit = edit.filter(|_| !joins);
        let change = edit.as_ref().filter(|_| self.mends);
        let change = change.map(|edit| {
            let hole = hole.map(|(span, _)| span);
            Change::of_file(edit, hole, found, sources)
        });
        let fix = help.clone().map(|title| Fix {
            title,
            safe: false,
            change,
            edits: edit.into_iter().collect(),
        });
        let finding = Finding {
            format: hole.map(|(span, _)| in_format(found, span, sources)),
            help,
            fix,
            ..bare(said, fault.place, sources)
        };
        run.find_or_suppress(finding, by, sources);
    }

    /// Notes a finding about a file. Nobody asked for one that was met, so that what was not read of it is a note.
    pub(crate) fn file(
        rule: &Rule,
        named: bool,
        (place, message): (SourceSpan, &str),
        fix: Option<Fix>,
        sources: &SourceList<'_>,
        run: &mut Run,
    ) {
        let mut severity = rule.severity;
        if matches!(rule.check, Check::Unread) {
            let Place { file, spot, .. } = sources.place(place);
            run.unread.insert((file, spot.line));
            if !named {
                severity = Severity::Note;
            }
        }
        let terms = terms(place, sources);
        if !terms.wants(rule) {
            return;
        }
        let severity = terms.settings.level(rule.name).unwrap_or(severity);
        let said = said(rule.name, severity, place, message, sources);
        let by = sources.covering(rule.name, [place]);
        let finding = Finding {
            fix,
            ..bare(said, place, sources)
        };
        run.find_or_suppress(finding, &by, sources);
    }

    /// Another name for a key. Then the format under it counts, so that somebody has to look at it.
    fn rename(problem: &Problem, sources: &SourceList<'_>) -> Option<Fix> {
        let (key, name) = problem.rename.as_ref()?;
        let written = sources.get(key.source)?.slice(key.span);
        let mut key = *key;
        if written.len() > 2 && written.starts_with(['"', '\'']) {
            key.span = Span::new(key.span.start + 1, key.span.end - 1);
        }
        let edit = (sources.place(key), (*name).to_owned());
        Some(Fix::of_file(format!("write `{name}`"), false, vec![edit]))
    }

    /// Whether a file of this name holds values for the code of other files.
    fn is_values(&self, name: &str) -> bool {
        let name = name.rsplit('/').next().unwrap_or_default();
        let mut carriers = self.carriers.iter();
        carriers.any(|carrier| carrier.gives_values(name))
    }

    /// Whether a file is read by itself, and not with its folder.
    fn is_read_alone(&self, sources: &SourceList<'_>, id: SourceId) -> bool {
        let name = sources.get(id).map(|source| Arc::clone(&source.name));
        name.is_some_and(|name| {
            let name = name.rsplit('/').next().unwrap_or_default();
            carrier::claim(self.carriers, name) == Some(Claim::File)
        })
    }

    /// Whether a file of values has a part in a format.
    fn is_from_values(&self, found: &Found, sources: &SourceList<'_>) -> bool {
        let runs = found.text.runs().iter();
        let mut ids: Vec<SourceId> = runs.map(|run| run.origin.source()).collect();
        ids.push(found.place.source);
        ids.extend(found.via.iter().map(|via| via.source));
        ids.dedup();
        let mut files = ids.into_iter().filter_map(|id| sources.get(id));
        files.any(|source| self.is_values(&source.name))
    }

    /// Notes what a format passes through that a call of a module or a file of values chooses.
    fn called(
        &self,
        address: &str,
        place: SourceSpan,
        via: &[SourceSpan],
        sources: &SourceList<'_>,
        run: &mut Run,
    ) {
        let file = sources.get(place.source);
        // a template that deploys this one as a stack of its own gives it a format
        let is_elsewhere = |via: &SourceSpan| {
            via.source != place.source && self.is_read_alone(sources, via.source)
        };
        let is_values = |via: &SourceSpan| {
            let source = sources.get(via.source);
            source.is_some_and(|source| self.is_values(&source.name))
        };
        let is_given = file.is_some_and(|source| self.is_values(&source.name))
            || via.iter().any(is_values)
            || address.contains('.') && via.iter().any(is_elsewhere);
        if is_given || address.starts_with("module.") {
            for place in via {
                if let Some(source) = sources.get(place.source) {
                    run.call(&source.name, place.span.start);
                    // the module that makes a call by itself leaves open what its caller says
                    for word in [".module.", ".component."] {
                        for (at, _) in address.match_indices(word) {
                            run.answer(&address[at + 1..], &source.name, place.span.start);
                        }
                    }
                }
            }
        }
    }
}

/// A finding with nothing but its message and the lines around it.
pub(super) fn bare(said: Said, place: SourceSpan, sources: &SourceList<'_>) -> Finding {
    let fail_on = terms(place, sources).fail_on;
    Finding {
        passage: passage(place, &[], &[], sources),
        ..Finding::new(said, sources.place(place).spot, fail_on)
    }
}

/// The terms on which what stands at a place is judged.
pub(super) fn terms(place: SourceSpan, sources: &SourceList<'_>) -> Arc<Terms> {
    let source = sources.get(place.source);
    source.map_or_else(Arc::default, |source| Arc::clone(&source.terms))
}

/// What rules see of a format, on these terms.
fn key<'f>(found: &'f Found, terms: &Terms) -> Key<'f> {
    let apis = found.api.narrowed(terms.api);
    let text = found.text.as_str();
    (text, apis, found.receiver, found.extent, terms.number)
}

/// The file and byte that a text begins with.
type Beginning = Option<(SourceId, usize)>;

fn beginning(text: &FormatText) -> Beginning {
    let (_, origin) = text.spans().next()?;
    let place = origin.place(0, 0);
    Some((place.source, place.span.start))
}

/// What the rules say of a text.
struct Lints {
    /// Each place by itself.
    each: Vec<Diagnostic>,
    apis: ApiSet,
    shape: &'static str,
}

/// What the rules said, so that one text is examined once however many stages write it.
#[derive(Default)]
struct Linted<'f>(HashMap<Key<'f>, Vec<Known<'f>>>);

/// What rules see of a format, but for the origins of its text, and the number of the terms.
type Key<'f> = (&'f str, ApiSet, Option<Receiver>, Extent, usize);

/// A text, and what the rules said of it.
type Known<'f> = (&'f FormatText, Rc<Lints>);

impl<'f> Linted<'f> {
    fn of(&mut self, text: &'f FormatText, key: Key<'f>, terms: &Terms) -> Rc<Lints> {
        let known = self.0.entry(key).or_default();
        if let Some((_, lints)) = known.iter().find(|(known, _)| is_alike(known, text)) {
            return Rc::clone(lints);
        }
        let (_, apis, receiver, extent, _) = key;
        let model = Model::with_settings(text, apis, &terms.settings);
        let model = model.with_receiver(receiver).with_extent(extent);
        let lints = Rc::new(Lints {
            each: lint_each(&model, &terms.rules),
            apis: model.apis,
            shape: model.shape.name(),
        });
        known.push((text, Rc::clone(&lints)));
        lints
    }
}

/// Whether rules cannot tell two equal texts apart. They see of an origin what it is and how long it is, and never where.
fn is_alike(one: &FormatText, other: &FormatText) -> bool {
    let origins = |text: &FormatText| {
        let seen = |origin: Origin| match origin {
            Origin::Verbatim { .. } => (0, 0),
            Origin::Escape(place) => (1, place.span.len()),
            Origin::Written(place) => (2, place.span.len()),
            Origin::Hole(place) => (3, place.span.len()),
        };
        let all = text.runs().iter().map(|run| (run.start, seen(run.origin)));
        all.collect::<Vec<_>>()
    };
    one.runs().len() == other.runs().len() && origins(one) == origins(other)
}

pub(super) fn said(
    rule: &'static str,
    severity: Severity,
    place: SourceSpan,
    message: &str,
    sources: &SourceList<'_>,
) -> Said {
    let source = sources.get(place.source);
    Said {
        file: source.map_or_else(|| Arc::from(""), |source| Arc::clone(&source.name)),
        span: place.span,
        rule,
        severity,
        message: message.to_owned(),
    }
}

/// The lines of the file at fault, with every place that lies in it.
pub(super) fn passage(
    primary: SourceSpan,
    others: &[SourceSpan],
    related: &[(SourceSpan, &str)],
    sources: &SourceList<'_>,
) -> Option<Passage> {
    let source = sources.get(primary.source)?;
    let here = |place: &SourceSpan| place.source == primary.source;
    let others = others.iter().filter(|place| here(place));
    let others = others.map(|place| (place.span, Words::Nothing));
    let related = related.iter().enumerate();
    let related = related.filter(|(_, (place, _))| here(place));
    let related = related.map(|(at, (place, _))| (place.span, Words::Related(at)));
    let mut places = vec![(primary.span, Words::Label)];
    places.extend(others.chain(related).take(limits::EXCERPT_PLACES - 1));
    Some(Passage::new(source, &places))
}

/// The format of a finding, with what API Gateway receives where the file writes it otherwise.
fn in_format(found: &Found, span: Span, sources: &SourceList<'_>) -> InFormat {
    let mut runs = found.text.runs().iter().map(|run| run.origin);
    let is_verbatim = matches!(
        (runs.next(), runs.next()),
        (Some(Origin::Verbatim { .. }) | None, None)
    );
    // one stage may get one text in several ways that share a call
    let mut seen = HashSet::new();
    let via: Vec<_> = found
        .via
        .iter()
        .filter(|place| seen.insert(**place))
        .collect();
    InFormat {
        address: found.address.clone(),
        via: via.iter().map(|place| sources.place(**place)).collect(),
        received: (!is_verbatim).then(|| {
            Snippet::new(found.text.as_str(), span, |at| {
                hole(&found.text, at, sources)
            })
        }),
    }
}

/// A line that shows a finding. Its holes are those of the format, in the same order.
fn example(line: &CounterExample, text: &FormatText, sources: &SourceList<'_>) -> Example {
    let (written, mark) = match line {
        CounterExample::Broken { line, at, .. } => (line, *at),
        CounterExample::Ambiguous { line, one, other } => (line, differing(line, one, other)),
    };
    let around = passage::around(written, mark);
    let before = written[..around.start].matches(HOLE).count();
    let mut holes = Vec::new();
    if written[around.range()].contains(HOLE) {
        // where the character itself is typed somewhere, nobody can tell which is which
        let is_typed = text.as_str().matches(HOLE).count() != text.holes().count();
        let shown = written[around.range()].match_indices(HOLE);
        let expressions = text.holes().skip(before).filter(|_| !is_typed);
        for ((at, _), (_, place)) in shown.zip(expressions) {
            holes.extend(expression(place, sources).map(|words| (around.start + at, words)));
        }
    }
    Example {
        line: line.clone(),
        holes,
    }
}

/// Where in the line the first value stands that the readings do not agree on.
pub(crate) fn differing(line: &str, one: &[(String, String)], other: &[(String, String)]) -> Span {
    let different = one.iter().zip(other).find(|(one, other)| one != other);
    let value = different.map_or("", |((_, value), _)| value.as_str());
    let start = line.find(value).unwrap_or(0);
    Span::new(start, start + value.len())
}

/// What fills the hole at an offset of the text, as the file writes it, no longer than a report shows it.
fn hole(text: &FormatText, at: usize, sources: &SourceList<'_>) -> Option<String> {
    let runs = text.runs();
    let number = runs.partition_point(|run| run.start < at);
    let here = runs[number..].iter().take_while(|run| run.start == at);
    let hole = here.filter_map(|run| match run.origin {
        Origin::Hole(place) => Some(place),
        _ => None,
    });
    expression(hole.last()?, sources)
}

fn expression(place: SourceSpan, sources: &SourceList<'_>) -> Option<String> {
    let whole = sources.get(place.source)?.slice(place.span);
    let mut chars = whole.chars();
    let mut short: String = chars.by_ref().take(limits::HOLE_SHOWN).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    Some(short)
}

/// The places that a text came from.
fn pieces(text: &FormatText, sources: &SourceList<'_>) -> Vec<(Arc<str>, Span)> {
    let pieces = text.spans().filter_map(|(run, origin)| {
        let span = match origin {
            Origin::Verbatim { offset, .. } => Span::new(offset, offset + run.len()),
            Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => place.span,
        };
        let source = sources.get(origin.source())?;
        Some((Arc::clone(&source.name), span))
    });
    pieces.collect()
}

/// All holes of a text.
fn holes(text: &FormatText, sources: &SourceList<'_>) -> Vec<Hole> {
    let (mut at, mut done) = (0, 0);
    let holes = text.holes().map(|(span, place)| {
        at += text.as_str()[done..span.start].chars().count();
        done = span.start;
        let source = sources.get(place.source);
        Hole {
            at,
            expression: source
                .map_or("", |source| source.slice(place.span))
                .to_owned(),
            place: sources.place(place),
        }
    });
    holes.collect()
}
