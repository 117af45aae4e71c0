//! What is put into a finished text later: dynamic references (`{{resolve:ssm:/name}}`), which CloudFormation replaces when it
//! deploys, and variables of the tool that the template is a part of (`${self:custom.x}`), which are replaced before that.
//!
//! A pass over the text that the functions have made, for a reference may be put together from several pieces.

use gwfmt_core::span::Span;
use gwfmt_core::text::{FormatText, HOLE};

use crate::{Extraction, Unknown, Why};

/// The text with a hole for each dynamic reference. Also for one of a service that CloudFormation does not document, or
/// without a name: what becomes of it is not known, so nothing is said of it. With blanks behind the braces it stays text.
pub(super) fn references(text: FormatText) -> FormatText {
    replaced(text, OPEN, reference)
}

/// How a dynamic reference begins.
const OPEN: &str = "{{resolve:";

/// How long a dynamic reference is behind [`OPEN`], with its closing braces.
fn reference(rest: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let part = rest.get(at..)?;
        let stop = part.find(['}', '$', '\n', '\r', '"'])?;
        let part = part.get(stop..)?;
        at += stop;
        if part.starts_with("}}") {
            return Some(at + 2);
        }
        match part.strip_prefix("${").map(|name| name.find('}')) {
            Some(Some(end)) => at += 2 + end + 1, // `Sub` is missing; what is in the braces still is a name
            None if part.starts_with('$') => at += 1,
            Some(None) | None => return None,
        }
    }
}

/// Fills in what another tool puts into the formats. One that is nothing but what the tool knows is unknown.
pub(super) fn fill(extraction: &mut Extraction, fill: &dyn Fn(FormatText) -> FormatText) {
    let formats = std::mem::take(&mut extraction.formats);
    for mut found in formats {
        if found.text.as_str().contains("${") {
            found.text = fill(found.text);
        }
        let holes: usize = found.text.holes().map(|(hole, _)| hole.len()).sum();
        if holes == 0 || holes < found.text.len() || !found.faults.is_empty() {
            extraction.formats.push(found);
            continue;
        }
        extraction.unknown.push(Unknown {
            address: found.address,
            place: found.place,
            via: found.via,
            why: Why::Deployment,
            reason: "a variable that is filled in before the deployment says what it is".to_owned(),
        });
    }
}

/// Where variables of the Serverless Framework come from. Any other name may be text that only looks like a variable.
const SOURCES: [&str; 16] = [
    "aws",
    "cf",
    "doppler",
    "env",
    "file",
    "git",
    "opt",
    "output",
    "param",
    "s3",
    "self",
    "sls",
    "ssm",
    "strToBool",
    "terraform",
    "vault",
];

/// The text with a hole for each variable of the Serverless Framework, whose services keep parts of templates in files of their
/// own: `${opt:stage, 'dev'}`, `${file(log.txt)}`.
pub(super) fn variables(text: FormatText) -> FormatText {
    replaced(text, "${", |rest| {
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
        let (word, after) = rest.split_at_checked(word)?;
        if !SOURCES.contains(&word) || !after.starts_with(['(', ':']) {
            return None;
        }
        let mut depth = 1_usize;
        for (at, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(at + 1);
            }
        }
        None
    })
}

/// The text with a hole for everything that begins with `open` and of which `end` tells how long it is behind that.
fn replaced(text: FormatText, open: &str, end: impl Fn(&str) -> Option<usize>) -> FormatText {
    let all = text.as_str();
    let mut out = FormatText::new();
    let mut done = 0;
    for (start, _) in all.match_indices(open) {
        let from = start + open.len();
        let Some(len) = all.get(from..).filter(|_| start >= done).and_then(&end) else {
            continue;
        };
        let whole = Span::new(start, from + len);
        let Some(places) = text.locate(whole) else {
            continue;
        };
        out.push_text(&text.slice(Span::new(done, start)));
        out.push_hole(places.primary);
        done = whole.end;
    }
    if done == 0 {
        return text;
    }
    out.push_text(&text.slice(Span::new(done, all.len())));
    out
}

/// Why nothing is known of a text that is one dynamic reference and nothing else.
pub(super) fn reason(text: &FormatText) -> Option<String> {
    let all = text.as_str();
    let rest = all.strip_prefix(OPEN)?;
    let name = all.replace(HOLE, "…");
    (reference(rest) == Some(rest.len())).then(|| format!("`{name}` is a dynamic reference"))
}

