//! Scripts, and what their commands give to stages.

use super::read;
use crate::fixture::Files;
use crate::{Extraction, Sources as _};

fn extract(files: &Files<'_>) -> Extraction {
    let (source, text) = files.read("bin/deploy.sh").unwrap();
    let found = read("bin/deploy.sh", source, &text, files);
    files.check(&found);
    found
}

/// `address api text at place` for each format, holes as `_`.
fn lines(script: &str, more: &[(&str, &str)]) -> Vec<String> {
    let mut all = vec![("bin/deploy.sh", script)];
    all.extend(more);
    let files = Files(&all);
    let found = extract(&files);
    assert_eq!(found.problems, [], "{script}");
    let line = |one: &crate::Found| {
        let text = one.text.as_str().replace(gwfmt_core::text::HOLE, "_");
        format!("{} {} {text}", one.address, one.api)
    };
    found.formats.iter().map(line).collect()
}

const PATCH: &str =
    "aws apigateway update-stage --rest-api-id x --stage-name prod --patch-operations ";
const SETTINGS: &str = "aws --region eu-west-1 apigatewayv2 create-stage \\\n  --api-id \"$API\" --stage-name '$default' \\\n  --access-log-settings ";

#[test]
fn the_quoting_of_the_shell_is_taken_off() {
    for (value, expected) in [
        (
            "op=replace,path=/accessLogSettings/format,value='$context.path'",
            "$context.path",
        ),
        (
            "op=replace,path=/accessLogSettings/format,value=\\$context.path",
            "$context.path",
        ),
        (
            "\"op=replace,path=/accessLogSettings/format,value='\\$context.path \\\"x\\\"'\"",
            "$context.path \"x\"",
        ),
        (
            "'op=replace,path=/accessLogSettings/format,value=\"$context.path, x\"'",
            "$context.path, x",
        ),
        (
            "op=replace,path=/accessLogSettings/destinationArn,value=a 'op=replace,path=/accessLogSettings/format,value=$context.path' --region x",
            "$context.path",
        ),
        (
            "'[{\"op\":\"replace\",\"path\":\"/accessLogSettings/format\",\"value\":\"{\\\"id\\\":\\\"$context.requestId\\\"}\"}]'",
            "{\"id\":\"$context.requestId\"}",
        ),
        (
            "$'[{\"path\":\"/accessLogSettings/format\",\"value\":\"it\\'s $context.path\"}]'",
            "it's $context.path",
        ),
        (
            "$'path=/accessLogSettings/format,value=a\\tb\\x41\\u00e9\\101'",
            "a\tbA\u{e9}A",
        ),
        (
            "path=/accessLogSettings/format,value='a '\"b $C \"d",
            "a b _ d",
        ),
        (
            "path=/accessLogSettings/format,value=\"$(date) `date` ${C:-x} $1 ${D} a\"",
            "_ _ _ _ _ a",
        ),
    ] {
        let script = format!("#!/bin/sh\n{PATCH}{value}\n");
        assert_eq!(
            lines(&script, &[]),
            [format!("prod rest {expected}")],
            "{value}"
        );
    }
    for (value, expected) in [
        ("DestinationArn=a,Format='$context.path'", "$context.path"),
        (
            "'{\"DestinationArn\": \"a\", \"Format\": \"$context.path\"}'",
            "$context.path",
        ),
        (
            "\"{\\\"DestinationArn\\\": \\\"$ARN\\\", \\\"Format\\\": \\\"\\$context.path $X\\\"}\"",
            "$context.path _",
        ),
        (
            "\"$(cat <<'E'\n{\"Format\": \"$context.path\"}\nE\n)\"",
            "$context.path",
        ),
        (
            "\"$(cat <<-E\n\t{\"Format\": \"\\$context.path\"}\n\tE\n)\"",
            "$context.path",
        ),
    ] {
        let script = format!("{SETTINGS}{value} | jq .\n");
        assert_eq!(
            lines(&script, &[]),
            [format!("$default http or websocket {expected}")],
            "{value}"
        );
    }
}

