//! What rules say, in every word: `messages.txt` holds it for the examples of all pages, for each variable on each type of
//! API, and for the formats below. A change of wording or of judgement shows up there, to be read.
//!
//! `GWFMT_UPDATE=1 cargo test -p gwfmt-core --test messages` writes it anew.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::catalog::VARIABLES;
use gwfmt_core::delivery::Receiver;
use gwfmt_core::diagnostic::{CounterExample, Diagnostic};
use gwfmt_core::lint::{RULES, Subject, examples, lint};
use gwfmt_core::model::Model;
use gwfmt_core::settings::Settings;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

/// Formats of which no page has the like.
const FORMATS: &[(&str, ApiSet)] = &[
    ("$context.requestId a\\tb", ApiSet::ANY),
    ("$context.requestId a\\rb\\n", ApiSet::ANY),
    (
        r#"{"a":"\"\"","b":"\"$context.path\""}"#,
        ApiSet::one(Api::Rest),
    ),
    (
        r#"{"id":"$context.requestId","a":$context.path,"b":x$context.status,"c":$context.stage}"#,
        ApiSet::one(Api::Rest),
    ),
    (
        r#"{"id":"$context.requestId","latency":"$context.integration.latency","integrationLatency":"$context.responseLatency"}"#,
        ApiSet::one(Api::Rest),
    ),
    (
        r#"{"id":"$context.requestId","status":"$context.integration.status","errorMessage":"$context.error.responseType"}"#,
        ApiSet::one(Api::Rest),
    ),
    (
        "$context.requestId $context.integrationStatus $context.integrationErrorMessage",
        ApiSet::V2,
    ),
    (
        "$context.requestId $context.routeKey $context.resourcePath $context.responseTime",
        ApiSet::V2,
    ),
    ("<a>$context.requestId</b>", ApiSet::ANY),
    ("<a b=$context.requestId>$context.path</a>", ApiSet::ANY),
    (
        "$context.requestId,$context.path,\"$context.identity.userAgent\"",
        ApiSet::one(Api::Rest),
    ),
    ("", ApiSet::ANY),
];

/// What all rules say of a format.
fn findings(
    text: &str,
    apis: ApiSet,
    settings: &Settings,
    receiver: Option<Receiver>,
) -> Vec<Diagnostic> {
    let source = FormatText::verbatim(SourceId(0), 0, text);
    let mut model = Model::new(&source, apis).with_receiver(receiver);
    model.settings = settings;
    lint(&model, RULES)
}

fn write(out: &mut String, text: &str, apis: ApiSet, findings: &[Diagnostic]) {
    let names: Vec<_> = apis.iter().map(Api::name).collect();
    let _ = writeln!(out, "{}: {text:?}", names.join(" "));
    for finding in findings {
        let Diagnostic {
            rule,
            severity,
            span,
            message,
            label,
            related,
            help,
            counter_example,
            aws_error,
            fix,
        } = finding;
        let range = span.range();
        let _ = writeln!(out, "  {severity} {rule} {range:?}: {message}");
        let mut say = |what: &str, words: &str| {
            let _ = writeln!(out, "    {what}: {words}");
        };
        if let Some(label) = label {
            say("label", label);
        }
        for (span, words) in related {
            say(&format!("related {:?}", span.range()), words);
        }
        if let Some(help) = help {
            say("help", help);
        }
        match counter_example {
            Some(CounterExample::Broken { line, at, why, .. }) => {
                say(&format!("line {:?}", at.range()), line);
                say("why", why);
            }
            Some(other) => say("line", &format!("{other:?}")),
            None => {}
        }
        if let Some(error) = aws_error {
            say("AWS", error);
        }
        if let Some(fix) = fix {
            let safe = if fix.safe { "fix" } else { "fix to review" };
            say(safe, &fix.title);
            say("gives", &format!("{:?}", fix.apply(text)));
        }
    }
    out.push('\n');
}

#[test]
fn rules_say_what_the_file_holds() {
    let mut out = String::new();
    for rule in RULES {
        for example in examples(rule.docs) {
            if example.subject == Subject::Format && example.bad {
                let found = findings(
                    &example.text,
                    example.apis,
                    &example.settings,
                    example.receiver,
                );
                assert!(!found.is_empty(), "{}: {:?}", rule.name, example.text);
                write(&mut out, &example.text, example.apis, &found);
            }
        }
    }
    for (text, apis) in FORMATS {
        let found = findings(text, *apis, &Settings::default(), None);
        write(&mut out, text, *apis, &found);
    }
    for variable in VARIABLES {
        for api in Api::ALL {
            let text = format!("$context.requestId $context.{}", variable.path);
            let apis = ApiSet::one(api);
            let found = findings(&text, apis, &Settings::default(), None);
            if !found.is_empty() {
                write(&mut out, &text, apis, &found);
            }
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages.txt");
    if env::var_os("GWFMT_UPDATE").is_some() {
        fs::write(&file, &out).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap();
    if let Some((said, known)) = out.lines().zip(expected.lines()).find(|(a, b)| a != b) {
        panic!(
            "rules say\n{said}\nand not\n{known}\nRead the change, then run GWFMT_UPDATE=1 cargo test -p gwfmt-core --test messages"
        );
    }
    assert_eq!(out.len(), expected.len());
}
