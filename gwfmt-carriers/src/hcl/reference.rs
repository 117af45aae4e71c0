//! A reference to an attribute of a resource: `aws_cloudwatch_log_group.access.arn`.

use gwfmt_core::span::SourceSpan;

use super::syntax::Step;

/// A reference to an attribute of a resource or of a data source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// The number of the instance in which it stands.
    pub(super) instance: usize,
    pub(super) is_data: bool,
    /// `aws_cloudwatch_log_group`.
    pub(super) kind: String,
    /// `aws_cloudwatch_log_group.access`, with `data.` before it.
    pub(super) address: String,
    /// What chooses one of several.
    pub(super) index: Option<SourceSpan>,
    pub(super) attribute: String,
}

impl Reference {
    /// The reference that a name and the steps from it are; nothing for names of other things.
    pub(super) fn new(instance: usize, root: &str, steps: &[Step]) -> Option<Self> {
        let is_data = root == "data";
        let (kind, steps) = match steps {
            [Step::Get(kind), rest @ ..] if is_data => (kind.as_str(), rest),
            _ => (root, steps),
        };
        if !kind.starts_with("aws_") && !kind.starts_with("awscc_") {
            return None;
        }
        let [Step::Get(name), rest @ ..] = steps else {
            return None;
        };
        let (index, rest) = match rest {
            [Step::Index(index), rest @ ..] => (Some(index.place), rest),
            _ => (None, rest),
        };
        let [Step::Get(attribute)] = rest else {
            return None;
        };
        let data = if is_data { "data." } else { "" };
        Some(Self {
            instance,
            is_data,
            kind: kind.to_owned(),
            address: format!("{data}{kind}.{name}"),
            index,
            attribute: attribute.clone(),
        })
    }
}
