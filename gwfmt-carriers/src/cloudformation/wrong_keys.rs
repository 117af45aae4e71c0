//! Keys under which nobody looks for a format: `AccessLogSettings` where the resource calls them `AccessLogSetting`, settings
//! beside `Properties`, `format` in lower case. CloudFormation and SAM refuse every property that a resource does not have, so
//! such a key is never right, unless a macro makes something else of the template.

use super::places::{PLACES, Place};
use super::template::{Resource, Template};
use crate::yaml::tree::NodeId;
use crate::{Problem, ProblemKind};

/// Resources beside stages in which people look for access log settings, and what has them.
const OTHERS: [(&str, &str); 11] = [
    ("AWS::ApiGateway::Method", "AWS::ApiGateway::Stage"),
    ("AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage"),
    ("AWS::ApiGateway::UsagePlan", "AWS::ApiGateway::Stage"),
    ("AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage"),
    ("AWS::ApiGatewayV2::ApiMapping", "AWS::ApiGatewayV2::Stage"),
    ("AWS::ApiGatewayV2::Deployment", "AWS::ApiGatewayV2::Stage"),
    ("AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Stage"),
    ("AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Stage"),
    ("AWS::Serverless::Function", "AWS::Serverless::Api"),
    ("AWS::Serverless::GraphQLApi", "AWS::Serverless::Api"),
    ("AWS::Serverless::StateMachine", "AWS::Serverless::Api"),
];

/// Properties of stages for settings of another kind, in which settings of access logs are also found.
pub(super) const BESIDE: [&str; 2] = ["DefaultRouteSettings", "MethodSettings"];

/// Whether a key is one that people write for the settings of access logs.
pub(super) fn is_setting(key: &str) -> bool {
    is_one_of(key, &["accesslogsetting", "accesslogsettings"])
}

/// Whether a key is one that people write for the settings of access logs or for a format.
pub(super) fn is_about_logs(key: &str) -> bool {
    is_setting(key) || is_format(key)
}

/// Whether a key is one that people write for a format, but for `Format` itself.
fn is_format(key: &str) -> bool {
    let formats = [
        "accesslogformat",
        "accesslogsformat",
        "accessloggingformat",
        "logformat",
    ];
    is_one_of(key, &formats)
}

/// Whether a key is one of these words, in any case and with any signs between the letters.
fn is_one_of(key: &str, words: &[&str]) -> bool {
    let letters = || key.bytes().filter(u8::is_ascii_alphanumeric);
    let same = |word: &&str| {
        letters()
            .map(|byte| byte.to_ascii_lowercase())
            .eq(word.bytes())
    };
    words.iter().any(same)
}

/// A key, its place, and what is behind it.
#[derive(Clone, Copy)]
struct Entry<'t> {
    key: &'t str,
    node: NodeId,
    value: NodeId,
}

impl<'t> Template<'t> {
    /// Says every such key. Where there are more pairs than are looked at, what reads the formats says so.
    pub(super) fn wrong_keys(&self, to: &mut Vec<Problem>) {
        if self.has_macro() {
            return;
        }
        let tree = self.tree();
        for resource in &self.resources {
            // a part that leaves the type to another part may be of any
            let is_typed = tree.get(resource.node, "Type").is_some();
            if is_typed && !self.is_transformed(resource) {
                tree.budgeted(|| self.in_resource(resource, to));
            }
        }
        tree.budgeted(|| self.in_globals(to));
    }

