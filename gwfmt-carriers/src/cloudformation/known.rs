//! What a reference is worth by the word of the template itself: the default of a parameter, an entry of a mapping. Any
//! other reference says why nothing is known of it.

use super::function::Function;
use super::values::{Known, ParameterKind, Values};
use crate::reason::Reason;
use crate::yaml::tree::NodeId;

impl Values<'_> {
    /// What a call of a function stands for, or why that is not known.
    pub(super) fn known(&self, function: Function, argument: NodeId) -> Result<Known, Reason> {
        match function {
            Function::Ref => match self.tree.scalar(argument) {
                Some(name) => self.parameter_text(name).map_err(Reason::deployment),
                None => Err(Reason::deployment("`Ref` names nothing")),
            },
            Function::FindInMap => {
                let found = self.entry(argument)?;
                let is_text = self.tree.word(found).is_some() && !self.tree.is_null(found);
                is_text
                    .then_some(Known::Node(found))
                    .ok_or_else(|| Reason::deployment("what `Fn::FindInMap` finds is not a string"))
            }
            Function::ImportValue => Err(Reason::deployment("it is exported by another stack")),
            Function::GetAtt => match self.attribute(argument) {
                Some(value) => Ok(Known::Node(value)),
                None => Err(Reason::deployment(
                    "`Fn::GetAtt` is known only after deployment",
                )),
            },
            Function::Pure(name) if self.is_constant(argument) => Err(Reason::not_computed(
                format!("gwfmt does not compute `Fn::{name}`"),
            )),
            _ => Err(Reason::deployment("it is known only at deployment")),
        }
    }

    /// The attribute of a resource that the template itself says: the value of a parameter of Systems Manager.
    fn attribute(&self, argument: NodeId) -> Option<NodeId> {
        let tree = self.tree;
        if tree.is_sequence(argument) {
            let parts: Vec<NodeId> = tree.children(argument).collect();
            let [name, attribute] = parts[..] else {
                return None;
            };
            return self.attribute_named(tree.word(name)?, tree.word(attribute)?);
        }
        let (name, attribute) = tree.scalar(argument)?.split_once('.')?;
        self.attribute_named(name, attribute)
    }

    /// The same, by its words.
    pub(super) fn attribute_named(&self, resource: &str, attribute: &str) -> Option<NodeId> {
        let all = self.tree.get(self.top, "Resources")?;
        let resource = self.tree.get(all, resource)?;
        (attribute == "Value").then(|| self.stored(resource))?
    }

    /// The value of a resource that is a parameter of Systems Manager.
    fn stored(&self, resource: NodeId) -> Option<NodeId> {
        let tree = self.tree;
        let kind = tree.word(tree.get(resource, "Type")?)?;
        let properties = tree.get(resource, "Properties")?;
        let is_it = kind == "AWS::SSM::Parameter";
        is_it.then(|| tree.get(properties, "Value"))?
    }

    /// The value of the parameter of Systems Manager of that name, where a resource of the template makes it.
    pub(super) fn stored_under(&self, name: &str) -> Option<NodeId> {
        let tree = self.tree;
        let all = tree.get(self.top, "Resources")?;
        tree.entries(all).into_iter().find_map(|(_, resource)| {
            let properties = tree.get(resource, "Properties")?;
            let named = tree.word(tree.get(properties, "Name")?)?;
            (named == name).then(|| self.stored(resource))?
        })
    }

    /// What a parameter that is one string is given, or its default.
    pub(super) fn parameter_text(&self, name: &str) -> Result<Known, String> {
        let (kind, value) = self.parameter(name)?;
        match kind {
            ParameterKind::Text | ParameterKind::Number => Ok(value),
            ParameterKind::List => Err(format!("the parameter `{name}` is a list")),
            ParameterKind::Name => {
                let stored = value.word(self).and_then(|name| self.stored_under(name));
                stored.map(Known::Node).ok_or_else(|| {
                    format!("the parameter `{name}` names a value that is looked up at deployment")
                })
            }
        }
    }

    /// What a parameter is given, or its default. An empty one says that nothing was chosen, not what will be.
    pub(super) fn parameter(&self, name: &str) -> Result<(ParameterKind, Known), String> {
        let tree = self.tree;
        let parameters = tree.get(self.top, "Parameters");
        let Some(parameter) = parameters.and_then(|all| tree.get(all, name)) else {
            return Err(format!("`{name}` is known only at deployment"));
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
        self.asked.borrow_mut().insert(name.to_owned());
        if let Some(given) = self.given.borrow().get(name) {
            return Ok((kind, Known::Given(given.clone())));
        }
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
        Ok((kind, Known::Node(default)))
    }

    /// Whether a value is made of nothing but what is written there.
    fn is_constant(&self, argument: NodeId) -> bool {
        let tree = self.tree;
        let inner: Vec<NodeId> = tree.children(argument).collect();
        let items = inner.iter().flat_map(|item| tree.children(*item));
        let mut all = inner.iter().copied().chain(items);
        all.all(|id| tree.function(id).is_none())
    }

    /// The value that `Fn::FindInMap` finds by keys that are written out, or that are parameters with a value; else its
    /// `DefaultValue`, where no mapping has the keys.
    pub(super) fn entry(&self, argument: NodeId) -> Result<NodeId, Reason> {
        let tree = self.tree;
        let parts: Vec<NodeId> = tree.children(argument).take(4).collect();
        if !tree.is_sequence(argument) || parts.len() < 3 {
            let text = "`Fn::FindInMap` needs a mapping and two keys";
            return Err(Reason::deployment(text));
        }
        let default = parts.get(3).and_then(|id| tree.get(*id, "DefaultValue"));
        let mut at = tree.get(self.top, "Mappings");
        for key in parts.into_iter().take(3) {
            let key = match tree.function(key) {
                Some((function, argument)) => self.known(function, argument)?,
                None => Known::Node(key),
            };
            let word = key.word(self).unwrap_or_default();
            let inner = at.and_then(|at| tree.get(at, word));
            at = match (inner, default) {
                (Some(inner), _) => Some(inner),
                (None, Some(default)) => return Ok(default),
                (None, None) => {
                    return Err(Reason::deployment(format!(
                        "no mapping has the key `{word}`"
                    )));
                }
            };
        }
        at.ok_or_else(|| Reason::deployment("there are no mappings"))
    }

    /// All values that `Fn::FindInMap` may find where a key is not written out: what a parameter is by default says nothing of
    /// what it will be. Nothing where all keys are.
    pub(super) fn entries(&self, argument: NodeId) -> Option<Vec<NodeId>> {
        let tree = self.tree;
        let parts: Vec<NodeId> = tree.children(argument).take(4).collect();
        let is_open = |key: &NodeId| tree.function(*key).is_some();
        if !tree.is_sequence(argument) || !parts.iter().take(3).any(is_open) {
            return None;
        }
        let mut all = vec![tree.get(self.top, "Mappings")?];
        for key in parts.iter().take(3) {
            all = if is_open(key) {
                let inner = all.iter().flat_map(|at| tree.entries(*at));
                inner.map(|(_, value)| value).collect()
            } else {
                let word = tree.word(*key)?;
                all.iter().filter_map(|at| tree.get(*at, word)).collect()
            };
        }
        all.extend(parts.get(3).and_then(|id| tree.get(*id, "DefaultValue")));
        Some(all)
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
                "the parameter `P` names a value that is looked up at deployment",
            ),
        ] {
            assert_eq!(reason("!Ref P", &parameter(given)), why);
        }
        assert_eq!(
            reason("!Ref AWS::StackName", ""),
            "`AWS::StackName` is known only at deployment"
        );
        assert_eq!(
            reason("!ImportValue x", ""),
            "it is exported by another stack"
        );
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
        // as a piece, by the default of the parameter
        assert_eq!(
            text(
                "!Join ['', [a, !FindInMap [M, !Ref P, Format], !FindInMap [M, !Ref AWS::Region, Format]]]"
            ),
            Ok("a$context.path_".to_owned())
        );
        assert_eq!(
            text("!FindInMap [M, dev, L]"),
            Err("what `Fn::FindInMap` finds is not a string".to_owned())
        );
        assert_eq!(
            text("!FindInMap [M, none, Format, {DefaultValue: $context.status}]"),
            Ok("$context.status".to_owned())
        );
        assert_eq!(
            text("!FindInMap [N, a, b, {DefaultValue: !Sub '${AWS::Region} $context.status'}]"),
            Err("what `Fn::FindInMap` finds is not a string".to_owned())
        );
    }

    #[test]
    fn each_entry_that_a_mapping_may_give_is_a_format() {
        let sections = parameter("Type: String, Default: dev")
            + "Mappings: {M: {dev: {Format: $context.path, N: NONE}, prod: {Format: $context.stage, N: $context.status}}}\n";
        let found = |value: &str| {
            let text = format!(
                "{sections}Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting: {{Format: {value}}}\n"
            );
            let (_, extraction) = template_text(SourceId(0), &text);
            let all = extraction.formats.into_iter().map(|found| {
                assert_eq!(&text[found.place.span.range()], found.text.as_str());
                assert_eq!(found.via.len(), 1);
                format!("{} {}", found.address, found.text.as_str())
            });
            all.collect::<Vec<_>>()
        };
        let both = ["S $context.path", "S~2 $context.stage"];
        assert_eq!(found("!FindInMap [M, !Ref P, Format]"), both);
        assert_eq!(found("!FindInMap [M, !Ref AWS::Region, Format]"), both);
        assert_eq!(found("!FindInMap [M, !Ref P, N]"), ["S $context.status"]);
        assert_eq!(
            found("!FindInMap [M, !Ref P, Format, {DefaultValue: $context.requestId}]"),
            [
                "S $context.path",
                "S~2 $context.stage",
                "S~3 $context.requestId"
            ]
        );
        assert_eq!(found("!FindInMap [!Ref P, !Ref P, Format]"), both);
        assert!(found("!FindInMap [N, !Ref P, Format]").is_empty());
    }

    #[test]
    fn what_the_template_stores_is_known() {
        let sections =
            "Parameters: {P: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /log}}\n";
        let found = |value: &str| {
            let text = format!(
                "{sections}Resources:\n  L: {{Type: AWS::SSM::Parameter, Properties: {{Name: /log, Type: String, Value: $context.path}}}}\n  M: {{Type: AWS::SSM::Parameter, Properties: {{Name: /loop, Value: !GetAtt M.Value}}}}\n  O: {{Type: Other, Properties: {{Name: /other, Value: $context.path}}}}\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting: {{Format: {value}}}\n"
            );
            let (_, extraction) = template_text(SourceId(0), &text);
            let all = extraction.formats.into_iter().map(|found| {
                let place = text[found.place.span.range()].to_owned();
                (found.text.as_str().replace('\u{FFFC}', "_"), place)
            });
            all.collect::<Vec<_>>()
        };
        let whole = ("$context.path".to_owned(), "$context.path".to_owned());
        for value in [
            "!Ref P",
            "!GetAtt L.Value",
            "{'Fn::GetAtt': [L, Value]}",
            "'{{resolve:ssm:/log}}'",
            "'{{resolve:ssm:/log:3}}'",
        ] {
            assert_eq!(found(value), std::slice::from_ref(&whole), "{value}");
        }
        assert_eq!(
            found("!Sub 'a ${L.Value} ${P}'")[0].0,
            "a $context.path $context.path"
        );
        for value in [
            "!GetAtt L.Type",
            "!GetAtt O.Value",
            "'{{resolve:ssm:/other}}'",
            "'{{resolve:ssm-secure:/log}}'",
            "!GetAtt M.Value",
        ] {
            assert!(found(value).is_empty(), "{value}");
        }
    }
}
