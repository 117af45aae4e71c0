//! Laws that hold for every format, the broken ones first of all: printing gives back the text, linting never panics, places
//! are places, counter-examples are true, and JSON that nothing is said of is JSON.

mod common;

use common::Random;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::ast::PartKind;
use gwfmt_core::diagnostic::CounterExample;
use gwfmt_core::model::Model;
use gwfmt_core::parse::parse;
use gwfmt_core::shape::Shape;
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::{FormatText, HOLE, Origin};
use proptest::prelude::*;

/// References of every kind of text, and of none.
const NAMES: &[&str] = &[
    "status",
    "requestId",
    "path",
    "responseLength",
    "responseLatency",
    "requestTimeEpoch",
    "requestTime",
    "integration.latency",
    "integration.error",
    "identity.userAgent",
    "identity.sourceIp",
    "identity.cognitoAuthenticationProvider",
    "error.message",
    "error.messageString",
    "error.responseType",
    "accountId",
    "routeKey",
    "authorizer.claims.sub",
    "domainName",
    "isCanaryRequest",
    "identity.clientCert.validity.notAfter",
    "nothing",
    "customDomain.basePathMatched",
];

fn reference() -> impl Strategy<Value = String> {
    prop::sample::select(NAMES).prop_map(|name| format!("$context.{name}"))
}

