//! Tests only: scalars in every style against libyaml, which shares no code with the parser used here; JSON against
//! `serde_json`.
//!
//! Where libyaml differs it follows YAML 1.1, and YAML 1.2 is followed here. Each difference is kept out of the random
//! texts, or counted, and pinned in a test of its own:
//! - U+0085, U+2028 and U+2029 are line breaks to libyaml;
//! - it refuses the surrogate pairs of JSON;
//! - it refuses a tab right after the indentation of the first line of a block scalar, and takes a comment there that is
//!   indented less than the blank lines before it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::scalar;
use super::scalar::Style;
use super::tree::{Kind, NodeId, Tree};
use crate::yaml::{self, ALL};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::{FormatText, Origin};

const SOURCE: SourceId = SourceId(7);

/// The decoded scalar `k` of the first document, when the document can be read.
fn ours(text: &str) -> Option<FormatText> {
    let tree = yaml::read(text, ALL).next()?.ok()?;
    decoded(text, &tree, tree.get(tree.root, "k")?)
}

/// A scalar as it is decoded here, which must be what the parser makes of it.
fn decoded(text: &str, tree: &Tree<'_>, id: NodeId) -> Option<FormatText> {
    let node = tree.node(id)?;
    let Kind::Scalar(style) = node.kind else {
        return None;
    };
    let indent = node.indent.map(|indent| indent as usize);
    let (decoded, _) = scalar::decode(SOURCE, text, style, node.span.range(), indent);
    assert_eq!(
        decoded.as_str(),
        node.value,
        "the parser reads {text:?} in another way"
    );
    Some(decoded)
}

fn theirs(text: &str) -> Option<String> {
    let mut map: BTreeMap<String, String> = serde_yaml_ng::from_str(text).ok()?;
    map.remove("k")
}

/// The laws of the source map.
fn check_laws(source: &str, text: &FormatText) {
    let mut covered = 0;
    for (span, origin) in text.spans() {
        assert_eq!(span.start, covered, "a gap in {text:?}");
        covered = span.end;
        let bytes = &text.as_str()[span.range()];
        match origin {
            Origin::Verbatim { offset, .. } => {
                assert_eq!(source.get(offset..offset + bytes.len()), Some(bytes));
            }
            Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => {
                assert!(
                    source.get(place.span.range()).is_some(),
                    "no such place in {source:?}"
                );
            }
        }
    }
    assert_eq!(covered, text.len());
}

/// The same random texts each time.
fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Compares both readers on random texts, of which both must take a share of at least `min_taken`.
fn compare(cases: u32, texts: impl Strategy<Value = String>, min_taken: f64) {
    let mut runner = runner(cases);
    let taken = std::cell::Cell::new(0);
    let refused_by_one = std::cell::RefCell::new(Vec::new());
    let result = runner.run(&texts, |text| {
        match (ours(&text), theirs(&text)) {
            (Some(ours), Some(theirs)) => {
                taken.set(taken.get() + 1);
                check_laws(&text, &ours);
                prop_assert_eq!(ours.as_str(), theirs, "of {:?}", text);
            }
            (None, None) => {}
            (ours, theirs) => {
                refused_by_one.borrow_mut().push((
                    text,
                    ours.map(|t| t.as_str().to_owned()),
                    theirs,
                ));
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let refused_by_one = refused_by_one.into_inner();
    let share = f64::from(taken.get()) / f64::from(cases);
    assert!(
        share >= min_taken,
        "both readers take only {share} of the texts"
    );
    assert!(
        refused_by_one.len() * 100 < cases as usize,
        "one reader refuses {} texts: {:?}",
        refused_by_one.len(),
        refused_by_one.first()
    );
}

fn line_break() -> impl Strategy<Value = &'static str> {
    select(&["\n", "\n", "\n", "\r\n"][..])
}

/// What may stand before a scalar.
fn key() -> impl Strategy<Value = &'static str> {
    let keys = [
        "k: ",
        "k: ",
        "'k': ",
        "k: !!str ",
        "k: &a ",
        "k:\n  ",
        "k: # not | or >\n ",
        "k: !!str\n  # >\n  &a ",
        "--- # |\n? k\n: ",
        "a: b # >\nk: ",
        "%YAML 1.2\n---\nk: &a\r\n  !!str\t",
    ];
    select(keys.to_vec())
}

fn words() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "$context.requestId",
        "é",
        "😀",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "\\",
        "#",
        ": ",
        ":",
        "- ",
        "?",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        ",",
        " ",
        "  ",
        "\t",
        "~",
        "0",
        "<<",
        "=",
        "\u{feff}",
        "---",
        "...",
        "\u{7f}",
    ];
    prop::collection::vec(select(pieces.to_vec()), 0..6).prop_map(|pieces| pieces.concat())
}

