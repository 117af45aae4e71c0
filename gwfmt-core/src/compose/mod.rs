//! Writes a format of a shape from keys and values: what `gwfmt new` and `gwfmt convert` print.
//!
//! In: [`Member`]s, whose values are pieces of a format. Out: the text of a format, with the quotes that the shape needs.

mod cells;
mod columns;
mod line;
mod tree;

use crate::api::{Api, ApiSet};
use crate::model::Model;
use crate::shape::json;
use crate::span::SourceId;
use crate::text::FormatText;

pub use cells::{Cell, cells};
pub use tree::{Node, tree};

/// A shape that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A JSON object.
    Json,
    /// Columns with commas between them.
    Csv,
    /// An XML element.
    Xml,
    /// Common Log Format, with more columns behind it.
    Clf,
}

impl Form {
    /// All of them.
    pub const ALL: [Form; 4] = [Form::Json, Form::Csv, Form::Xml, Form::Clf];

    /// The word of the command line, which is that of [`Shape::name`](crate::shape::Shape::name).
    pub const fn name(self) -> &'static str {
        match self {
            Form::Json => "json",
            Form::Csv => "csv",
            Form::Xml => "xml",
            Form::Clf => "clf",
        }
    }
}

/// A value of a line, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The keys that lead to it; at least one.
    pub keys: Vec<String>,
    /// A piece of a format: references, with text around them.
    pub value: String,
    /// Whether JSON has it without quotes.
    pub bare: bool,
}

impl Member {
    /// A member whose value is a variable. Its keys are the parts of the variable's name unless `key` says another one.
    pub fn of(path: &str, key: Option<&str>) -> Self {
        Self {
            keys: match key {
                Some(key) => vec![key.to_owned()],
                None => path.split('.').map(str::to_owned).collect(),
            },
            value: format!("$context.{path}"),
            bare: false,
        }
    }

    /// The variable that is all of the value.
    pub fn variable(&self) -> Option<&str> {
        let path = self.value.strip_prefix("$context.")?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        (!path.is_empty() && path.chars().all(is_name)).then_some(path)
    }

    /// Whether some value of it may hold one of these characters, its own text included.
    fn may_hold(&self, api: Api, characters: &[char]) -> bool {
        let text = FormatText::verbatim(SourceId(0), 0, &self.value);
        let model = Model::new(&text, ApiSet::one(api));
        let in_value = model.uses.iter().any(|used| {
            let texts = used.texts();
            let absent = texts.absent.iter().any(|text| text.contains(characters));
            absent || characters.iter().any(|c| texts.kind.may_hold(*c))
        });
        in_value || self.value.contains(characters)
    }
}

/// A written format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// The format.
    pub text: String,
    /// Variables that the shape demands and that were not among the members.
    pub added: Vec<&'static str>,
}

/// Writes a format.
pub fn compose(form: Form, api: Api, members: &[Member]) -> Composed {
    let text = match form {
        Form::Json => tree(members).json(),
        Form::Xml => tree(members).xml(api),
        Form::Csv => columns::csv(api, members),
        Form::Clf => return line::clf(api, members),
    };
    Composed {
        text,
        added: Vec::new(),
    }
}

/// A value as it stands in a JSON text.
fn json_value(member: &Member) -> String {
    if member.bare {
        return member.value.clone();
    }
    format!("\"{}\"", json::escape(&member.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(paths: &[&str]) -> Vec<Member> {
        paths.iter().map(|path| Member::of(path, None)).collect()
    }

    const PATHS: [&str; 6] = [
        "requestId",
        "identity.sourceIp",
        "status",
        "identity.userAgent",
        "path",
        "requestTime",
    ];

    #[test]
    fn json_joins_what_has_the_same_first_key() {
        let written = compose(Form::Json, Api::Rest, &members(&PATHS));
        assert_eq!(
            written.text,
            r#"{"requestId":"$context.requestId","identity":{"sourceIp":"$context.identity.sourceIp","userAgent":"$context.identity.userAgent"},"status":"$context.status","path":"$context.path","requestTime":"$context.requestTime"}"#
        );
    }

    #[test]
    fn csv_quotes_what_may_hold_a_comma() {
        let written = compose(Form::Csv, Api::Rest, &members(&PATHS));
        assert_eq!(
            written.text,
            r#"$context.requestId,$context.identity.sourceIp,$context.status,"$context.identity.userAgent","$context.path",$context.requestTime"#
        );
    }

    #[test]
    fn xml_hides_what_may_hold_markup() {
        let written = compose(Form::Xml, Api::Rest, &members(&PATHS));
        assert_eq!(
            written.text,
            "<request id=\"$context.requestId\"><identity><sourceIp>$context.identity.sourceIp</sourceIp><userAgent><![CDATA[$context.identity.userAgent]]></userAgent></identity><status>$context.status</status><path><![CDATA[$context.path]]></path><requestTime>$context.requestTime</requestTime></request>"
        );
    }

    #[test]
    fn an_access_line_has_the_columns_that_its_readers_want() {
        let written = compose(Form::Clf, Api::Rest, &members(&PATHS));
        assert_eq!(
            written.text,
            "$context.identity.sourceIp - - [$context.requestTime] \"$context.httpMethod $context.path $context.protocol\" $context.status - $context.requestId \"$context.identity.userAgent\""
        );
        assert_eq!(written.added, ["httpMethod", "protocol"]);
    }

    #[test]
    fn text_of_a_value_is_escaped_as_the_shape_wants_it() {
        let member = Member {
            keys: vec!["a b".to_owned()],
            value: "say \"<$context.status>\"".to_owned(),
            bare: false,
        };
        let text = |form| compose(form, Api::Rest, std::slice::from_ref(&member)).text;
        assert_eq!(text(Form::Json), r#"{"a b":"say \"<$context.status>\""}"#);
        assert_eq!(text(Form::Csv), "\"say \"\"<$context.status>\"\"\"");
        assert_eq!(
            text(Form::Xml),
            "<request><a_b>say \"&lt;$context.status&gt;\"</a_b></request>"
        );
    }
}