    fn in_resource(&self, resource: &Resource<'t>, to: &mut Vec<Problem>) {
        let kind = resource.kind;
        if let Some((_, stage)) = OTHERS.iter().find(|(other, _)| *other == kind) {
            let advice = format!("access logs are set in `{stage}`");
            self.say(kind, self.settings_of(resource.properties), &advice, to);
            return;
        }
        let Some(place) = PLACES.iter().find(|place| place.resource == kind) else {
            return;
        };
        let right = right(place);
        let beside = self.entries(Some(resource.node));
        let beside = beside.into_iter().filter(|entry| is_about_logs(entry.key));
        let advice = format!("write `Properties: {{{right}}}`");
        self.say("a resource", beside.collect(), &advice, to);

        let advice = format!("write `{right}`");
        let Some((first, further)) = place.path.split_first() else {
            return;
        };
        let all = self.entries(resource.properties);
        let wrong = all.iter().filter(|entry| {
            entry.key != *first && (entry.key == "Format" || is_about_logs(entry.key))
        });
        let wrong: Vec<_> = wrong.copied().collect();
        let name = resource
            .properties
            .and_then(|id| self.settings_name(first, id, &wrong));
        self.say_renamed(kind, wrong, name, &advice, to);
        for around in all.iter().filter(|entry| BESIDE.contains(&entry.key)) {
            let items = self.branches([around.value]);
            let lists = items.iter().filter(|id| self.tree().is_sequence(**id));
            let items = lists
                .flat_map(|id| self.tree().children(*id))
                .chain(items.iter().copied());
            for item in items {
                self.say(around.key, self.settings_of(Some(item)), &advice, to);
            }
        }
        let mut at = Vec::from_iter(resource.properties);
        at = self.inner(&at, first);
        let mut holder = *first;
        for key in further {
            for id in &at {
                let all = self.entries(Some(*id)).into_iter();
                let wrong = all.filter(|entry| entry.key != *key && is_about_logs(entry.key));
                let wrong: Vec<_> = wrong.collect();
                let name = self.settings_name(key, *id, &wrong);
                self.say_renamed(holder, wrong, name, &advice, to);
            }
            at = self.inner(&at, key);
            holder = key;
        }
        self.in_settings(holder, &at, to);
    }

    /// What a wrong key beside others is to be called: `right`, where that is the name of settings as it is itself, and is not
    /// there.
    fn settings_name(
        &self,
        right: &'static str,
        holder: NodeId,
        wrong: &[Entry<'t>],
    ) -> Option<&'static str> {
        let is_alike = is_setting(right) && wrong.iter().all(|entry| is_setting(entry.key));
        (is_alike && self.tree().get(holder, right).is_none()).then_some(right)
    }

    /// The keys that settings do not have, where they have no format.
    fn in_settings(&self, holder: &str, settings: &[NodeId], to: &mut Vec<Problem>) {
        for id in settings {
            let all = self.entries(Some(*id));
            if all.iter().any(|entry| entry.key == "Format") {
                continue;
            }
            let wrong = all
                .into_iter()
                .filter(|entry| entry.key.eq_ignore_ascii_case("format") || is_format(entry.key));
            let advice = "here it is called `Format`";
            self.say_renamed(holder, wrong.collect(), Some("Format"), advice, to);
        }
    }

    fn in_globals(&self, to: &mut Vec<Problem>) {
        let tree = self.tree();
        let Some(globals) = tree.get(tree.root, "Globals") else {
            return;
        };
        let elsewhere =
            "access logs are set in `Globals.Api`, `Globals.HttpApi` and `Globals.WebSocketApi`";
        self.say("Globals", self.settings_of(Some(globals)), elsewhere, to);
        for section in self.entries(Some(globals)) {
            let holder = format!("Globals.{}", section.key);
            let place = PLACES
                .iter()
                .find(|place| place.globals == Some(section.key));
            let Some((place, key)) = place.and_then(|place| Some((place, place.path.first()?)))
            else {
                self.say(
                    &holder,
                    self.settings_of(Some(section.value)),
                    elsewhere,
                    to,
                );
                continue;
            };
            let all = self.entries(Some(section.value)).into_iter();
            let wrong = all.filter(|entry| entry.key != *key && is_about_logs(entry.key));
            let wrong: Vec<_> = wrong.collect();
            let name = self.settings_name(key, section.value, &wrong);
            let advice = format!("write `{}`", right(place));
            self.say_renamed(&holder, wrong, name, &advice, to);
            self.in_settings(key, &self.inner(&[section.value], key), to);
        }
    }

    /// The values of a key, with every branch of `Fn::If`.
    fn inner(&self, holders: &[NodeId], key: &str) -> Vec<NodeId> {
        let holders = self.branches(holders.iter().copied());
        let values = holders
            .into_iter()
            .filter_map(|id| self.tree().get(id, key));
        self.branches(values)
    }

