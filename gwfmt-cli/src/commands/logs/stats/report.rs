//! What `gwfmt stats` says, as data. JSON is this as it is; the page for terminals and the one for browsers are made of it.

use std::collections::BTreeMap;

use gwfmt::Timestamp;
use gwfmt_decode::batches::Decoder;
use gwfmt_decode::rejects::Reject;
use gwfmt_decode::stats::{
    CALLERS, Classes, ERRORS, Entry, Facts, List, Moment, Precision, Question, Route, Sketch,
    Subject, Subjects, Summary, Times,
};
use schemars::JsonSchema;
use serde::Serialize;

/// What `gwfmt stats --output-format json` writes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "gwfmt stats report")]
pub(super) struct Report {
    /// The version of this layout. It grows when a field changes its meaning or goes away.
    #[schemars(extend("const" = 1))]
    pub(super) version: u32,
    /// The format of the lines.
    pub(super) format: String,
    /// The condition that records have to meet.
    pub(super) condition: Option<String>,
    /// Inputs that were read, all or in part.
    pub(super) inputs: u64,
    /// Lines that are not empty: `records`, `rejects` and `left_out` together.
    pub(super) lines: u64,
    /// Lines that the format reads. Everything below is about them.
    pub(super) records: u64,
    /// Lines that it does not read.
    pub(super) rejects: u64,
    /// Records that do not meet the condition.
    pub(super) left_out: u64,
    /// The first of the lines that it does not read.
    pub(super) examples: Vec<Fault>,
    /// Inputs that could not be read to their end.
    pub(super) faults: Vec<Fault>,
    /// The status codes; without `variable` where the format has none.
    pub(super) status: Status,
    /// All latencies of the format, the most telling first.
    pub(super) latencies: Latencies,
    /// Routes.
    pub(super) routes: Listed,
    /// Who calls: `source_ips`, `user_agents`, `api_keys`, `principals`.
    pub(super) callers: BTreeMap<&'static str, Listed>,
    /// What goes wrong: `types`, `messages`, `integration`, `authorizer`.
    pub(super) errors: BTreeMap<&'static str, Listed>,
    /// What happened when.
    pub(super) time: Time,
}

/// A line that does not match, or an input that could not be read to its end.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Fault {
    /// The input.
    pub(super) source: String,
    /// The number of the line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u64>,
    /// What is wrong.
    pub(super) reason: String,
}

/// The status codes.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Status {
    /// The variable.
    pub(super) variable: Option<String>,
    /// The variables that the format lacks, of which any would do; empty where it has one.
    pub(super) lacks: Vec<String>,
    /// Records by the class of their status.
    pub(super) classes: ByClass,
    /// Records by their status.
    pub(super) codes: Vec<Code>,
}

/// A status code.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Code {
    /// The code.
    pub(super) status: u64,
    /// Records with it.
    pub(super) records: u64,
}

/// Records by the class of their status; `other` has no status, or a number that is not a status.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(super) struct ByClass(pub(super) BTreeMap<&'static str, u64>);

impl ByClass {
    fn of(classes: Classes) -> Self {
        let named = Classes::NAMES.into_iter().zip(classes.counts());
        Self(named.filter(|(_, count)| *count > 0).collect())
    }

    /// The records of a class.
    pub(super) fn get(&self, class: &str) -> u64 {
        self.0.get(class).copied().unwrap_or(0)
    }
}

/// Latencies.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Latencies {
    /// The variables that the format lacks, of which any would do; empty where it has one.
    pub(super) lacks: Vec<String>,
    /// By what part percentiles of all records may be too high; those of few records are exact.
    pub(super) error: f64,
    /// By what part percentiles of a route or of a bucket of time may be too high; those of few records are exact.
    pub(super) error_of_parts: f64,
    /// Of all records.
    pub(super) all: Vec<Latency>,
}

/// The distribution of a latency, in milliseconds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Latency {
    /// The variable.
    pub(super) variable: String,
    /// Records that have a value.
    pub(super) records: u64,
    /// The least.
    pub(super) min: Option<u64>,
    /// The mean.
    pub(super) mean: Option<f64>,
    /// Half of the records have no more.
    pub(super) p50: Option<u64>,
    /// 90 % have no more.
    pub(super) p90: Option<u64>,
    /// 99 % have no more.
    pub(super) p99: Option<u64>,
    /// The greatest.
    pub(super) max: Option<u64>,
}

impl Latency {
    fn of(subject: &Subject, sketch: &Sketch) -> Self {
        Self {
            variable: subject.variable.clone(),
            records: sketch.count(),
            min: sketch.least(),
            mean: sketch.mean().map(|mean| (mean * 100.0).round() / 100.0),
            p50: sketch.percentile(500),
            p90: sketch.percentile(900),
            p99: sketch.percentile(990),
            max: sketch.most(),
        }
    }
}

