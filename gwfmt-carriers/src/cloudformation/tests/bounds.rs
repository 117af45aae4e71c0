//! What makes few bytes stand for much ends, says so, and costs its neighbours nothing.

use super::{beside, found, problems};
use crate::ProblemKind;
use crate::cloudformation::template_text;
use crate::limits::BRANCHES;
use gwfmt_core::span::SourceId;

#[test]
fn branches_that_aliases_multiply_are_read_once_and_cost_their_neighbours_nothing() {
    for (first, expected) in [
        ("{Format: a}", &["S rest a", "T rest t"][..]),
        (
            "!If [c, {Format: a}, {Format: b}]",
            &["S rest a", "S~2 rest b", "T rest t"],
        ),
        (
            "{Format: !If [c, a, !Sub '${X} b']}",
            &["S rest a", "S~2 rest \u{FFFC} b", "T rest t"],
        ),
    ] {
        let levels = (1..40)
            .map(|level| format!("- &a{level} !If [c, *a{0}, *a{0}]\n", level - 1))
            .collect::<Vec<_>>()
            .concat();
        let anchors = format!("Mappings:\n- &a0 {first}\n{levels}");
        let text = beside(&anchors, "*a39");
        assert_eq!(found(&text), expected);
        assert_eq!(problems(&text), []);
    }
}

#[test]
fn a_stage_with_more_formats_than_are_read_says_so_and_its_neighbours_are_read() {
    let many = |count: usize| {
        let mut branches = "f0".to_owned();
        for format in 1..count {
            branches = format!("!If [c, f{format}, {branches}]");
        }
        beside("", &format!("{{Format: {branches}}}"))
    };
    assert_eq!(found(&many(BRANCHES)).len(), BRANCHES + 1);
    assert_eq!(problems(&many(BRANCHES)), []);
    let over = many(BRANCHES + 3);
    assert_eq!(found(&over).len(), BRANCHES + 1);
    assert_eq!(problems(&over), [(ProblemKind::Limit, "f2, !I".to_owned())]);
    // the same text at the same place is one format, however many branches name it
    let parameter = "Parameters: {P: {Default: '$context.requestId'}}";
    let same = beside(
        parameter,
        &format!(
            "{{Format: !If [c, !Ref P, {}!Ref P{}]}}",
            "!If [c, !Ref P, ".repeat(40),
            "]".repeat(40)
        ),
    );
    assert_eq!(found(&same), ["S rest $context.requestId", "T rest t"]);
}

