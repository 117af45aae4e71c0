//! What a file is whose name no carrier claims, by its content, so that a template is read as one whatever it is called; and
//! what a file is that is not read.

use gwfmt_core::span::Span;

use crate::carrier::Carrier;
use crate::limits::RAW_WITHOUT_REFERENCE;

/// What a file is by its content, and so who reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file of this carrier.
    Carrier(&'static Carrier),
    /// One format and nothing else. Also what is not UTF-8: reading it says so.
    Raw,
    /// Anything else: not read.
    Other(Other),
}

/// A file that is not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Other {
    /// What it is, where that is known: `a Kubernetes manifest`.
    pub what: Option<&'static str>,
    /// The first word in it that looks as if a format were near: `AccessLogSetting`, `$context.requestId`.
    pub seen: Option<Seen>,
}

/// A word, and the line that holds it, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// The word.
    pub word: String,
    /// Its line.
    pub line: usize,
}

/// Why a file that was named is not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotRead {
    /// What in it looks like a format.
    pub seen: Option<Seen>,
    /// What the file is or is not, as half a sentence whose subject is the file: `is a Kubernetes manifest`. Of a file that
    /// was read, why nothing was found.
    pub because: String,
    /// Whether [`NotRead::because`] is about the file.
    pub is_about_file: bool,
    /// Whether it may be a format itself.
    pub may_be_format: bool,
}

impl NotRead {
    /// Of a file whose name one of these carriers claims, and that none of them takes.
    pub fn claimed(carriers: impl IntoIterator<Item = &'static Carrier>, text: &str) -> Self {
        let carriers: Vec<_> = carriers.into_iter().collect();
        let mut needles = carriers.iter().flat_map(|carrier| carrier.needles);
        let not = match carriers.as_slice() {
            _ if !needles.any(|needle| text.contains(needle)) => {
                "has no setting of access logs that gwfmt knows".to_owned()
            }
            [only] => format!("is not {}", only.what),
            _ => "is not a kind of file that gwfmt reads formats from".to_owned(),
        };
        Self::of(other(text), not)
    }

    /// Of a file that no carrier claims or recognises.
    pub fn unknown(other: Other) -> Self {
        let not = "is neither a format nor a kind of file that gwfmt reads formats from";
        Self::of(other, not.to_owned())
    }

    /// Of a file of a carrier without a format, in which something looks like one.
    pub fn misplaced(carrier: &Carrier, text: &str) -> Option<Self> {
        // a template may refer to `$context` in other places: mapping templates do
        let seen = seen(text).filter(|seen| !seen.word.starts_with('$'))?;
        Some(Self {
            seen: Some(seen),
            because: carrier.misplaced.to_owned(),
            is_about_file: false,
            may_be_format: false,
        })
    }

    /// Why, as half a sentence that can do without what comes before.
    pub fn words(&self) -> String {
        let it = if self.is_about_file { "it " } else { "" };
        format!("{it}{}", self.because)
    }

    fn of(other: Other, not: String) -> Self {
        let Other { what, seen } = other;
        Self {
            seen,
            because: what.map_or(not, |what| format!("is {what}")),
            is_about_file: true,
            may_be_format: what.is_none(),
        }
    }
}

/// What a file of this content is, whatever its name.
pub fn by_content(carriers: &'static [Carrier], bytes: &[u8]) -> Kind {
    if utf16(bytes).is_some() {
        return Kind::Raw;
    }
    if bytes.contains(&0) {
        let what = Some("a binary file");
        return Kind::Other(Other { what, seen: None });
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Kind::Raw;
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if is_markdown(text) {
        let what = Some("a page of Markdown");
        let seen = seen(text);
        return Kind::Other(Other { what, seen });
    }
    let mut carriers = carriers.iter();
    if let Some(carrier) = carriers.find(|carrier| (carrier.recognises)(text)) {
        Kind::Carrier(carrier)
    } else if is_raw(text) {
        Kind::Raw
    } else {
        Kind::Other(other(text))
    }
}

/// The byte order of UTF-16, which no carrier reads: by its mark, or by the zero in every other byte of ASCII.
pub fn utf16(bytes: &[u8]) -> Option<&'static str> {
    const SAMPLE: usize = 512;
    let little = "UTF-16, little-endian";
    let big = "UTF-16, big-endian";
    match bytes {
        [0xFF, 0xFE, ..] => return Some(little),
        [0xFE, 0xFF, ..] => return Some(big),
        _ => {}
    }
    let sample = bytes.get(..SAMPLE.min(bytes.len() & !1))?;
    let zeros = |odd: usize| {
        let every = sample.iter().skip(odd).step_by(2);
        every.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    // most of a text that holds a format is ASCII, also where its comments are not
    let most = sample.len() / 4;
    if sample.len() < 4 || even.max(odd) <= most || even.min(odd) > 0 {
        return None;
    }
    Some(if odd > even { little } else { big })
}

/// Whether UTF-16 text of either byte order holds this ASCII word.
pub fn utf16_holds(bytes: &[u8], word: &str) -> bool {
    let little: Vec<u8> = word.bytes().flat_map(|byte| [byte, 0]).collect();
    let big: Vec<u8> = word.bytes().flat_map(|byte| [0, byte]).collect();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|part| part == needle);
    holds(&little) || holds(&big)
}