    fn settings_of(&self, mapping: Option<NodeId>) -> Vec<Entry<'t>> {
        let all = self.entries(mapping).into_iter();
        all.filter(|entry| is_setting(entry.key)).collect()
    }

    fn entries(&self, mapping: Option<NodeId>) -> Vec<Entry<'t>> {
        let tree = self.tree();
        let mapping = mapping.filter(|id| tree.is_mapping(*id));
        let all = mapping.map(|id| tree.entries(id)).unwrap_or_default();
        let named = all.into_iter().filter_map(|(node, value)| {
            let key = tree.word(node)?;
            Some(Entry { key, node, value })
        });
        named.collect()
    }

    /// Says of these keys that `holder` does not have them. What is `AWS::NoValue` is not there at all.
    fn say(&self, holder: &str, wrong: Vec<Entry<'t>>, advice: &str, to: &mut Vec<Problem>) {
        self.say_renamed(holder, wrong, None, advice, to);
    }

    /// The same, where the only one of them is to be called otherwise.
    fn say_renamed(
        &self,
        holder: &str,
        wrong: Vec<Entry<'t>>,
        name: Option<&'static str>,
        advice: &str,
        to: &mut Vec<Problem>,
    ) {
        let is_only = wrong.len() == 1;
        for Entry { key, node, value } in wrong {
            if self.tree().branches(value).is_empty() {
                continue;
            }
            let holder = if holder.contains(' ') {
                holder.to_owned()
            } else {
                format!("`{holder}`")
            };
            let message = format!("{holder} has no `{key}`: {advice}");
            let place = self.values.place(node);
            let problem = Problem::new(ProblemKind::IgnoredKey, place, message);
            to.push(match name.filter(|_| is_only) {
                Some(name) => problem.renamed(Some(place), name),
                None => problem,
            });
        }
    }

    /// Whether something that is not in sight makes another template of this one.
    pub(super) fn has_macro(&self) -> bool {
        let tree = self.tree();
        let is_ours = |id: NodeId| tree.word(id).is_some_and(|word| word.starts_with("AWS::"));
        let transform = tree.get(self.values.top, "Transform");
        let resources = tree.get(self.values.top, "Resources");
        let has_call = |id: NodeId| tree.get(id, CALL).is_some();
        has_call(self.values.top)
            || resources.is_some_and(has_call)
            || transform.is_some_and(|id| {
                if tree.is_sequence(id) {
                    !tree.children(id).all(is_ours)
                } else {
                    !is_ours(id)
                }
            })
    }

    pub(super) fn is_transformed(&self, resource: &Resource<'_>) -> bool {
        let mut around = [Some(resource.node), resource.properties]
            .into_iter()
            .flatten();
        around.any(|id| self.tree().get(id, CALL).is_some())
    }
}

/// The key that calls a macro, or includes a part of a template.
pub(super) const CALL: &str = "Fn::Transform";

/// What to write into the properties.
fn right(place: &Place) -> String {
    let inner = "Format: …".to_owned();
    let path = place.path.iter().rev();
    path.fold(inner, |inner, key| format!("{key}: {{{inner}}}"))
}

#[cfg(test)]
mod tests {
    use crate::ProblemKind;
    use crate::cloudformation::template_text;
    use gwfmt_core::span::SourceId;

    /// What is said of a template, each with the text at its place; nothing but wrong keys.
    fn said(text: &str) -> Vec<(String, String)> {
        let (_, extraction) = template_text(SourceId(0), text);
        let problems = extraction.problems.into_iter();
        let all = problems.map(|problem| {
            assert_eq!(problem.kind, ProblemKind::IgnoredKey, "{}", problem.message);
            (text[problem.place.span.range()].to_owned(), problem.message)
        });
        all.collect()
    }

    fn resource(kind: &str, body: &str) -> String {
        format!("Resources: {{A: {{Type: 'AWS::{kind}', {body}}}}}")
    }