fn block_scalar() -> impl Strategy<Value = String> {
    let header = (
        select(&["|", ">"][..]),
        select(&["", "-", "+"][..]),
        any::<bool>(),
        1..4_usize,
        select(&["", "", " # why", "  "][..]),
        line_break(),
    );
    let line = prop_oneof![
        4 => (0..3_usize, words(), line_break()).prop_map(|(more, words, end)| (Some(more), words, end)),
        1 => (0..6_usize, line_break()).prop_map(|(blanks, end)| (None, " ".repeat(blanks), end)),
    ];
    let lines = prop::collection::vec(line, 0..7);
    let rest = select(&["", "", "z: 1\n", "# end\n", "\n\nz: 1\n", "# end\nz: 1\n"][..]);
    (key(), header, lines, any::<bool>(), rest).prop_map(|(key, header, lines, cut, rest)| {
        let (style, chomping, says_indent, indent, comment, end) = header;
        let digit = if says_indent {
            indent.to_string()
        } else {
            String::new()
        };
        let mut text = format!("{key}{style}{digit}{chomping}{comment}{end}");
        for (more, words, end) in &lines {
            let blanks = more.map_or(0, |more| indent + more);
            text = text + &" ".repeat(blanks) + words + end;
        }
        if cut && rest.is_empty() {
            text.pop();
        }
        text + rest
    })
}

fn flow_break() -> impl Strategy<Value = String> {
    let breaks = prop::collection::vec((select(&["", " ", " \t", "  "][..]), line_break()), 1..4);
    (breaks, 1..4_usize).prop_map(|(breaks, indent)| {
        let breaks: Vec<&str> = breaks
            .into_iter()
            .flat_map(|(blank, end)| [blank, end])
            .collect();
        breaks.concat() + &" ".repeat(indent)
    })
}

fn quoted_scalar(
    quote: &'static str,
    escapes: &'static [&'static str],
) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => words().prop_map(move |words| words.replace(quote, "").replace('\\', "")),
        2 => select(escapes.to_vec()).prop_map(str::to_owned),
        1 => flow_break(),
    ];
    let rest = select(&["", "\n", " # end\n", "\nz: 1\n"][..]);
    (key(), prop::collection::vec(piece, 0..7), rest).prop_map(move |(key, pieces, rest)| {
        format!("{key}{quote}{}{quote}{rest}", pieces.concat())
    })
}

fn plain_scalar() -> impl Strategy<Value = String> {
    let piece = prop_oneof![3 => words(), 1 => flow_break()];
    let rest = select(&["", "\n", " # end\n", "\nz: 1\n"][..]);
    (key(), prop::collection::vec(piece, 1..5), rest)
        .prop_map(|(key, pieces, rest)| format!("{key}a{}{rest}", pieces.concat()))
}