/// Texts that come often.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Listed {
    /// What they are.
    #[serde(skip)]
    #[schemars(skip)]
    pub(super) title: &'static str,
    /// The variables that make the text.
    pub(super) variables: Vec<String>,
    /// The variables that the format lacks, of which any would do; empty where it has one.
    pub(super) lacks: Vec<String>,
    /// Records that have a text.
    pub(super) records: u64,
    /// Records that have none.
    pub(super) absent: u64,
    /// How many different texts are told apart: all that there are where `unlisted_at_most` is 0.
    pub(super) distinct: usize,
    /// A text that is not told apart comes no more often than this. Where it is not 0, there were more texts than are told apart,
    /// and `records` of a text may be too low: by no more than this, and no more than its `records_at_most` says.
    pub(super) unlisted_at_most: u64,
    /// The texts that come most often.
    pub(super) top: Vec<Row>,
}

/// A text with what is known of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Row {
    /// The text; of a long one the beginning, and `…`.
    pub(super) text: String,
    /// Records that are known to have it.
    pub(super) records: u64,
    /// Records that may have it; the same where the count is exact.
    pub(super) records_at_most: u64,
    /// Those that are known to have it, by the class of their status.
    pub(super) classes: ByClass,
    /// Their latencies, for routes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) latencies: Vec<Latency>,
}

/// What happened when.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Time {
    /// The variable of the time.
    pub(super) variable: Option<String>,
    /// The variables that the format lacks, of which any would do; empty where it has one.
    pub(super) lacks: Vec<String>,
    /// The variable of the latency that is followed.
    pub(super) latency: Option<String>,
    /// The time of the earliest record.
    pub(super) first: Option<String>,
    /// The time of the latest record.
    pub(super) last: Option<String>,
    /// The width of a bucket in milliseconds: as narrow as there is room for.
    pub(super) bucket_ms: i64,
    /// The buckets in which something happened.
    pub(super) buckets: Vec<Bucket>,
    /// The same in buckets that can be drawn side by side.
    #[serde(skip)]
    #[schemars(skip)]
    pub(super) times: Option<Times>,
}

/// What happened in a bucket of time.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Bucket {
    /// When it begins.
    pub(super) start: String,
    /// Its records.
    pub(super) records: u64,
    /// They by the class of their status.
    pub(super) classes: ByClass,
    /// Half of the records have no greater latency.
    pub(super) p50: Option<u64>,
    /// 99 % have no greater latency.
    pub(super) p99: Option<u64>,
    /// The greatest latency.
    pub(super) max: Option<u64>,
}

impl Bucket {
    /// What happened from this time on.
    pub(super) fn of(start: i64, moment: &Moment) -> Self {
        Self {
            start: time(start),
            records: moment.classes.total(),
            classes: ByClass::of(moment.classes),
            p50: moment.latency.percentile(500),
            p99: moment.latency.percentile(990),
            max: moment.latency.most(),
        }
    }
}

impl Report {
    /// What a summary says, with so many rows in each list.
    pub(super) fn new(decoder: &Decoder, summary: &Summary, rows: usize) -> Self {
        let format = &decoder.format;
        let subjects = Subjects::of(format);
        let fault = |reject: &Reject| Fault {
            source: reject.source.clone(),
            line: reject.line,
            reason: reject.reason.clone(),
        };
        let codes = summary.statuses.iter();
        let latencies = subjects.latencies.iter().zip(&summary.latencies);
        let any_latency = ["responseLatency", "integration.latency"];
        Self {
            version: 1,
            format: format.text().to_owned(),
            condition: decoder.condition.as_ref().map(|of| of.text().to_owned()),
            inputs: summary.inputs,
            lines: summary.lines,
            records: summary.records,
            rejects: summary.rejects(),
            left_out: summary.left_out,
            examples: summary.examples.iter().map(fault).collect(),
            faults: summary.faults.iter().map(fault).collect(),
            status: Status {
                variable: subjects.status.as_ref().map(|of| of.variable.clone()),
                lacks: lacks(subjects.status.is_some(), ["status"]),
                classes: ByClass::of(summary.classes),
                codes: codes
                    .map(|(status, records)| Code {
                        status: *status,
                        records: *records,
                    })
                    .collect(),
            },
            latencies: Latencies {
                lacks: lacks(!subjects.latencies.is_empty(), any_latency),
                error: Precision::Fine.error(),
                error_of_parts: Precision::Coarse.error(),
                all: latencies
                    .map(|(of, sketch)| Latency::of(of, sketch))
                    .collect(),
            },
            routes: routes(&subjects, summary, rows),
            callers: lists(
                &CALLERS,
                &subjects.callers,
                &summary.callers,
                summary.records,
                rows,
            ),
            errors: lists(
                &ERRORS,
                &subjects.errors,
                &summary.errors,
                summary.records,
                rows,
            ),
            time: Time::new(&subjects, summary.times.as_ref()),
        }
    }
}