    /// A type of resource, its body, the key that is wrong, and what is said of it.
    const WRONG: [(&str, &str, &str, &str); 17] = [
        (
            "ApiGateway::Stage",
            "Properties: {AccessLogSettings: {Format: $context.requestId}}",
            "AccessLogSettings",
            "`AWS::ApiGateway::Stage` has no `AccessLogSettings`: write `AccessLogSetting: {Format: …}`",
        ),
        (
            "ApiGatewayV2::Stage",
            "Properties: {AccessLogSetting: {Format: $context.requestId}}",
            "AccessLogSetting",
            "`AWS::ApiGatewayV2::Stage` has no `AccessLogSetting`: write `AccessLogSettings: {Format: …}`",
        ),
        (
            "Serverless::Api",
            "Properties: {AccessLogSettings: {Format: $context.requestId}}",
            "AccessLogSettings",
            "`AWS::Serverless::Api` has no `AccessLogSettings`: write `AccessLogSetting: {Format: …}`",
        ),
        (
            "Serverless::HttpApi",
            "Properties: {AccessLogSetting: {Format: $context.requestId}}",
            "AccessLogSetting",
            "`AWS::Serverless::HttpApi` has no `AccessLogSetting`: write `AccessLogSettings: {Format: …}`",
        ),
        (
            "Serverless::WebSocketApi",
            "Properties: {AccessLogSetting: {Format: $context.requestId}}",
            "AccessLogSetting",
            "`AWS::Serverless::WebSocketApi` has no `AccessLogSetting`: write `AccessLogSettings: {Format: …}`",
        ),
        (
            "ApiGateway::Stage",
            "Properties: {AccessLogSetting: {DestinationArn: d}, AccessLogFormat: $context.path}",
            "AccessLogFormat",
            "`AWS::ApiGateway::Stage` has no `AccessLogFormat`: write `AccessLogSetting: {Format: …}`",
        ),
        (
            "ApiGateway::Stage",
            "Properties: {AccessLogSetting: {DestinationArn: d}, Format: $context.path}",
            "Format",
            "`AWS::ApiGateway::Stage` has no `Format`: write `AccessLogSetting: {Format: …}`",
        ),
        (
            "ApiGateway::Stage",
            "Properties: {AccessLogSetting: {format: $context.path}}",
            "format",
            "`AccessLogSetting` has no `format`: here it is called `Format`",
        ),
        (
            "ApiGatewayV2::Stage",
            "Properties: {AccessLogSettings: !If [c, {LogFormat: a}, !Ref AWS::NoValue]}",
            "LogFormat",
            "`AccessLogSettings` has no `LogFormat`: here it is called `Format`",
        ),
        (
            "ApiGateway::Stage",
            "AccessLogSetting: {Format: $context.requestId}, Properties: {StageName: s}",
            "AccessLogSetting",
            "a resource has no `AccessLogSetting`: write `Properties: {AccessLogSetting: {Format: …}}`",
        ),
        (
            "ApiGateway::Deployment",
            "Properties: {AccessLogSetting: {Format: $context.requestId}}",
            "AccessLogSetting",
            "`AWS::ApiGateway::Deployment` has no `AccessLogSetting`: write `StageDescription: {AccessLogSetting: {Format: …}}`",
        ),
        (
            "ApiGateway::Deployment",
            "Properties: {StageDescription: {AccessLogSettings: {Format: $context.requestId}}}",
            "AccessLogSettings",
            "`StageDescription` has no `AccessLogSettings`: write `StageDescription: {AccessLogSetting: {Format: …}}`",
        ),
        (
            "ApiGatewayV2::ApiGatewayManagedOverrides",
            "Properties: {AccessLogSettings: {Format: $context.requestId}}",
            "AccessLogSettings",
            "`AWS::ApiGatewayV2::ApiGatewayManagedOverrides` has no `AccessLogSettings`: write `Stage: {AccessLogSettings: {Format: …}}`",
        ),
        (
            "ApiGatewayV2::Stage",
            "Properties: {DefaultRouteSettings: {AccessLogSettings: {Format: $context.requestId}}}",
            "AccessLogSettings",
            "`DefaultRouteSettings` has no `AccessLogSettings`: write `AccessLogSettings: {Format: …}`",
        ),
        (
            "ApiGateway::Stage",
            "Properties: {MethodSettings: [{HttpMethod: '*', AccessLogSetting: {Format: $context.requestId}}]}",
            "AccessLogSetting",
            "`MethodSettings` has no `AccessLogSetting`: write `AccessLogSetting: {Format: …}`",
        ),
        (
            "ApiGateway::RestApi",
            "Properties: {AccessLogSetting: {Format: $context.requestId}}",
            "AccessLogSetting",
            "`AWS::ApiGateway::RestApi` has no `AccessLogSetting`: access logs are set in `AWS::ApiGateway::Stage`",
        ),
        (
            "ApiGatewayV2::Api",
            "Properties: {AccessLogSettings: {Format: $context.requestId}}",
            "AccessLogSettings",
            "`AWS::ApiGatewayV2::Api` has no `AccessLogSettings`: access logs are set in `AWS::ApiGatewayV2::Stage`",
        ),
    ];