/// Pieces of all shapes in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => reference(),
        6 => prop::sample::select(&[
            "{", "}", "[", "]", "\"", "\"", ":", ",", "'", "\\", "\\\"", " ", "\n", "<a>", "</a>", "<a b=\"", "<", "&",
            ">", "/>", "|", ";", "\t", "-", "a", "\"a\":", "\"a\":\"", "True", "1", "//", "/*", "*/", "{{", "}}", "=",
            "$context", "$context.", "$", "${context.path}", "$context.path.", "$requestId", "#if(", "#end", "\u{201C}",
            "é", "\u{1F600}", "\u{0}", "<![CDATA[", "]]>", "<!--", "-->", "$context.authorizer.claims['x']",
        ][..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => Just(HOLE.to_string()),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A JSON value with references in it.
fn json_value() -> impl Strategy<Value = String> {
    let string = prop_oneof![
        4 => reference().prop_map(|r| format!("\"{r}\"")),
        1 => (reference(), reference()).prop_map(|(a, b)| format!("\"{a} {b}\"")),
        1 => reference().prop_map(|r| format!("\"\\\"{r}\\\"\"")),
        1 => Just("\"it's \\\"so\\\"\"".to_owned()),
        2 => prop::sample::select(&["status", "responseLength", "requestTimeEpoch"][..])
            .prop_map(|name| format!("$context.{name}")),
        1 => prop::sample::select(&["1", "-2.5", "true", "null"][..]).prop_map(str::to_owned),
    ];
    string.prop_recursive(3, 16, 5, |value| {
        let key =
            prop::sample::select(&["a", "b", "requestId", "user agent", "é", "\\u0061", "x.y"][..]);
        prop_oneof![
            prop::collection::vec(value.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec((key, value), 0..5).prop_map(|members| {
                let members: Vec<_> = members
                    .iter()
                    .map(|(k, v)| format!("\"{k}\":{v}"))
                    .collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

fn json_object() -> impl Strategy<Value = String> {
    prop::collection::vec(json_value(), 1..6).prop_map(|values| {
        let members: Vec<_> = values
            .iter()
            .enumerate()
            .map(|(at, value)| format!("\"key{at}\": {value}"))
            .collect();
        format!("{{{}}}", members.join(", "))
    })
}

/// Characters that slip in. No colon in XML: roxmltree takes `</:a>` for `</a>`.
const JSON_SLIPS: &[char] = &[
    '"', ',', ':', '{', '}', '[', ']', '\'', '\\', ';', '=', 'x', ' ', '/',
];
const OTHER_SLIPS: &[char] = &[
    '"', ',', '\'', '[', ']', '\\', ';', '=', 'x', ' ', '<', '&', '>', '/',
];

/// A slip of the hand: a character left out, doubled, put in, or changed.
fn slipped(text: &str, wrong: &[char], seed: u64) -> String {
    let mut random = Random(seed);
    let mut chars: Vec<char> = text.chars().collect();
    let at = random.below(chars.len());
    let wrong = random.pick(wrong);
    match random.below(4) {
        0 => drop(chars.remove(at)),
        1 => chars.insert(at, chars[at]),
        2 => chars.insert(at, wrong),
        _ => chars[at] = wrong,
    }
    chars.into_iter().collect()
}

fn xml() -> impl Strategy<Value = String> {
    let element = (
        prop::sample::select(&["a", "ip", "é"][..]),
        reference(),
        reference(),
    )
        .prop_map(|(name, a, b)| format!("<{name} x=\"{a}\" y='1'>{b}</{name}>"));
    prop::collection::vec(element, 0..5)
        .prop_map(|all| format!("<request>{}</request>", all.concat()))
}

fn columns() -> impl Strategy<Value = String> {
    let column = prop_oneof![
        4 => reference(),
        1 => reference().prop_map(|r| format!("\"{r}\"")),
        1 => reference().prop_map(|r| format!("[{r}]")),
        1 => (reference(), reference()).prop_map(|(a, b)| format!("\"{a} {b}\"")),
        1 => (reference(), reference()).prop_map(|(a, b)| format!("{a}{b}")),
        1 => Just("-".to_owned()),
    ];
    let delimiter = prop::sample::select(&[" ", ",", ", ", "|", "\t", ";", ": "][..]);
    (prop::collection::vec(column, 1..9), delimiter).prop_map(|(columns, d)| columns.join(d))
}

fn api() -> impl Strategy<Value = ApiSet> {
    prop::sample::select(vec![
        ApiSet::ANY,
        ApiSet::V2,
        ApiSet::one(Api::Rest),
        ApiSet::one(Api::Http),
        ApiSet::one(Api::WebSocket),
    ])
}

/// The text with a hole for every U+FFFC in it.
fn with_holes(text: &str) -> FormatText {
    let mut source = FormatText::new();
    let mut at = 0;
    for (number, piece) in text.split(HOLE).enumerate() {
        if number > 0 {
            source.push_hole(SourceSpan::new(SourceId(0), at, at + 4));
            at += 4;
        }
        source.push_verbatim(SourceId(0), at, piece);
        at += piece.len();
    }
    source
}

/// All laws for one format.
fn obey(text: &str, apis: ApiSet) {
    let source = with_holes(text);
    let format = parse(&source);
    let mut end = 0;
    let mut printed = String::new();
    for part in &format.parts {
        assert_eq!(part.span.start, end, "{text:?}");
        end = part.span.end;
        printed.push_str(&text[part.span.range()]);
    }
    assert_eq!(printed, text);
    let model = Model::new(&source, apis);
    let findings = common::all_findings(&model);
    for finding in &findings {
        common::check_places(finding, text);
        common::check_counter_example(finding, &model);
    }
    let Shape::Json(_) = model.shape else { return };
    let unknown = |kind: PartKind| {
        matches!(
            kind,
            PartKind::Template | PartKind::Malformed(_) | PartKind::Hole
        )
    };
    if format.parts.iter().any(|part| unknown(part.kind)) {
        return;
    }
    match findings.iter().find(|finding| common::breaks_json(finding)) {
        None => {
            let seed = u64::try_from(text.len()).expect("small");
            common::check_renderings(&model, 8, &mut Random(seed));
        }
        // What a backslash before a reference does depends on the value; another fault in the string is told first.
        Some(first) if first.rule == "invalid-json" && !text.contains("\\$context.") => {
            pinned_in_time(first);
        }
        Some(_) => {}
    }
}

/// The first fault lies no later than where an ordinary reader gives up.
fn pinned_in_time(first: &gwfmt_core::diagnostic::Diagnostic) {
    let Some(CounterExample::Broken { line, at, .. }) = &first.counter_example else {
        panic!("a broken line: {first:?}")
    };
    let Err(error) = serde_json::from_str::<serde_json::Value>(line) else {
        return; // the whole object in quotes
    };
    let before: usize = line
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    assert!(
        at.start <= before + error.column(),
        "{line:?}: pinned at {}, refused at {}",
        at.start,
        before + error.column()
    );
}

/// A text of a few origins: typed in the file, escaped, written, holes.
fn outer(file: &str, cuts: &[(usize, u8)]) -> FormatText {
    let mut text = FormatText::new();
    let place = |at: usize| SourceSpan::new(SourceId(1), at, at + 1);
    for (at, kind) in cuts {
        let at = at % (file.len() - 4);
        match kind % 4 {
            0 => text.push_verbatim(SourceId(1), at, &file[at..at + 4]),
            1 => text.push_escape(place(at), "\n"),
            2 => text.push_written(place(at), "{\"a\":"),
            _ => text.push_hole(place(at)),
        }
    }
    text
}

/// Pieces of a text as a reader of it gives them, which knows it as source 7.
fn inner(outer: &FormatText, cuts: &[(usize, usize, u8)]) -> FormatText {
    let all = outer.as_str();
    let mut text = FormatText::new();
    for (start, len, kind) in cuts {
        let bound = |at: usize| {
            (0..=at.min(all.len()))
                .rev()
                .find(|at| all.is_char_boundary(*at))
        };
        let start = bound(start % (all.len() + 1)).unwrap_or(0);
        let end = bound(start + len % 12).unwrap_or(0).max(start);
        let place = SourceSpan::new(SourceId(7), start, end);
        match kind % 4 {
            0 | 1 => text.push_verbatim(SourceId(7), start, &all[start..end]),
            2 => text.push_escape(place, &all[start..end]),
            _ => text.push_verbatim(SourceId(2), 3, "elsewhere"),
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What one language puts together and another one reads keeps its text, and each byte has its place in the file.
    #[test]
    fn a_text_within_a_text_keeps_its_places(
        file in "[a-z\\$.]{8,40}",
        outer_cuts in prop::collection::vec((any::<usize>(), any::<u8>()), 1..12),
        cuts in prop::collection::vec((any::<usize>(), any::<usize>(), any::<u8>()), 1..12),
    ) {
        let outer = outer(&file, &outer_cuts);
        let inner = inner(&outer, &cuts);
        let text = inner.within(SourceId(7), &outer);
        prop_assert_eq!(text.as_str(), inner.as_str());
        let mut end = 0;
        for (span, origin) in text.spans() {
            prop_assert_eq!(span.start, end);
            end = span.end;
            let run = &text.as_str()[span.range()];
            let place = match origin {
                Origin::Verbatim { source, offset } => {
                    SourceSpan::new(source, offset, offset + run.len())
                }
                Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => place,
            };
            prop_assert!(place.source != SourceId(7) && place.span.end <= 40);
            match origin {
                Origin::Verbatim { source: SourceId(1), offset } => {
                    prop_assert_eq!(run, &file[offset..offset + run.len()]);
                }
                Origin::Hole(_) => prop_assert_eq!(run, HOLE.to_string()),
                _ => prop_assert!(!run.contains(HOLE)),
            }
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn any_text(text in soup(), apis in api()) {
        obey(&text, apis);
    }

    #[test]
    fn json(text in json_object(), apis in api()) {
        let source = common::source(&text);
        let model = Model::new(&source, apis);
        let Shape::Json(json) = &model.shape else { panic!("JSON: {text}") };
        prop_assert_eq!(&json.faults, &[], "{}", text);
        obey(&text, apis);
    }

    #[test]
    fn json_with_a_slip(text in json_object(), seed: u64, apis in api()) {
        obey(&slipped(&text, JSON_SLIPS, seed), apis);
    }

    /// A repair that is called safe leaves nothing of the fault.
    #[test]
    fn a_safe_fix_of_one_slip_mends_it(text in json_object(), seed: u64) {
        let slip = slipped(&text, JSON_SLIPS, seed);
        let source = common::source(&slip);
        let model = Model::new(&source, ApiSet::ANY);
        let Shape::Json(json) = &model.shape else { return Ok(()) };
        let findings = common::findings(&model);
        let told: Vec<_> = findings.iter().filter(|d| d.rule == "invalid-json").collect();
        let [finding] = told.as_slice() else { return Ok(()) };
        if let Some(fix) = finding.fix.as_ref().filter(|fix| fix.safe && json.lost.is_none()) {
            let fixed = common::source(&fix.apply(&slip));
            let model = Model::new(&fixed, ApiSet::ANY);
            let left = common::findings(&model);
            let left: Vec<_> = left.iter().filter(|d| d.rule == "invalid-json").collect();
            prop_assert!(left.is_empty(), "{}\n{}\n{:?}", slip, fixed.as_str(), left);
        }
    }

    #[test]
    fn json_with_holes(text in json_object(), seed: u64, apis in api()) {
        let text = (0..3).fold(text, |text, slip| slipped(&text, &[HOLE], seed ^ slip));
        obey(&text, apis);
    }

    #[test]
    fn json_with_slips(text in json_object(), seed: u64, apis in api()) {
        let text = (0..3).fold(text, |text, slip| slipped(&text, JSON_SLIPS, seed ^ slip));
        obey(&text, apis);
    }

    #[test]
    fn xml_with_and_without_a_slip(text in xml(), seed: u64, apis in api()) {
        let source = common::source(&text);
        let model = Model::new(&source, apis);
        let Shape::Xml(read) = &model.shape else { panic!("XML: {text}") };
        prop_assert_eq!(&read.faults, &[], "{}", text);
        obey(&text, apis);
        obey(&slipped(&text, OTHER_SLIPS, seed), apis);
    }

    #[test]
    fn columns_with_and_without_a_slip(text in columns(), seed: u64, apis in api()) {
        obey(&text, apis);
        obey(&slipped(&text, OTHER_SLIPS, seed), apis);
    }
}
