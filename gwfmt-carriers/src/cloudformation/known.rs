//! What a reference is worth by the word of the template itself: the default of a parameter, an entry of a mapping. Any
//! other reference says why nothing is known of it.

use super::function::Function;
use super::intrinsic::Values;
use crate::Why;
use crate::yaml::tree::NodeId;

/// What the parameter of a template holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParameterKind {
    Text,
    Number,
    /// Words with commas between them.
    List,
    /// The name of something that the deployment looks up.
    Name,
}

/// Why nothing is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) why: Why,
    pub(super) text: String,
}

impl Reason {
    /// Nobody can know it earlier.
    pub(super) fn deployment(text: impl Into<String>) -> Self {
        Self {
            why: Why::Deployment,
            text: text.into(),
        }
    }
}

impl From<String> for Reason {
    fn from(text: String) -> Self {
        Self::deployment(text)
    }
}

impl Values<'_> {
    /// The scalar that a call of a function stands for, or why that is not known.
    pub(super) fn known(&self, function: Function, argument: NodeId) -> Result<NodeId, Reason> {
        match function {
            Function::Ref => match self.tree.scalar(argument) {
                Some(name) => Ok(self.default_text(name)?),
                None => Err(Reason::deployment("`Ref` names nothing")),
            },
            Function::FindInMap => {
                let found = self.entry(argument)?;
                let is_text = self.tree.word(found).is_some() && !self.tree.is_null(found);
                is_text
                    .then_some(found)
                    .ok_or_else(|| Reason::deployment("what `Fn::FindInMap` finds is no string"))
            }
            Function::ImportValue => Err(Reason::deployment("another stack exports it")),
            Function::GetAtt => Err(Reason::deployment(
                "`Fn::GetAtt` is known after the deployment",
            )),
            Function::Pure(name) if self.is_constant(argument) => Err(Reason {
                why: Why::NotComputed,
                text: format!("gwfmt does not compute `Fn::{name}`"),
            }),
            _ => Err(Reason::deployment("it is known only to the deployment")),
        }
    }

    /// The default of a parameter that is one string.
    pub(super) fn default_text(&self, name: &str) -> Result<NodeId, String> {
        let (kind, default) = self.default(name)?;
        match kind {
            ParameterKind::Text | ParameterKind::Number => Ok(default),
            ParameterKind::List => Err(format!("the parameter `{name}` is a list")),
            ParameterKind::Name => Err(format!(
                "the parameter `{name}` is the name of a value that the deployment looks up"
            )),
        }
    }

    /// The default of a parameter. An empty one says that nothing was chosen, not what will be.
    pub(super) fn default(&self, name: &str) -> Result<(ParameterKind, NodeId), String> {
        let tree = self.tree;
        let parameters = tree.get(self.top, "Parameters");
        let Some(parameter) = parameters.and_then(|all| tree.get(all, name)) else {
            return Err(format!("`{name}` is known only to the deployment"));
        };
        let kind = tree.get(parameter, "Type").and_then(|kind| tree.word(kind));
        let kind = match kind.unwrap_or("String") {
            "Number" => ParameterKind::Number,
            list if list == "CommaDelimitedList" || list.starts_with("List<") => {
                ParameterKind::List
            }
            name if name.starts_with("AWS::SSM::Parameter::Value") => ParameterKind::Name,
            _ => ParameterKind::Text,
        };
        let default = tree.get(parameter, "Default");
        let default = default.filter(|id| tree.word(*id).is_some() && !tree.is_null(*id));
        let Some(default) = default else {
            return Err(format!("the parameter `{name}` has no default"));
        };
        if tree
            .word(default)
            .is_some_and(|word| word.trim().is_empty())
        {
            return Err(format!("the parameter `{name}` is empty by default"));
        }
        Ok((kind, default))
    }

    /// Whether a value is made of nothing but what is written there.
    fn is_constant(&self, argument: NodeId) -> bool {
        let tree = self.tree;
        let inner: Vec<NodeId> = tree.children(argument).collect();
        let items = inner.iter().flat_map(|item| tree.children(*item));
        let mut all = inner.iter().copied().chain(items);
        all.all(|id| tree.function(id).is_none())
    }

    /// The value that `Fn::FindInMap` finds by keys that are written out, or that are parameters with a default.
    pub(super) fn entry(&self, argument: NodeId) -> Result<NodeId, Reason> {
        let tree = self.tree;
        let keys: Vec<NodeId> = tree.children(argument).take(3).collect();
        if !tree.is_sequence(argument) || keys.len() < 3 {
            let text = "`Fn::FindInMap` wants a mapping and two keys";
            return Err(Reason::deployment(text));
        }
        let mut at = tree.get(self.top, "Mappings");
        for key in keys {
            let key = match tree.function(key) {
                Some((function, argument)) => self.known(function, argument)?,
                None => key,
            };
            let word = tree.word(key).unwrap_or_default();
            let inner = at.and_then(|at| tree.get(at, word));
            at = Some(inner.ok_or_else(|| format!("no mapping has the key `{word}`"))?);
        }
        at.ok_or_else(|| Reason::deployment("there are no mappings"))
    }

    /// Whether the template has something of that name, so that `${name.x}` is a reference to it.
    pub(super) fn is_declared(&self, name: &str) -> bool {
        let tree = self.tree;
        ["Resources", "Parameters"]
            .into_iter()
            .filter_map(|section| tree.get(self.top, section))
            .any(|section| tree.get(section, name).is_some())
    }
}

