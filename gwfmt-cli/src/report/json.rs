//! Every format and every finding, for machines. The types here are the contract: the JSON Schema in `docs/` is made of
//! them.

use std::io::{self, Write};

use gwfmt_core::diagnostic::{CounterExample, Severity};
use gwfmt_core::model;
use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};

use super::Look;
use crate::check::finding;
use crate::check::place;
use crate::check::run::{self, Run, Text};
use crate::text::plain_json::Plain;

/// What `gwfmt lint --output-format json` writes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "gwfmt report", deny_unknown_fields)]
pub struct Report {
    /// The version of this layout. It grows when a field changes its meaning or goes away.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// Every format that was looked at, sorted by place.
    pub formats: Vec<Format>,
    /// Every format that was not looked at, since nothing is known of it; sorted by place.
    pub unknown: Vec<Unknown>,
    /// Every finding, sorted by place, then by rule.
    pub findings: Vec<Finding>,
    /// What files ask to leave out, in the same order. It does not count.
    pub suppressed: Vec<Suppressed>,
    /// Every finding that a baseline accepts, and that is not among `findings`; sorted alike.
    pub baseline: Vec<Finding>,
}

/// A range in a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Place {
    /// The file, from the working folder where it lies below it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column after the last character.
    pub end_column: usize,
}

/// A format.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Format {
    /// Where its value stands.
    #[serde(flatten)]
    pub place: Place,
    /// Its name in the file: `aws_api_gateway_stage.prod`, `Api`. Of several under one name (branches of a condition) the
    /// second ends in `~2`, and so on. Empty when the file is the format.
    pub address: String,
    /// Whether it is a whole format, or something that one is made of out of sight.
    pub extent: Extent,
    /// The type of its API: `rest`, `http`, `websocket`, `http or websocket`, `unknown`.
    pub api: String,
    /// What a line of it is: `json`, `xml`, `csv`, `clf`, `delimited`, `text`.
    pub shape: String,
    /// The format as API Gateway receives it, with U+FFFC for each part that only the deployment knows.
    pub text: String,
    /// The parts that only the deployment knows, in the order of the text.
    pub holes: Vec<Hole>,
    /// What to know about how the text was computed.
    pub remarks: Vec<String>,
}

/// How much of a format a text is.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// What API Gateway receives.
    Whole,
    /// What is handed to a module that is not in sight, or an element of a list there: only its references are judged.
    Part,
}

/// What keeps a format from being known.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Nobody can know it before the deployment.
    Deployment,
    /// The files say it, and gwfmt does not work it out.
    NotComputed,
}

/// A format of which nothing is known.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unknown {
    /// Where its value stands; for what the call of a module leaves open, where the call says it.
    #[serde(flatten)]
    pub place: Place,
    /// Its name in the file, as that of a format.
    pub address: String,
    /// What keeps it from being known.
    pub why: Why,
    /// The same in words.
    pub reason: String,
}

/// A part of a format that only the deployment knows.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Hole {
    /// The number, from 0, of its character in the format's text.
    pub at: usize,
    /// The expression that fills it, as the file writes it.
    pub expression: String,
    /// Where the expression stands.
    #[serde(flatten)]
    pub place: Place,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// What must change.
    #[serde(flatten)]
    pub place: Place,
    /// The name of the rule.
    pub rule: String,
    /// How bad it is.
    pub severity: Level,
    /// What is wrong.
    pub message: String,
    /// A few words at the place itself.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// The address of the format that it is about.
    pub address: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// A line that API Gateway would write, and what goes wrong with it.
    pub counter_example: Option<Example>,
    /// What API Gateway answers when such a format is deployed.
    pub aws_error: Option<String>,
    /// How to fix it; empty where the file would have to write the new text in other characters than the format holds.
    pub fixes: Vec<Fix>,
}

/// A finding that a file asks to leave out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Suppressed {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Why, as the file says.
    pub reason: Option<String>,
    /// The comment, or what stands for one.
    pub suppression: Place,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The deployment is refused, or every line is unusable.
    Error,
    /// Some lines are unusable, a value is silently `-`, or a credential is written.
    Warning,
    /// Advice.
    Note,
}

/// Another place that belongs to a finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Related {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What it has to do with it.
    pub message: String,
}

/// A line that shows what goes wrong.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Example {
    /// A reader of the shape refuses the line, or reads another value than was logged.
    Broken {
        /// The line.
        line: String,
        /// The number, from 0, of the character at which it breaks.
        at: usize,
        /// What breaks.
        why: String,
    },
    /// The line can be read in two ways.
    Ambiguous {
        /// The line.
        line: String,
        /// One reading.
        one: Vec<Value>,
        /// The other.
        other: Vec<Value>,
    },
}

/// What a variable is read as.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Value {
    /// The variable.
    pub variable: String,
    /// Its value in this reading.
    pub value: String,
}

/// A way to mend a finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Whether the line keeps its meaning. If not, a person should look at it.
    pub safe: bool,
    /// The changes to make, all together: at least one.
    #[schemars(length(min = 1))]
    pub edits: Vec<Edit>,
}

/// A change of a file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Edit {
    /// What to replace.
    #[serde(flatten)]
    pub place: Place,
    /// The first byte to replace.
    pub start: usize,
    /// One past the last byte to replace.
    pub end: usize,
    /// What to write instead.
    pub text: String,
}