impl Time {
    fn new(subjects: &Subjects, times: Option<&Times>) -> Self {
        let ends = times.and_then(Times::ends);
        let latency = subjects.latencies.first();
        Self {
            variable: subjects.time.as_ref().map(|of| of.variable.clone()),
            lacks: lacks(times.is_some(), ["requestTimeEpoch", "requestTime"]),
            latency: latency.map(|of| of.variable.clone()),
            first: ends.map(|(first, _)| time(first)),
            last: ends.map(|(_, last)| time(last)),
            bucket_ms: times.map_or(0, Times::width),
            buckets: times.map_or_else(Vec::new, buckets),
            times: times.cloned(),
        }
    }

    /// The buckets as drawn, with their beginnings, in no more than so many; and how long each of them is. Nothing where no record has
    /// a time.
    pub(super) fn drawn(&self, most: usize) -> Option<(i64, Vec<(i64, Bucket)>)> {
        let times = self.times.as_ref();
        let times = times.filter(|times| times.ends().is_some())?;
        let times = times.at_most(most);
        let moments = times.moments();
        let buckets = moments.map(|(start, moment)| (start, Bucket::of(start, moment)));
        Some((times.width(), buckets.collect()))
    }
}

fn buckets(times: &Times) -> Vec<Bucket> {
    let moments = times.moments();
    moments
        .map(|(start, moment)| Bucket::of(start, moment))
        .collect()
}

fn routes(subjects: &Subjects, summary: &Summary, rows: usize) -> Listed {
    let variables = subjects.route.iter().map(|of| of.variable.clone());
    let latencies = |route: &Route| {
        let latencies = subjects.latencies.iter().zip(&route.latencies);
        latencies
            .map(|(of, sketch)| Latency::of(of, sketch))
            .collect()
    };
    let listed = listed(
        "routes",
        summary.routes.as_ref(),
        summary.records,
        rows,
        |route| (route.classes, latencies(route)),
    );
    Listed {
        variables: variables.collect(),
        lacks: lacks(!subjects.route.is_empty(), Subjects::of_route()),
        ..listed
    }
}

fn lists(
    questions: &[Question],
    subjects: &[Option<Subject>],
    lists: &[Option<List<Classes>>],
    records: u64,
    rows: usize,
) -> BTreeMap<&'static str, Listed> {
    let all = questions.iter().zip(subjects).zip(lists);
    let all = all.map(|((question, subject), list)| {
        let facts = |classes: &Classes| (*classes, Vec::new());
        let listed = Listed {
            variables: subject.iter().map(|of| of.variable.clone()).collect(),
            lacks: lacks(subject.is_some(), question.variables.iter().copied()),
            ..listed(question.title, list.as_ref(), records, rows, facts)
        };
        (question.name, listed)
    });
    all.collect()
}

fn listed<F: Facts>(
    title: &'static str,
    list: Option<&List<F>>,
    records: u64,
    rows: usize,
    facts: impl Fn(&F) -> (Classes, Vec<Latency>),
) -> Listed {
    let row = |entry: &Entry<F>| {
        let (classes, latencies) = facts(&entry.facts);
        Row {
            text: entry.key.to_string(),
            records: entry.facts.count(),
            records_at_most: entry.count(),
            classes: ByClass::of(classes),
            latencies,
        }
    };
    Listed {
        title,
        variables: Vec::new(),
        lacks: Vec::new(),
        records: list.map_or(0, |list| records.saturating_sub(list.absent)),
        absent: list.map_or(0, |list| list.absent),
        distinct: list.map_or(0, |list| list.top.len()),
        unlisted_at_most: list.map_or(0, |list| list.top.unlisted()),
        top: list.map_or_else(Vec::new, |list| {
            list.top.first(rows).into_iter().map(row).collect()
        }),
    }
}

/// What the format would have to have.
fn lacks(is_there: bool, paths: impl IntoIterator<Item = &'static str>) -> Vec<String> {
    if is_there {
        return Vec::new();
    }
    let variable = |path| format!("$context.{path}");
    paths.into_iter().map(variable).collect()
}

/// A time as RFC 3339 has it.
fn time(millis: i64) -> String {
    Timestamp::from_millis(millis).to_string()
}