#[cfg(test)]
mod tests {
    use crate::cloudformation::template_text;
    use gwfmt_core::span::SourceId;

    /// The text of a stage's format, and what stands at the places of the format and of its first byte; or why nothing
    /// is known.
    fn format(value: &str, sections: &str) -> Result<(String, String), String> {
        let text = format!(
            "{sections}Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting: {{Format: {value}}}\n"
        );
        let (_, extraction) = template_text(SourceId(0), &text);
        assert!(extraction.problems.is_empty(), "{:?}", extraction.problems);
        match (&extraction.formats[..], &extraction.unknown[..]) {
            ([found], []) => Ok((
                found.text.as_str().replace('\u{FFFC}', "_"),
                text[found.place.span.range()].to_owned(),
            )),
            ([], [unknown]) => {
                let (_, argument) = value.split_once(' ').unwrap();
                assert_eq!(&text[unknown.place.span.range()], argument);
                Err(unknown.reason.clone())
            }
            other => panic!("{other:?}"),
        }
    }

    fn parameter(parameter: &str) -> String {
        format!("Parameters: {{P: {{{parameter}}}}}\n")
    }

    #[test]
    fn a_parameter_is_taken_at_its_default() {
        let sections = parameter("Type: String, Default: $context.path");
        let whole = format("!Ref P", &sections);
        assert_eq!(
            whole,
            Ok(("$context.path".to_owned(), "$context.path".to_owned()))
        );
        let inner = format("!Sub 'a ${P} ${Q}'", &sections).map(|found| found.0);
        assert_eq!(inner, Ok("a $context.path _".to_owned()));
        let joined = format("!Join [' ', [a, !Ref P, !Ref Q]]", &sections);
        assert_eq!(
            joined.map(|found| found.0),
            Ok("a $context.path _".to_owned())
        );
    }

    #[test]
    fn says_why_nothing_is_known() {
        let reason = |value: &str, sections: &str| format(value, sections).unwrap_err();
        for (given, why) in [
            ("Type: String", "the parameter `P` has no default"),
            (
                "Type: String, Default: ''",
                "the parameter `P` is empty by default",
            ),
            (
                "Type: CommaDelimitedList, Default: 'a,b'",
                "the parameter `P` is a list",
            ),
            (
                "Type: 'AWS::SSM::Parameter::Value<String>', Default: /log/format",
                "the parameter `P` is the name of a value that the deployment looks up",
            ),
        ] {
            assert_eq!(reason("!Ref P", &parameter(given)), why);
        }
        assert_eq!(
            reason("!Ref AWS::StackName", ""),
            "`AWS::StackName` is known only to the deployment"
        );
        assert_eq!(reason("!ImportValue x", ""), "another stack exports it");
        assert_eq!(
            reason("!FindInMap [a, b, c]", ""),
            "no mapping has the key `a`"
        );
    }

    #[test]
    fn mappings_are_read_by_keys_that_are_known() {
        let sections = parameter("Type: String, Default: dev")
            + "Mappings: {M: {dev: {Format: $context.path, L: [a]}, prod: {Format: $context.stage}}}\n";
        let text = |value: &str| format(value, &sections).map(|found| found.0);
        assert_eq!(
            text("!FindInMap [M, prod, Format]"),
            Ok("$context.stage".to_owned())
        );
        assert_eq!(
            text("!FindInMap [M, !Ref P, Format]"),
            Ok("$context.path".to_owned())
        );
        assert_eq!(
            text("!FindInMap [M, !Ref AWS::Region, Format]"),
            Err("`AWS::Region` is known only to the deployment".to_owned())
        );
        assert_eq!(
            text("!FindInMap [M, dev, L]"),
            Err("what `Fn::FindInMap` finds is no string".to_owned())
        );
    }
}