/// The row of the table.
pub(crate) static REPORT: super::Report = super::Report {
    name: "json",
    what: "Every format and every finding, as JSON",
    is_for_people: false,
    prints_texts: true,
    write: json,
};

/// Writes a [`Report`] of the run, row by row, with a line break at its end.
fn json(run: &Run, _: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Plain::default());
    let mut report = serializer.serialize_struct("Report", 6)?;
    report.serialize_field("version", &1)?;
    report.serialize_field("formats", &Rows(&run.formats, Format::new))?;
    report.serialize_field("unknown", &Rows(&run.unknown, Unknown::new))?;
    report.serialize_field("findings", &Rows(run.findings(), Finding::new))?;
    report.serialize_field("suppressed", &Rows(&run.suppressed, Suppressed::new))?;
    report.serialize_field("baseline", &Rows(&run.accepted, Finding::new))?;
    report.end()?;
    writeln!(out)
}

/// Rows that are made when they are written.
struct Rows<'r, T, U>(&'r [T], fn(&T) -> U);

impl<T, U: Serialize> Serialize for Rows<'_, T, U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

/// The JSON Schema of [`Report`].
pub fn schema() -> serde_json::Value {
    schema_of::<Report>()
}

/// The JSON Schema of a report.
pub(crate) fn schema_of<T: JsonSchema>() -> serde_json::Value {
    use schemars::transform::{RecursiveTransform, Transform};
    // `uint32` and the like are no formats of JSON Schema
    let mut plain = RecursiveTransform(|schema: &mut schemars::Schema| {
        let number = schema.get("type").and_then(serde_json::Value::as_str) == Some("integer");
        if number {
            schema.remove("format");
        }
    });
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    plain.transform(&mut schema);
    schema.to_value()
}

impl Place {
    fn new(place: &place::Place) -> Self {
        Self {
            file: place.file.to_string(),
            line: place.spot.line,
            column: place.spot.column,
            end_line: place.spot.end_line,
            end_column: place.spot.end_column,
        }
    }
}

impl Format {
    fn new(format: &run::Format) -> Self {
        let content = &format.content;
        let holes = content.holes.iter().map(|hole| Hole {
            at: hole.at,
            expression: hole.expression.clone(),
            place: Place::new(&hole.place),
        });
        Self {
            place: Place::new(&format.place),
            address: format.address.clone(),
            extent: match content.extent {
                model::Extent::Whole => Extent::Whole,
                model::Extent::Part => Extent::Part,
            },
            api: content.apis.to_string(),
            shape: content.shape.to_owned(),
            text: match &content.text {
                Text::Whole(text) => text.to_string(),
                Text::Long(_) => String::new(), // kept whole when this report is asked for
            },
            holes: holes.collect(),
            remarks: format.remarks.clone(),
        }
    }
}

impl Unknown {
    fn new(unknown: &run::Unknown) -> Self {
        Self {
            place: Place::new(&unknown.place),
            address: unknown.address.clone(),
            why: match unknown.why {
                gwfmt_carriers::Why::Deployment => Why::Deployment,
                gwfmt_carriers::Why::NotComputed => Why::NotComputed,
            },
            reason: unknown.reason.clone(),
        }
    }
}

impl Suppressed {
    fn new(one: &finding::Suppressed) -> Self {
        Self {
            finding: Finding::new(&one.finding),
            reason: one.reason.as_deref().map(str::to_owned),
            suppression: Place::new(&one.by),
        }
    }
}

impl Finding {
    fn new(finding: &finding::Finding) -> Self {
        let applicable = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty());
        let fix = applicable.map(|fix| Fix {
            title: fix.title.clone(),
            safe: fix.safe,
            edits: fix
                .edits
                .iter()
                .map(|(at, text)| Edit {
                    place: Place::new(at),
                    start: at.span.start,
                    end: at.span.end,
                    text: text.clone(),
                })
                .collect(),
        });
        let related = finding.related.iter().map(|(at, message)| Related {
            place: Place::new(at),
            message: message.clone(),
        });
        let example = finding.example.as_ref();
        Self {
            place: Place::new(&finding.place()),
            rule: finding.said.rule.to_owned(),
            severity: finding.said.severity.into(),
            message: finding.said.message.clone(),
            label: finding.label.clone(),
            help: finding.advice().map(str::to_owned),
            address: finding.format.as_ref().map(|format| format.address.clone()),
            related: related.collect(),
            counter_example: example.map(|example| Example::from(&example.line)),
            aws_error: finding.aws_error.clone(),
            fixes: fix.into_iter().collect(),
        }
    }
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Note => Level::Note,
        }
    }
}

impl From<&CounterExample> for Example {
    fn from(example: &CounterExample) -> Self {
        let values = |reading: &[(String, String)]| {
            let pair = |(variable, value): &(String, String)| Value {
                variable: variable.clone(),
                value: value.clone(),
            };
            reading.iter().map(pair).collect()
        };
        match example {
            CounterExample::Broken { line, at, why } => Example::Broken {
                line: line.clone(),
                at: line
                    .char_indices()
                    .take_while(|(offset, _)| *offset < at.start)
                    .count(),
                why: why.clone(),
            },
            CounterExample::Ambiguous { line, one, other } => Example::Ambiguous {
                line: line.clone(),
                one: values(one),
                other: values(other),
            },
        }
    }
}
