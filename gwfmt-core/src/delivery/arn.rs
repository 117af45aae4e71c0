//! ARNs in which parts may be known only at deployment.

use super::Receiver;
use crate::text::{FormatText, HOLE};

/// An ARN, as far as it is known: the service, and what comes after region and account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// The service: `logs`.
    pub service: &'a str,
    /// What follows the service, holes included.
    pub rest: &'a str,
}

impl<'a> Arn<'a> {
    /// The ARN that a text is; nothing where the text is none, or where its service is not known. The partition alone may be a hole.
    pub fn read(text: &'a FormatText) -> Option<Self> {
        let rest = text.as_str().strip_prefix("arn:")?;
        let (partition, rest) = rest.split_once(':')?;
        let (service, rest) = rest.split_once(':')?;
        let is_partition = partition.chars().eq([HOLE]) || !partition.contains(HOLE);
        let is_service = !service.is_empty() && !service.contains(HOLE);
        (is_partition && is_service).then_some(Self { service, rest })
    }

    /// What takes lines under it.
    pub fn receiver(&self) -> Option<Receiver> {
        match self.service {
            "logs" => Some(Receiver::LogGroup),
            "firehose" => Some(Receiver::Firehose),
            _ => None,
        }
    }

    /// The name of the log group or of the stream, as far as it is known: up to the first hole.
    pub fn name(&self) -> Option<&'a str> {
        let word = match self.receiver()? {
            Receiver::LogGroup => ":log-group:",
            Receiver::Firehose => ":deliverystream/",
        };
        Some(self.rest.split_once(word)?.1)
    }
}

/// Whether a text in which holes may stand begins with these characters, or may.
pub fn may_start_with(text: &str, start: &str) -> bool {
    let known = text.split(HOLE).next().unwrap_or_default();
    let is_open = known.len() < text.len();
    known.starts_with(start) || is_open && start.starts_with(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{SourceId, SourceSpan};

    fn text(pieces: &str) -> FormatText {
        let mut text = FormatText::new();
        for (at, piece) in pieces.split('_').enumerate() {
            if at > 0 {
                text.push_hole(SourceSpan::new(SourceId(0), 0, 0));
            }
            text.push_verbatim(SourceId(0), 0, piece);
        }
        text
    }

    #[test]
    fn an_arn_is_read_as_far_as_it_is_known() {
        for (given, service, name) in [
            (
                "arn:aws:logs:eu-west-1:1:log-group:/a/b",
                Some("logs"),
                Some("/a/b"),
            ),
            (
                "arn:_:logs:_:_:log-group:a_",
                Some("logs"),
                Some("a\u{FFFC}"),
            ),
            (
                "arn:aws:firehose:_:_:deliverystream/x",
                Some("firehose"),
                Some("x"),
            ),
            ("arn:aws:s3:::bucket", Some("s3"), None),
            ("arn:_", None, None),
            ("_:logs:a:b:log-group:c", None, None),
            ("arn:aws_:logs:a:b:log-group:c", None, None),
            ("logs", None, None),
        ] {
            let text = text(given);
            let arn = Arn::read(&text);
            assert_eq!(arn.as_ref().map(|arn| arn.service), service, "{given}");
            assert_eq!(arn.and_then(|arn| arn.name()), name, "{given}");
        }
    }

    #[test]
    fn what_is_open_may_begin_with_anything() {
        for (given, expected) in [
            ("abc", true),
            ("ab", true),
            ("a", false),
            ("a\u{FFFC}", true),
            ("\u{FFFC}x", true),
            ("b\u{FFFC}", false),
            ("", false),
        ] {
            assert_eq!(may_start_with(given, "ab"), expected, "{given}");
        }
    }
}