#[test]
fn a_format_keeps_its_places() {
    let script = format!(
        "F='{{\"id\":\"$context.requestId\"}}'\n{PATCH}\"[{{\\\"path\\\":\\\"/accessLogSettings/format\\\",\\\"value\\\":\\\"\\$context.path $X \\$context.status\\\"}}]\"\n{SETTINGS}DestinationArn=a,Format=\"$F\"\n"
    );
    let files = Files(&[("bin/deploy.sh", &script)]);
    let found = extract(&files);
    assert_eq!(found.formats.len(), 2);
    for one in &found.formats {
        for (word, at) in [
            ("context.requestId", "context.requestId"),
            ("context.path", "context.path"),
            ("context.status", "context.status"),
        ] {
            let Some(start) = one.text.as_str().find(word) else {
                continue;
            };
            let span = gwfmt_core::span::Span::new(start, start + word.len());
            assert_eq!(files.at(one.text.locate(span).unwrap().primary), at);
        }
    }
}

#[test]
fn what_is_assigned_once_before_is_known() {
    for (before, expected) in [
        (
            "F='$context.path'\n",
            &["$default http or websocket $context.path"][..],
        ),
        (
            "export F='$context.path'\n",
            &["$default http or websocket $context.path"],
        ),
        (
            "local -r G='$context.path' F=\"$G x\"\n",
            &["$default http or websocket $context.path x"],
        ),
        (
            "F=$(cat <<'E'\n$context.path\n\nE\n)\n",
            &["$default http or websocket $context.path"],
        ),
        ("F='$context.path'\nF='$context.status'\n", &[]),
        ("for F in a b; do\n", &[]),
        ("read -r F\n", &[]),
        ("", &[]),
    ] {
        let script = format!("{before}{SETTINGS}Format=\"$F\"\n");
        assert_eq!(lines(&script, &[]), expected, "{before}");
        let unknown = extract(&Files(&[("bin/deploy.sh", &script)])).unknown;
        assert_eq!(unknown.len(), usize::from(expected.is_empty()), "{before}");
        if let [unknown] = unknown.as_slice() {
            assert_eq!(
                unknown.reason,
                "the variable `F` is known only when the script runs"
            );
        }
    }
    // afterwards is too late
    let script = format!("{SETTINGS}Format=\"$F\"\nF='$context.path'\n");
    assert_eq!(lines(&script, &[]), [""; 0]);
}

#[test]
fn context_that_the_shell_replaces_is_a_fault() {
    for (value, at, fix) in [
        (
            "Format=\"$context.requestId x\"",
            "$context.requestId",
            "\\$context.requestId",
        ),
        (
            "Format=$context.requestId",
            "$context.requestId",
            "\\$context.requestId",
        ),
        (
            "\"{\\\"Format\\\": \\\"x ${context.path}\\\"}\"",
            "${context.path}",
            "\\$context.path",
        ),
        (
            "\"$(cat <<E\n{\"Format\": \"$context.path.\"}\nE\n)\"",
            "$context.path",
            "\\$context.path",
        ),
    ] {
        let script = format!("{SETTINGS}{value}\n");
        let files = Files(&[("bin/deploy.sh", &script)]);
        let found = extract(&files);
        let [one] = found.formats.as_slice() else {
            panic!("{value}: {:?}", found.formats);
        };
        let [fault] = one.faults.as_slice() else {
            panic!("{value}: {:?}", one.faults);
        };
        assert_eq!(
            (files.at(fault.place), fault.fix.as_deref()),
            (at, Some(fix))
        );
    }
    // a variable of the script's own
    let script = format!(
        "context=$(kubectl config current-context)\n{SETTINGS}Format=\"$context.requestId x\"\n"
    );
    let found = extract(&Files(&[("bin/deploy.sh", &script)]));
    assert_eq!(found.formats[0].faults, []);
}

#[test]
fn json_that_a_variable_breaks_is_named() {
    let script = format!(
        "F='{{\"id\":\"$context.requestId\"}}'\n{SETTINGS}\"{{\\\"Format\\\":\\\"$F\\\"}}\"\n"
    );
    let found = extract(&Files(&[("bin/deploy.sh", &script)]));
    assert_eq!(found.formats.len(), 0);
    assert_eq!(found.unknown[0].reason, "the value is not JSON");
}