/// The name in a text that is one reference to a parameter of Systems Manager and nothing else, without its version.
pub(super) fn stored_name(text: &FormatText) -> Option<&str> {
    let name = text.as_str().strip_prefix("{{resolve:ssm:")?;
    let name = name.strip_suffix("}}")?;
    let is_known = !text.has_holes() && !name.contains(['{', '}']);
    let (name, version) = name.split_once(':').unwrap_or((name, ""));
    let is_version = version.bytes().all(|byte| byte.is_ascii_digit());
    (is_known && is_version).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::cloudformation::template_text;
    use crate::{Extraction, Why};
    use gwfmt_core::span::SourceId;

    fn template(format: &str) -> String {
        format!(
            "Parameters: {{P: {{Type: String, Default: '{{{{resolve:ssm:/p}}}}'}}}}\nMappings: {{M: {{a: {{b: '{{{{resolve:ssm:/m:1}}}}'}}}}}}\nResources:\n  A:\n    Type: AWS::Serverless::Api\n    Properties:\n      AccessLogSetting:\n        Format: {format}\n"
        )
    }

    fn read(text: &str) -> Extraction {
        let (_, extraction) = template_text(SourceId(0), text);
        assert!(extraction.problems.is_empty(), "{:?}", extraction.problems);
        extraction
    }

    /// The text of the format, holes as `<…>` with what stands at their place.
    fn shown(format: &str) -> String {
        let source = template(format);
        let extraction = read(&source);
        let [found] = &extraction.formats[..] else {
            panic!("{extraction:?}");
        };
        let mut shown = String::new();
        let mut done = 0;
        for (span, place) in found.text.holes() {
            shown += &found.text.as_str()[done..span.start];
            shown.extend(["<", &source[place.span.range()], ">"]);
            done = span.end;
        }
        shown + &found.text.as_str()[done..]
    }

    fn reason(format: &str) -> String {
        let extraction = read(&template(format));
        let [unknown] = &extraction.unknown[..] else {
            panic!("{format}: {extraction:?}");
        };
        assert!(extraction.formats.is_empty());
        assert_eq!(unknown.why, Why::Deployment);
        unknown.reason.clone()
    }

    #[test]
    fn a_dynamic_reference_is_a_hole_at_its_place() {
        assert_eq!(
            shown("'$context.requestId {{resolve:ssm:/a/b_c.d-e:12}} $context.status'"),
            "$context.requestId <{{resolve:ssm:/a/b_c.d-e:12}}> $context.status"
        );
        assert_eq!(
            shown(
                r#"'{"id":"$context.requestId","env":"{{resolve:ssm-secure:e:1}}","n":{{resolve:ssm:/n}}}'"#
            ),
            r#"{"id":"$context.requestId","env":"<{{resolve:ssm-secure:e:1}}>","n":<{{resolve:ssm:/n}}>}"#
        );
        let arn = "{{resolve:secretsmanager:arn:aws:secretsmanager:us-east-1:123456789012:secret:a-b:SecretString:my key:AWSCURRENT:}}";
        assert_eq!(
            shown(&format!("'a {arn}{arn}'")),
            format!("a <{arn}><{arn}>")
        );
        assert_eq!(
            shown("|-\n          a\n          b{{resolve:ssm:c}}\n"),
            "a\nb<{{resolve:ssm:c}}>"
        );
    }

    #[test]
    fn functions_may_put_one_together() {
        assert_eq!(
            shown("!Sub 'a {{resolve:ssm:/${AWS::StackName}/f}}'"),
            "a <{{resolve:ssm:/${AWS::StackName}/f}}>"
        );
        assert_eq!(
            shown("!Join ['', ['a ', '{{resolve:ssm:', !Ref AWS::StackName, '}}', ' b']]"),
            "a <{{resolve:ssm:> b"
        );
        assert_eq!(
            shown("!Join [':', ['a {{resolve', 'ssm', '/b}}']]"),
            "a <{{resolve>"
        );
        assert_eq!(
            shown(
                "{'Fn::ToJsonString': {a: '{{resolve:ssm:/a}}', b: !Sub 'x{{resolve:ssm:/${A}}}', c: $context.requestId}}"
            ),
            r#"{"a":"<{{resolve:ssm:/a}}>","b":"x<{{resolve:ssm:/${A}}}>","c":"$context.requestId"}"#
        );
        assert_eq!(shown("!Sub 'a ${P}'"), "a <{{resolve:ssm:/p}}>");
        assert_eq!(
            shown("!Join ['', [a, !FindInMap [M, a, b]]]"),
            "a<{{resolve:ssm:/m:1}}>"
        );
        assert_eq!(
            shown("!Sub ['a${x}', {x: '{{resolve:ssm:/x}}'}]"),
            "a<{{resolve:ssm:/x}}>"
        );
    }

    #[test]
    fn one_that_is_all_of_a_format_is_known_only_at_deployment() {
        assert_eq!(
            reason("'{{resolve:ssm:/f}}'"),
            "`{{resolve:ssm:/f}}` is a dynamic reference"
        );
        assert_eq!(
            reason("!Sub '{{resolve:ssm:/${AWS::StackName}/f}}'"),
            "`{{resolve:ssm:/…/f}}` is a dynamic reference"
        );
        assert_eq!(
            reason("!Ref P"),
            "`{{resolve:ssm:/p}}` is a dynamic reference"
        );
        assert_eq!(
            reason("!FindInMap [M, a, b]"),
            "`{{resolve:ssm:/m:1}}` is a dynamic reference"
        );
        assert_eq!(
            reason("!Join ['', ['{{resolve:ssm:/a}}', '{{resolve:ssm:/b}}']]"),
            "every part of it is known only at deployment"
        );
        // of what is not documented nothing is said
        assert_eq!(
            reason("'{{resolve:foo}}'"),
            "`{{resolve:foo}}` is a dynamic reference"
        );
        assert_eq!(
            reason("'{{resolve:ssm:/a/${B}}}'"),
            "`{{resolve:ssm:/a/${B}}}` is a dynamic reference"
        );
    }

    #[test]
    fn what_is_no_dynamic_reference_stays_text() {
        for text in [
            "a {{ resolve:ssm:/a }}",
            "a {{resolve:ssm:/a}",
            "a {{resolve:ssm:/a\"}}",
            "a {{resolve:ssm:${",
            "a {{Resolve:ssm:/a}}",
        ] {
            assert_eq!(shown(&format!("'{text}'")), text);
        }
    }
}
