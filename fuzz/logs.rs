//! The laws of what log lines are wrapped in. The sizes are small, so that small inputs have many blocks and long lines.

use std::sync::LazyLock;

use gwfmt::runtime::{Api, Format};
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{self, Scenario};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

// the readers alone: all of gwfmt-decode takes minutes to build
#[allow(unused_imports)]
#[path = "../gwfmt-decode/src/input/mod.rs"]
pub mod input;

use input::{Block, InputError, Sizes, Source, Why, Wrapping, read_by};

pub const SIZES: Sizes = Sizes {
    block: 64,
    line: 256,
    kept: 8,
    chunk: 16,
    windows: [20, 19],
};

/// A line as a reader gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Whole(Vec<u8>),
    Long(Vec<u8>),
    Cut(Vec<u8>),
}

/// What a reader gives of an input. The laws of blocks are looked at.
pub fn read(bytes: &[u8], wrapping: Wrapping, format: &Format) -> (Vec<Line>, Option<InputError>) {
    read_at_most(usize::MAX, bytes, wrapping, format)
}

/// The same, until there are so many lines: a few bytes may stand for millions of them.
fn read_at_most(
    most: usize,
    bytes: &[u8],
    wrapping: Wrapping,
    format: &Format,
) -> (Vec<Line>, Option<InputError>) {
    let mut lines = Vec::new();
    let source = Source::Bytes(bytes.to_owned());
    let error = read_by(&source, wrapping, format, SIZES, &mut |block| {
        add(&block, &mut lines);
        // room that was used before, as in a run
        (lines.len() < most).then_some(block.bytes)
    });
    (lines, error.err())
}

fn add(block: &Block, lines: &mut Vec<Line>) {
    assert_eq!(block.first, lines.len() as u64, "no number is left out");
    assert!(block.bytes.ends_with(b"\n"), "blocks hold whole lines");
    assert!(
        block.bytes.len() < SIZES.block + 2 * SIZES.line + SIZES.chunk,
        "blocks are bounded"
    );
    assert!(block.unread.len() <= SIZES.kept);
    let mut unread = block.unread.iter().peekable();
    for (number, line) in naive(&block.bytes).enumerate() {
        let number = block.first + number as u64;
        lines.push(match unread.next_if(|one| one.line == number) {
            Some(one) => {
                assert!(line.is_empty(), "an empty line stands in the place");
                assert!(!one.reason().is_empty() && !one.expected().is_empty());
                match one.why {
                    Why::Long => Line::Long(one.text.clone()),
                    Why::Cut => Line::Cut(one.text.clone()),
                }
            }
            None => Line::Whole(line.to_owned()),
        });
    }
    assert!(unread.next().is_none(), "what is not read lies in its block");
}

/// Lines without their line breaks.
pub fn naive(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let lines = whole.split(|byte| *byte == b'\n');
    lines.take(if bytes.is_empty() { 0 } else { usize::MAX })
}

/// A line as it is to be given.
pub fn given(line: &[u8]) -> Line {
    match line.get(..SIZES.kept) {
        Some(beginning) if line.len() > SIZES.line => Line::Long(beginning.to_owned()),
        _ => Line::Whole(line.to_owned()),
    }
}

/// Whether an input is told to be packed.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
}

/// A format with lines of it.
pub struct Known {
    pub format: Format,
    pub lines: Vec<String>,
}

/// Formats of which no line looks like one in a wrapping: JSON, XML, columns and text.
pub static KNOWN: LazyLock<[Known; 4]> = LazyLock::new(|| {
    [
        r#"{"id":"$context.requestId","s":"$context.status","ua":"$context.identity.userAgent"}"#,
        "<r><id>$context.requestId</id><s>$context.status</s><ip>$context.identity.sourceIp</ip></r>",
        "$context.identity.sourceIp,$context.requestId,$context.status,$context.integration.latency",
        r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.path $context.protocol" $context.status $context.responseLength $context.requestId"#,
    ]
    .map(known)
});

