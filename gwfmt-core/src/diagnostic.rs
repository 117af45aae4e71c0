//! What a rule says: [`Diagnostic`], with the line that shows it and the change that mends it.

use std::fmt;

use crate::span::Span;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Advice.
    Note,
    /// Some lines are unusable, a value is silently `-`, or a credential is written.
    Warning,
    /// The deployment is refused, or every line is unusable.
    Error,
}

impl Severity {
    /// `note`, `warning`, `error`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A finding. All ranges are of the format text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The name of the rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What must change.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// A few words at the place itself.
    pub label: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
    /// A line that shows it.
    pub counter_example: Option<CounterExample>,
    /// What API Gateway answers when such a format is deployed.
    pub aws_error: Option<String>,
    /// How to fix it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding with nothing but its message.
    pub fn new(
        rule: &'static str,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity,
            span,
            message: message.into(),
            label: None,
            related: Vec::new(),
            help: None,
            counter_example: None,
            aws_error: None,
            fix: None,
        }
    }

    /// With a few words at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With another place.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// With the other places of the same fault: the message says how many there are, the first of them are shown.
    #[must_use]
    pub fn also(mut self, others: impl IntoIterator<Item = Span>) -> Self {
        let mut more = 0_usize;
        for span in others {
            more += 1;
            if more <= SHOWN {
                self = self.related(span, "here too");
            }
        }
        if more > 0 {
            self.message = format!("{} (and {more} more)", self.message);
        }
        self
    }

    /// With what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a line that shows it.
    #[must_use]
    pub fn shown_by(mut self, example: CounterExample) -> Self {
        self.counter_example = Some(example);
        self
    }

    /// With the error of API Gateway.
    #[must_use]
    pub fn aws_error(mut self, error: impl Into<String>) -> Self {
        self.aws_error = Some(error.into());
        self
    }

    /// With a change that mends it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// Other places of one fault that are shown.
const SHOWN: usize = 16;

/// A line that API Gateway would write, and what goes wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CounterExample {
    /// A reader of the shape refuses the line, or reads another value than was logged.
    Broken {
        /// The line.
        line: String,
        /// The bytes of the line at which it breaks.
        at: Span,
        /// What breaks: `` `-` is not a JSON value ``.
        why: String,
    },
    /// The line can be read in two ways.
    Ambiguous {
        /// The line.
        line: String,
        /// One reading: variables and values in the order of the format.
        one: Vec<(String, String)>,
        /// The other.
        other: Vec<(String, String)>,
    },
}

impl CounterExample {
    /// The line that API Gateway would write.
    pub fn line(&self) -> &str {
        match self {
            CounterExample::Broken { line, .. } | CounterExample::Ambiguous { line, .. } => line,
        }
    }
}

/// A change of the format text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the change does, for a person: `` write `$context.status` ``.
    pub title: String,
    /// The ranges and what replaces each; sorted, none overlapping.
    pub edits: Vec<(Span, String)>,
    /// Whether the line keeps its meaning.
    pub safe: bool,
}

impl Fix {
    /// A change of one range that keeps the line's meaning.
    pub fn safe(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            edits: vec![(span, text.into())],
            safe: true,
        }
    }

    /// A change of one range that a person should look at.
    pub fn to_review(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self {
            safe: false,
            ..Self::safe(title, span, text)
        }
    }

    /// The text after the change.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for (span, new) in &self.edits {
            out.push_str(&text[from..span.start]);
            out.push_str(new);
            from = span.end;
        }
        out.push_str(&text[from..]);
        out
    }
}