/// What a text is that no carrier reads, and what in it looks like a format.
pub fn other(text: &str) -> Other {
    Other {
        what: language(text),
        seen: seen(text),
    }
}

/// The first word of a text that tools keep formats under, else the first reference.
pub fn seen(text: &str) -> Option<Seen> {
    const KEYS: [&str; 6] = [
        "AccessLogSetting",
        "accessLogSetting",
        "access_log_setting",
        "access_log_format",
        "accessLogFormat",
        "AccessLogFormat",
    ];
    let keys = KEYS.into_iter().filter_map(|key| text.find(key));
    let at = keys.min().or_else(|| text.find("$context."))?;
    let rest = text.get(at..)?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.');
    let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let before = text.get(..at)?;
    Some(Seen {
        word: rest.get(..end)?.trim_end_matches('.').to_owned(),
        line: before.matches('\n').count() + 1,
    })
}

/// What a document of YAML or JSON is, by the keys at its top.
fn language(text: &str) -> Option<&'static str> {
    let is_json = text.trim_start().starts_with(['{', '[']);
    let keys = if is_json { json_keys(text) } else { keys(text) };
    let has = |key: &str| keys.contains(&key);
    if has("terraform_version") {
        return Some("a Terraform state or plan, which says what was deployed");
    }
    if is_json && (has("resource") || has("module") || has("locals")) {
        return Some("Terraform in JSON syntax");
    }
    if has("apiVersion") && has("kind") {
        return Some("a Kubernetes manifest");
    }
    if has("service") && has("provider") {
        return Some("a file of the Serverless Framework");
    }
    if has("openapi") || has("swagger") {
        return Some("an OpenAPI document, which has no place for access logs");
    }
    if has("name") && has("runtime") && has("resources") {
        return Some("a Pulumi program");
    }
    None
}

/// The keys at the left margin of YAML.
fn keys(text: &str) -> Vec<&str> {
    let lines = text.lines().filter_map(|line| {
        let (key, _) = line.split_once(':')?;
        TELLING.contains(&key).then_some(key)
    });
    lines.collect()
}

/// Keys that tell what a document is.
const TELLING: [&str; 13] = [
    "apiVersion",
    "kind",
    "locals",
    "module",
    "name",
    "openapi",
    "provider",
    "resource",
    "resources",
    "runtime",
    "service",
    "swagger",
    "terraform_version",
];

/// The keys of the outermost object of JSON, as far as brackets tell.
fn json_keys(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut keys = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = at;
                while let Some(byte) = bytes.get(at).filter(|byte| **byte != b'"') {
                    at += if *byte == b'\\' { 2 } else { 1 };
                }
                let span = Span::new(start, at.min(text.len()));
                at += 1;
                let after = bytes.get(at..).unwrap_or_default().trim_ascii_start();
                if depth == 1 && after.starts_with(b":") {
                    let key = text.get(span.range());
                    keys.extend(key.filter(|key| TELLING.contains(key)));
                }
            }
            _ => {}
        }
    }
    keys
}

/// The first line that is neither blank, a comment nor an instruction of a template engine.
#[cfg(any(feature = "cloudformation", feature = "terraform"))]
pub(crate) fn first_line<'t>(text: &'t str, comments: &[&str]) -> Option<&'t str> {
    let mut in_comment = false;
    text.lines().find(|line| {
        let line = line.trim();
        if in_comment || comments.len() > 1 && line.starts_with("/*") {
            in_comment = !line.contains("*/");
            return false;
        }
        let skipped = ["{%", "{{", "{#", "---", "%"];
        !line.is_empty() && !comments.iter().chain(&skipped).any(|s| line.starts_with(s))
    })
}

/// Whether a line begins a block of code, as no format and no file that holds one has it.
fn is_markdown(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("```"))
}

/// Whether the text is a format and nothing else: one line, or JSON, XML or lines all of which refer to something.
fn is_raw(text: &str) -> bool {
    const REFERENCES: [&str; 4] = ["$context", "$Context", "${context", "$!context"];
    let refers = |text: &str| REFERENCES.iter().any(|word| text.contains(word));
    let whole = text.trim();
    if !whole.contains('\n') {
        return refers(whole) || text.len() <= RAW_WITHOUT_REFERENCE && is_words(whole);
    }
    let encloses = |open, close| whole.starts_with(open) && whole.ends_with(close);
    if encloses('{', '}') || encloses('<', '>') {
        let looks = refers(whole) || text.len() <= RAW_WITHOUT_REFERENCE && whole.contains('$');
        return looks && !holds_another(whole);
    }
    let mut lines = whole.lines().filter(|line| !line.trim().is_empty());
    lines.all(refers)
}