/// A string of JSON in one of the ways to write it.
fn json_string() -> impl Strategy<Value = String> {
    let escapes = [
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\n",
        "\\r",
        "\\t",
        "\\u0041",
        "\\u00e9",
        "\\u2028",
        "\\ud83d\\ude00",
        "\\uD834\\uDD1E",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{feff}",
    ];
    let piece = prop_oneof![
        3 => words().prop_map(|words| words.replace(['"', '\\', '\t', '\u{7f}'], "")),
        1 => select(escapes.to_vec()).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

/// A document of JSON, with blanks wherever they may stand.
fn json_document() -> impl Strategy<Value = String> {
    let blank = || select(&["", "", " ", "\n", "\r\n", "\t", "\n  ", "\n\t\t"][..]);
    let leaf = prop_oneof![
        4 => json_string(),
        1 => select(&["null", "true", "false", "0", "-1", "1.5e3", "-0.25E-2", "{}", "[]"][..]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let item =
            (blank(), inner.clone(), blank()).prop_map(|(a, item, b)| format!("{a}{item}{b}"));
        let pair = (blank(), json_string(), blank(), blank(), inner, blank())
            .prop_map(|(a, key, b, c, value, d)| format!("{a}{key}{b}:{c}{value}{d}"));
        prop_oneof![
            prop::collection::vec(item, 1..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(pair, 1..4).prop_map(|pairs| format!("{{{}}}", pairs.join(","))),
        ]
    })
}

/// The value of a node as `serde_json` has it.
fn as_json(text: &str, tree: &Tree<'_>, id: NodeId) -> serde_json::Value {
    let Some(node) = tree.node(id) else {
        return serde_json::Value::Null;
    };
    match node.kind {
        Kind::Scalar(Style::Plain) => {
            serde_json::from_str(&node.value).expect("a bare word of JSON")
        }
        Kind::Scalar(_) => {
            let string = decoded(text, tree, id).expect("a scalar");
            check_laws(text, &string);
            string.as_str().into()
        }
        Kind::Sequence => tree
            .children(id)
            .map(|item| as_json(text, tree, item))
            .collect(),
        _ => {
            let pair = |(key, value)| {
                let key = decoded(text, tree, key).expect("a key");
                (key.as_str().to_owned(), as_json(text, tree, value))
            };
            serde_json::Value::Object(tree.entries(id).into_iter().map(pair).collect())
        }
    }
}

#[test]
fn reads_block_scalars_as_libyaml_does() {
    compare(4000, block_scalar(), 0.6);
}

#[test]
fn reads_single_quoted_scalars_as_libyaml_does() {
    compare(2000, quoted_scalar("'", &["''", "''''"]), 0.6);
}

#[test]
fn reads_double_quoted_scalars_as_libyaml_does() {
    let escapes = &[
        "\\\"",
        "\\\\",
        "\\/",
        "\\n",
        "\\t",
        "\\r",
        "\\0",
        "\\a",
        "\\b",
        "\\e",
        "\\f",
        "\\v",
        "\\ ",
        "\\N",
        "\\_",
        "\\L",
        "\\P",
        "\\x41",
        "\\u00e9",
        "\\U0001F600",
        "\\\n  ",
        "\\\r\n ",
        "\\\n\n  ",
        "\\\n \\ ",
    ];
    compare(4000, quoted_scalar("\"", escapes), 0.6);
}

#[test]
fn reads_plain_scalars_as_libyaml_does() {
    compare(4000, plain_scalar(), 0.3);
}

#[test]
fn reads_json_as_serde_json_does() {
    let result = runner(3000).run(&json_document(), |text| {
        let theirs: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let trees: Vec<_> = yaml::read(&text, ALL).collect();
        let [Ok(tree)] = &trees[..] else {
            return Err(TestCaseError::fail(format!(
                "{text:?} cannot be read: {trees:?}"
            )));
        };
        prop_assert_eq!(as_json(&text, tree, tree.root), theirs, "of {:?}", text);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn follows_yaml_1_2_where_libyaml_follows_1_1() {
    let read = |text: &str| {
        (
            ours(text).map(|text| text.as_str().to_owned()),
            theirs(text),
        )
    };
    let some = |text: &str| Some(text.to_owned());
    for mark in ['\u{85}', '\u{2028}', '\u{2029}'] {
        let (ours, theirs) = read(&format!("k: 'a {mark} b'"));
        assert_eq!(ours, Some(format!("a {mark} b")));
        assert_ne!(theirs, ours);
    }
    assert_eq!(read(r#"k: "\ud83d\ude00""#), (some("😀"), None));
    assert_eq!(read("k: |\n  \ta\n"), (some("\ta\n"), None));
    assert_eq!(read("k: |\n    \n  # a\n"), (None, some("")));
}