#[test]
fn files_are_read() {
    let file = "{\"DestinationArn\": \"a\", \"Format\": \"$context.path\"}\n";
    for (path, there) in [
        ("settings.json", "bin/settings.json"),
        ("infra/s.json", "infra/s.json"),
    ] {
        let script = format!("{SETTINGS}file://{path}\n");
        assert_eq!(
            lines(&script, &[(there, file)]),
            ["$default http or websocket $context.path"]
        );
    }
    let script = format!("cat > /tmp/s.json <<'E'\n{file}E\n{SETTINGS}file:///tmp/s.json\n");
    assert_eq!(
        lines(&script, &[]),
        ["$default http or websocket $context.path"]
    );
    let script = format!("{SETTINGS}file://no.json\n");
    let unknown = extract(&Files(&[("bin/deploy.sh", &script)])).unknown;
    assert_eq!(unknown[0].reason, "the file `no.json` cannot be read");
}

#[test]
fn the_type_of_the_api_comes_from_the_script() {
    let script = format!(
        "API=$(aws apigatewayv2 create-api --name x --protocol-type HTTP --query ApiId)\n{SETTINGS}Format='$context.path'\n"
    );
    assert_eq!(lines(&script, &[]), ["$default http $context.path"]);
    let script = format!(
        "API=$(aws apigatewayv2 create-api --name x --protocol-type \"$TYPE\")\n{SETTINGS}Format='$context.path'\n"
    );
    assert_eq!(
        lines(&script, &[]),
        ["$default http or websocket $context.path"]
    );
}

#[test]
fn a_comma_that_cuts_a_value_is_noted() {
    for (value, is_cut) in [
        (
            "DestinationArn=a,Format='$context.path,$context.status'",
            true,
        ),
        (
            "Format='$context.path,$context.status',DestinationArn=a",
            true,
        ),
        (
            "\"DestinationArn=a,Format='\\$context.path,\\$context.status'\"",
            false,
        ),
        ("'{\"Format\":\"$context.path,$context.status\"}'", false),
    ] {
        let script = format!("{SETTINGS}{value}\n");
        let found = extract(&Files(&[("bin/deploy.sh", &script)]));
        let [one] = found.formats.as_slice() else {
            panic!("{value}: {:?}", found.formats);
        };
        assert_eq!(
            one.text.as_str(),
            "$context.path,$context.status",
            "{value}"
        );
        assert_eq!(one.remarks.len(), usize::from(is_cut), "{value}");
    }
}

#[test]
fn other_commands_say_nothing() {
    for script in [
        "# aws apigateway update-stage --patch-operations path=/accessLogSettings/format,value=x\n",
        "aws apigateway update-stage --patch-operations op=replace,path=/description,value='$context.path'\n",
        "echo \"aws apigateway update-stage --patch-operations path=/accessLogSettings/format,value=x\"\n",
        "aws apigateway get-stage --patch-operations path=/accessLogSettings/format,value=x\n",
        "aws apigatewayv2 update-stage --access-log-settings\n",
        "aws apigatewayv2 update-stage --access-log-settings DestinationArn=x\n",
    ] {
        assert_eq!(lines(script, &[]), [""; 0], "{script}");
        assert!(
            extract(&Files(&[("bin/deploy.sh", script)]))
                .unknown
                .is_empty()
        );
    }
}

#[test]
fn hostile_scripts_end() {
    for script in [
        "$(".repeat(100_000),
        "${".repeat(100_000),
        "(".repeat(100_000),
        "\"".repeat(99_999),
        "'".to_owned(),
        "`".to_owned(),
        "$'\\".to_owned(),
        "\\".to_owned(),
        "cat <<E".to_owned(),
        "cat <<E\n".to_owned(),
        "a=$a\n".repeat(1000) + "aws apigatewayv2 update-stage --access-log-settings Format=$a\n",
        "))))".to_owned(),
        "<<<".to_owned(),
        (0..200)
            .map(|n| format!("a{}=$a{n}$a{n}\n", n + 1))
            .collect::<Vec<_>>()
            .concat()
            + "aws apigatewayv2 update-stage --access-log-settings Format=$a200\n",
        format!("{SETTINGS}é\\é\"é\\é$é\"\n"),
    ] {
        let files = Files(&[("bin/deploy.sh", script.as_str())]);
        extract(&files);
    }
}