/// Whether a line without a reference may be a format all the same: more than one word, and neither a setting
/// (`inputs = {}`) nor the first line of a script.
fn is_words(line: &str) -> bool {
    let (first, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let is_setting = first.ends_with('=') || rest.trim_start().starts_with('=');
    line.is_empty()
        || line.contains('$')
        || !rest.is_empty() && !is_setting && !line.starts_with("#!")
}

/// Whether a document holds formats, and is none: a tool's own key, or a reference inside JSON that is text in JSON.
fn holds_another(text: &str) -> bool {
    let key = seen(text).is_some_and(|seen| !seen.word.starts_with('$'));
    key || language(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::CARRIERS;

    fn kind(text: &str) -> Kind {
        by_content(CARRIERS, text.as_bytes())
    }

    fn not_read(text: &str) -> (Option<&'static str>, Option<(String, usize)>) {
        match kind(text) {
            Kind::Other(other) => (other.what, other.seen.map(|seen| (seen.word, seen.line))),
            kind => panic!("{kind:?}: {text}"),
        }
    }

    #[test]
    fn a_format_is_one_line_or_json_xml_and_lines_that_refer() {
        for text in [
            "",
            "a b c\n",
            "$requestId\n",
            "$context.requestId $context.status\n",
            "{\n  \"id\": \"$context.requestId\"\n}\n",
            "{\n  \"id\": \"$requestId\"\n}\n",
            "{ \"id\":\"$context.requestId\", \\\n  \"s\":\"$context.status\" }\n",
            "<a>\n  <id>$context.requestId</id>\n</a>",
            "\n\n$context.path\n$context.status\n",
        ] {
            assert_eq!(kind(text), Kind::Raw, "{text}");
        }
        for text in [
            "a\nb",
            "a= b\n",
            "target/\n",
            "{\n  \"name\": \"x\"\n}\n",
            "const a = `\n$context.requestId\n`;\n",
            "# Log\n\n```yaml\nAWSTemplateFormatVersion: x\nAccessLogSetting: 1\n```\n",
            "---\ntitle: A\n---\n```yml\nservice: x\nprovider:\n  logs:\n    restApi:\n      format: $context.path\n```\n",
            "<html>\n<p>a</p>\n</html>\n",
        ] {
            assert!(matches!(kind(text), Kind::Other(_)), "{text}");
        }
        assert!(matches!(kind(&"a".repeat(5000)), Kind::Other(_)));
        for text in ["#!/bin/sh\necho\n", "#!/bin/sh -e\n", "inputs = {}\n"] {
            assert!(!matches!(kind(text), Kind::Raw), "{text}");
        }
    }

    #[test]
    fn says_what_a_document_is_and_what_in_it_looks_like_a_format() {
        let cdk = other("{\"resource\": {\"aws_api_gateway_stage\": {\"s\": {}}}}");
        assert_eq!(cdk.what, Some("Terraform in JSON syntax"));
        let code = "let a = 1;\nlet b = '$context.requestId';\n";
        assert_eq!(
            not_read(code),
            (None, Some(("$context.requestId".to_owned(), 2)))
        );
        assert_eq!(not_read("a: 1\nb: 2\n"), (None, None));
    }

    #[test]
    fn the_keys_of_json_are_those_of_its_outermost_object() {
        let text = r#"{"kind": {"module": 1}, "c\"": ["name:", "service"], "name" : "f"}"#;
        assert_eq!(json_keys(text), ["kind", "name"]);
        assert!(json_keys("{\"a").is_empty() && json_keys("{\"\\").is_empty());
    }

    #[test]
    fn utf_16_is_told_by_its_mark_or_its_zeros() {
        let text = "Resources:\n  é: AccessLogSetting\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: [u8; 2], bytes: &[u8]| [&mark[..], bytes].concat();
        assert_eq!(utf16(&little), Some("UTF-16, little-endian"));
        assert_eq!(utf16(&big), Some("UTF-16, big-endian"));
        assert_eq!(
            utf16(&marked([0xFF, 0xFE], &little)),
            Some("UTF-16, little-endian")
        );
        assert_eq!(
            utf16(&marked([0xFE, 0xFF], &big)),
            Some("UTF-16, big-endian")
        );
        assert!(utf16_holds(&little, "AccessLogSetting") && utf16_holds(&big, "AccessLogSetting"));
        assert!(!utf16_holds(&little, "Globals"));
        for bytes in [
            &b"text"[..],
            b"",
            b"\0",
            b"\x89PNG\0\0\0\rIHDR\0\0\0\x01",
            &[0; 64],
        ] {
            assert_eq!(utf16(bytes), None, "{bytes:?}");
        }
        assert!(matches!(
            by_content(CARRIERS, b"\x89PNG\0\0\0\rIHDR"),
            Kind::Other(_)
        ));
        assert_eq!(by_content(CARRIERS, &little), Kind::Raw);
        assert_eq!(
            by_content(CARRIERS, b"caf\xe9 $context.requestId"),
            Kind::Raw
        );
    }
}