    #[test]
    fn a_key_that_the_resource_does_not_have_is_said() {
        for (kind, body, key, message) in WRONG {
            let expected = [(key.to_owned(), message.to_owned())];
            assert_eq!(said(&resource(kind, body)), expected);
        }
    }

    #[test]
    fn globals_have_keys_of_their_own() {
        let globals = |globals: &str| {
            said(&format!(
                "Transform: AWS::Serverless-2016-10-31\nGlobals: {globals}\nResources: {{}}\n"
            ))
        };
        let message = |globals: &[(String, String)]| {
            globals
                .iter()
                .map(|(_, message)| message.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            message(&globals("{HttpApi: {AccessLogSetting: {Format: a}}}")),
            ["`Globals.HttpApi` has no `AccessLogSetting`: write `AccessLogSettings: {Format: …}`"]
        );
        assert_eq!(
            message(&globals("{Api: {AccessLogSettings: {Format: a}}}")),
            ["`Globals.Api` has no `AccessLogSettings`: write `AccessLogSetting: {Format: …}`"]
        );
        assert_eq!(
            message(&globals("{Api: {AccessLogSetting: {format: a}}}")),
            ["`AccessLogSetting` has no `format`: here it is called `Format`"]
        );
        for wrong in [
            "{AccessLogSetting: {Format: a}}",
            "{Function: {AccessLogSetting: {Format: a}}}",
            "{RestApi: {AccessLogSetting: {Format: a}}}",
        ] {
            let [message] = &message(&globals(wrong))[..] else {
                panic!("{wrong}");
            };
            assert!(message.ends_with("has no `AccessLogSetting`: access logs are set in `Globals.Api`, `Globals.HttpApi` and `Globals.WebSocketApi`"));
        }
    }

    #[test]
    fn what_may_be_right_is_not_said() {
        let wrong = "AccessLogSettings: {Format: a}";
        let stage = resource("ApiGateway::Stage", &format!("Properties: {{{wrong}}}"));
        assert_eq!(said(&stage).len(), 1);
        for text in [
            // a macro makes another template of it
            format!("Transform: [Ours, AWS::Serverless-2016-10-31]\n{stage}"),
            format!("Transform: {{Name: Ours}}\n{stage}"),
            stage.replace("Resources: {", "Resources: {Fn::Transform: {Name: Ours}, "),
            stage.replace(
                "Properties: {",
                "Properties: {Fn::Transform: {Name: Ours}, ",
            ),
            format!("Fn::Transform: {{Name: Ours}}\n{stage}"),
            // the property is not there
            stage.replace("{Format: a}", "!Ref AWS::NoValue"),
            stage.replace(
                "{Format: a}",
                "!If [c, !Ref AWS::NoValue, !Ref AWS::NoValue]",
            ),
            // another resource may have one of that name
            stage.replace("ApiGateway::Stage", "Vendor::Gateway::Stage"),
            stage
                .replace("ApiGateway::Stage", "S3::Bucket")
                .replace("AccessLogSettings", "LogFormat"),
            // the type is in another file
            "Resources: {A: {Properties: {AccessLogSetting: {format: a}}}}".to_owned(),
            resource(
                "ApiGateway::Stage",
                "Properties: {AccessLogSetting: {DestinationArn: d}}",
            ),
            resource(
                "ApiGateway::Stage",
                "Properties: {AccessLogSetting: {Format: a, format: b}}",
            ),
            resource("ApiGateway::Stage", "Metadata: {AccessLogSettings: a}"),
        ] {
            assert_eq!(said(&text), [], "{text}");
        }
        let known =
            format!("Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n{stage}");
        assert_eq!(said(&known).len(), 1);
    }
}