fn known(text: &str) -> Known {
    let format = Format::new(text, Some(Api::Rest)).expect("a format");
    let source = FormatText::verbatim(SourceId(0), 0, text);
    let model = Model::new(&source, ApiSet::one(gwfmt_core::api::Api::Rest));
    let scenarios = Scenario::of(gwfmt_core::api::Api::Rest);
    let lines = scenarios.flat_map(|scenario| {
        scenario::lines(&model, gwfmt_core::api::Api::Rest, scenario, 7).take(4)
    });
    let lines = lines.filter(|line| line.len() <= SIZES.line && format.parse(line).is_ok());
    let lines: Vec<_> = lines.collect();
    assert!(lines.len() > 8, "{text}");
    Known { format, lines }
}

/// Lines of a format, chosen by bytes.
pub fn chosen<'k>(known: &'k Known, bytes: &[u8]) -> Vec<&'k str> {
    let line = |byte: &u8| known.lines[usize::from(*byte) % known.lines.len()].as_str();
    bytes.iter().take(24).map(line).collect()
}

/// What is packed is read as it was; what was cut short gives the beginning, and is an error.
pub fn packing(magic: &[u8], pack: fn(&[u8]) -> Vec<u8>, data: &[u8]) {
    let format = &KNOWN[0].format;
    let Some(([how, at, cut], data)) = data.split_first_chunk::<3>().map(|(a, b)| (*a, b)) else {
        return;
    };
    if how < 64 {
        // whatever it is
        let bytes = [magic, data].concat();
        read_at_most(1_000, &bytes, Wrapping::Lines, format);
        return;
    }
    if is_packed(data) {
        return;
    }
    let expected: Vec<Line> = naive(data).map(given).collect();
    // two members behind each other, in as many layers
    let (one, other) = data.split_at(data.len() * usize::from(at) / 256);
    let mut packed = [pack(one), pack(other)].concat();
    let border = pack(one).len();
    let layers = 1 + usize::from(how % 5);
    for _ in 1..layers {
        packed = pack(&packed);
    }
    if how < 160 {
        let (lines, error) = read(&packed, Wrapping::Lines, format);
        if layers > 4 {
            assert!(error.is_some());
            return;
        }
        assert!(error.is_none(), "{error:?}");
        assert_eq!(lines, expected);
        return;
    }
    let end = packed.len() * usize::from(cut) / 256;
    if end < magic.len() || layers > 4 || (layers == 1 && end == border) {
        return;
    }
    let (lines, error) = read(&packed[..end], Wrapping::Lines, format);
    assert!(error.is_some(), "what ends too soon is an error");
    if let [Line::Cut(part)] = lines.as_slice()
        && layers > 1
        && magic.starts_with(part)
    {
        // too little of the inner layer to tell that it is one
        return;
    }
    assert!(lines.len() <= expected.len());
    for (at, (line, expected)) in lines.iter().zip(&expected).enumerate() {
        match (line, expected) {
            (Line::Cut(part), Line::Whole(whole) | Line::Long(whole)) => {
                let shorter = part.len().min(whole.len());
                assert_eq!(part[..shorter], whole[..shorter]);
                assert_eq!(at + 1, lines.len(), "only the last line is cut short");
            }
            _ => assert_eq!(line, expected),
        }
    }
}

/// Lines behind something that `naive_strip` takes off: each as it is with nothing before it, in their order.
pub fn behind(
    wrapping: Wrapping,
    naive_strip: fn(&[u8]) -> Option<usize>,
    before: fn(u8) -> String,
    data: &[u8],
) {
    let format = &KNOWN[0].format;
    let Some((how, data)) = data.split_first() else {
        return;
    };
    if how % 2 == 0 {
        if is_packed(data) {
            return;
        }
        let expected = naive(data).map(|line| match given(line) {
            Line::Whole(line) => {
                let at = naive_strip(&line).unwrap_or(0);
                Line::Whole(line[at..].to_owned())
            }
            long => long,
        });
        let (lines, error) = read(data, wrapping, format);
        assert!(error.is_none(), "{error:?}");
        assert_eq!(lines, expected.collect::<Vec<_>>());
        return;
    }
    let mut wrapped = Vec::new();
    let mut expected = Vec::new();
    for line in naive(data) {
        let prefix = before(*how);
        if prefix.len() + line.len() <= SIZES.line {
            wrapped.extend_from_slice(prefix.as_bytes());
            wrapped.extend_from_slice(line);
            wrapped.push(b'\n');
            expected.push(Line::Whole(line.to_owned()));
        }
    }
    let (lines, error) = read(&wrapped, wrapping, format);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(lines, expected);
}