#[test]
fn merge_keys_that_multiply_end_and_cost_their_neighbours_nothing() {
    let levels = (1..60)
        .map(|level| {
            format!(
                "- &m{level} {{<<: [*m{0}, *m{0}, *m{0}], k{level}: v}}\n",
                level - 1
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let anchors = format!("Mappings:\n- &m0 {{Format: a}}\n{levels}");
    let text = beside(&anchors, "{<<: *m59}");
    assert_eq!(found(&text), ["S rest a", "T rest t"]);
    assert_eq!(problems(&text), []);
    // more pairs than are looked at
    let pairs = (0..60_000)
        .map(|pair| format!("k{pair}: v, "))
        .collect::<Vec<_>>()
        .concat();
    let lists = "*x, ".repeat(40);
    let distinct = (0..40)
        .map(|copy| format!("- &x{copy} {{<<: *x, y{copy}: 1}}\n"))
        .collect::<Vec<_>>()
        .concat();
    let text = beside(
        &format!("Mappings:\n- &x {{{pairs}}}\n{distinct}"),
        &format!("{{Format: a, <<: [{lists}]}}"),
    );
    assert_eq!(found(&text), ["S rest a", "T rest t"]);
}

#[test]
fn a_resource_with_more_values_than_are_read_says_so_and_its_neighbours_are_read() {
    let list = "x, ".repeat(crate::limits::YAML_NODES);
    let in_setting = beside("", &format!("{{Format: a, More: [{list}]}}"));
    assert_eq!(found(&in_setting), ["T rest t"]);
    assert_eq!(
        problems(&in_setting),
        [(ProblemKind::Limit, "S:\n   ".to_owned())]
    );
    // what is not kept at all costs nothing
    let elsewhere = beside("", &format!("{{Format: a}}\n      Tags: [{list}]"));
    assert_eq!(found(&elsewhere), ["S rest a", "T rest t"]);
    assert_eq!(problems(&elsewhere), []);
    // an anchor in another section
    let anchored = beside(
        &format!("Mappings:\n  x: &x {{Format: !Join ['', [{list}]]}}"),
        "*x",
    );
    assert_eq!(found(&anchored), ["T rest t"]);
    assert_eq!(
        problems(&anchored),
        [(ProblemKind::Limit, "{Forma".to_owned())]
    );
}

#[test]
fn a_format_of_more_pieces_than_are_computed_says_so_and_its_neighbours_are_read() {
    let doubled = (1..30)
        .map(|level| format!("- &j{level} !Join ['', [*j{0}, *j{0}]]\n", level - 1))
        .collect::<Vec<_>>()
        .concat();
    let anchors = format!("Mappings:\n- &j0 '$context.requestId '\n{doubled}");
    let text = beside(&anchors, "{Format: *j29}");
    assert_eq!(found(&text).last().map(String::as_str), Some("T rest t"));
    assert_eq!(problems(&text).len(), 1);
    assert_eq!(problems(&text)[0].0, ProblemKind::Limit);
    // deeper than functions are followed
    let deep = "!Join ['', [".repeat(100) + "a" + &"]]".repeat(100);
    let text = beside("", &format!("{{Format: {deep}}}"));
    assert_eq!(found(&text), ["T rest t"]);
    assert_eq!(problems(&text).len(), 1);
}

#[test]
fn loops_that_lie_too_deep_say_so_and_their_neighbours_are_read() {
    let looped = |depth: usize| {
        let mut body =
            "{S: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: a}}}}"
                .to_owned();
        for level in 0..depth {
            body = format!("{{'Fn::ForEach::L{level}': [v{level}, [x], {body}]}}");
        }
        let body = body
            .strip_prefix('{')
            .and_then(|body| body.strip_suffix('}'));
        format!(
            "Resources: {{{}, T: {{Type: AWS::ApiGateway::Stage, Properties: {{AccessLogSetting: {{Format: t}}}}}}}}",
            body.expect("braces")
        )
    };
    let most = crate::limits::LOOP_DEPTH;
    for depth in [1, 9, most] {
        assert_eq!(found(&looped(depth)), ["S rest a", "T rest t"], "{depth}");
        assert_eq!(problems(&looped(depth)), []);
    }
    assert_eq!(found(&looped(most + 1)), ["T rest t"]);
    assert_eq!(
        problems(&looped(most + 1)),
        [(ProblemKind::Limit, "'Fn::F".to_owned())]
    );
    // a loop in itself, twice
    let circle = beside("", "{Format: a}").replace(
        "  S:\n",
        "  Fn::ForEach::A: &a [v, [x], {'Fn::ForEach::B': *a, 'Fn::ForEach::C': *a}]\n  S:\n",
    );
    assert_eq!(found(&circle), ["S rest a", "T rest t"]);
    assert!(!problems(&circle).is_empty());
    assert!(
        problems(&circle)
            .iter()
            .all(|(kind, _)| *kind == ProblemKind::Limit)
    );
}

#[test]
fn the_deepest_template_is_read_on_a_small_stack() {
    const STACK: usize = 256 << 10;
    let functions = |depth: usize| "!Join ['', [".repeat(depth) + "a" + &"]]".repeat(depth);
    let json = |depth: usize| "{a: ".repeat(depth) + "b" + &"}".repeat(depth);
    let mut loops =
        "{S: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: a}}}}"
            .to_owned();
    for level in 0..100 {
        loops = format!("{{'Fn::ForEach::L{level}': [v, [x], {loops}]}}");
    }
    let texts = [
        beside("", &format!("{{Format: {}}}", functions(63))),
        beside("", &format!("{{Format: {}}}", functions(200))),
        beside(
            "",
            &format!("{{Format: !Sub ['${{a}}', {{a: {}}}]}}", functions(100)),
        ),
        beside(
            "",
            &format!("{{Format: {{'Fn::ToJsonString': {}}}}}", json(200)),
        ),
        format!("Resources: {loops}"),
        beside("", &"[".repeat(100_000)),
        beside(
            "",
            &(0..20_000)
                .map(|level| " ".repeat(level.min(300)) + "- ")
                .collect::<String>(),
        ),
    ];
    let read = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            let answers = texts.iter().map(|text| template_text(SourceId(0), text).1);
            answers.collect::<Vec<_>>().len()
        });
    assert_eq!(read.expect("a thread").join().expect("an answer"), 7);
}