#[test]
fn a_comment_is_about_the_command_behind_it() {
    let script = format!(
        "# gwfmt: ignore[unknown-variable] -- soon\n{SETTINGS}'Format=$context.a\n$context.b'\necho '# gwfmt: ignore[line-break]' # x\n"
    );
    let found = (super::CARRIER.suppressions)("deploy.sh", &script);
    let [one] = &found.all[..] else {
        panic!("{found:?}");
    };
    let crate::suppress::Covers::Within(span) = one.covers else {
        panic!("{one:?}");
    };
    let covered = &script[span.range()];
    assert!(covered.starts_with("aws --region"), "{covered}");
    assert!(covered.trim_end().ends_with("$context.b'"), "{covered}");
}

/// What a shell itself says of a word is what is read of it.
#[test]
fn a_shell_agrees() {
    use proptest::prelude::*;
    let dash = std::process::Command::new("sh").arg("-c").arg(":").status();
    if dash.is_err() {
        return;
    }
    let piece = prop::sample::select(
        &[
            "a",
            "'x y'",
            "\"x y\"",
            "\\$",
            "\"\\$b\"",
            "\"\\\"\"",
            "'\"'",
            "\"'\"",
            "\\\\",
            "\"\\\\n\"",
            "\"$A\"",
            "${A}",
            "\"${A}b\"",
            "\\ ",
            "\"\\x\"",
            "é",
            "\\\n",
        ][..],
    );
    proptest!(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() }, |(pieces in prop::collection::vec(piece, 1..8))| {
            let word: String = pieces.concat();
    let script = format!("A=1\naws apigatewayv2 update-stage --access-log-settings Format=-{word}-\n");
            let run = std::process::Command::new("sh").arg("-c").arg(format!("A=1\nprintf %s Format=-{word}-")).output().unwrap();
            let run = String::from_utf8(run.stdout).unwrap();
            let found = extract(&Files(&[("bin/deploy.sh", &script)]));
            let text = found.formats.first().map(|one| one.text.as_str().to_owned());
            prop_assert_eq!(text.as_deref(), run.strip_prefix("Format="), "{}", word);
        });
}

/// The rules about resources that say something of a script.
fn said(script: &str) -> Vec<&'static str> {
    use gwfmt_core::lint::{RULES, judge};
    let files = Files(&[("a.sh", script)]);
    let found = super::read("a.sh", gwfmt_core::span::SourceId(0), script, &files);
    let remarks = found.deployments.iter().flat_map(|one| judge(one, RULES));
    remarks.map(|remark| remark.rule.name).collect()
}

#[test]
fn the_command_line_hands_a_destination_on_as_it_is() {
    let arn = "arn:aws:logs:eu-west-1:111122223333:log-group:a";
    let rest = |value: &str| {
        format!(
            "aws apigateway update-stage --rest-api-id a --stage-name b --patch-operations 'op=replace,path=/accessLogSettings/destinationArn,value={value}'\n"
        )
    };
    let json = |value: &str| {
        format!(
            "aws apigateway update-stage --patch-operations '[{{\"op\":\"replace\",\"path\":\"/accessLogSettings/destinationArn\",\"value\":\"{value}\"}}]'\n"
        )
    };
    let v2 = |value: &str| {
        format!(
            "aws apigatewayv2 update-stage --access-log-settings 'DestinationArn={value},Format=$context.requestId'\n"
        )
    };
    let star = format!("{arn}:*");
    for (script, expected) in [
        (rest(arn), None),
        (rest(&star), Some("starred-arn")),
        (json(arn), None),
        (json(&star), Some("starred-arn")),
        (v2(arn), None),
        // of HTTP and WebSocket APIs it is not known
        (v2(&star), None),
        (rest("my-group"), Some("wrong-destination")),
        (
            v2("arn:aws:firehose:eu-west-1:1:deliverystream/amazon-apigateway-x"),
            Some("stream-of-other-api"),
        ),
        (
            rest("arn:aws:firehose:eu-west-1:1:deliverystream/x"),
            Some("misnamed-stream"),
        ),
        (rest("'\"$ARN\"'"), None),
        (rest("'\"$PREFIX\"':x"), None),
    ] {
        assert_eq!(said(&script), Vec::from_iter(expected), "{script}");
    }
}
