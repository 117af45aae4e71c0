//! What is deployed, and what is planned: answers of AWS (`get-stages`), what is given to its command line (`--cli-input-json`,
//! patches), and Terraform's plans and states as JSON. Each is told by its content.

mod answers;
mod carrier;
mod state;

pub use carrier::CARRIER;

use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::FormatText;

use crate::yaml::scalar;
use crate::yaml::tree::{Kind, NodeId, Tree};
use crate::yaml::{self, Keep};
use crate::{Extraction, Found, Problem, ProblemKind, Unknown, Why};

/// A document that holds a format has at least one of these.
pub const NEEDLES: [&str; 2] = ["access_log_setting", "ccessLogSettings"];

/// The formats of a document; nothing when it is neither an answer of AWS nor a plan or state of Terraform.
pub fn document(source: SourceId, text: &str) -> Option<Extraction> {
    read(source, text, |document| {
        let mut extraction = Extraction::default();
        let is_read = state::formats(document, &mut extraction)
            || answers::formats(document, &mut extraction);
        if let Some(at) = document.tree.stopped.filter(|_| is_read) {
            let place = SourceSpan::new(source, at, at);
            let message = "the document has too many values; the rest of it is not checked";
            let problem = Problem::new(ProblemKind::Limit, place, message);
            extraction.problems.push(problem);
        }
        extraction.number_addresses();
        is_read.then_some(extraction)
    })
}

/// What a document is, with its article, when it is one that is read: `a Terraform plan`.
pub fn what(text: &str) -> Option<&'static str> {
    read(SourceId(0), text, |document| {
        state::what(document).or_else(|| answers::what(document))
    })
}

fn read<T>(
    source: SourceId,
    text: &str,
    work: impl FnOnce(&Document<'_>) -> Option<T>,
) -> Option<T> {
    // what has none of these is no such document
    let words = ["planned_values", "terraform_version"];
    if !words.iter().chain(&NEEDLES).any(|word| text.contains(word)) {
        return None;
    }
    let tree = yaml::read(text, WANTED).next()?.ok()?;
    work(&Document {
        source,
        text,
        tree: &tree,
    })
}

/// Everything but what is large in plans and states and says nothing of formats.
const WANTED: Keep = Keep(|key| match key {
    "attributes" | "values" | "expressions" => Some(ATTRIBUTES),
    "checks"
    | "dependencies"
    | "depends_on"
    | "outputs"
    | "prior_state"
    | "private"
    | "provider_config"
    | "provider_schemas"
    | "relevant_attributes"
    | "resource_changes"
    | "resource_drift"
    | "sensitive_attributes"
    | "sensitive_values"
    | "variables" => None,
    _ => Some(WANTED),
});

/// Of the attributes of a resource, those that are looked at; and the module in the `values` of a state.
const ATTRIBUTES: Keep = Keep(|key| match key {
    "access_log_setting" | "access_log_settings" | "api_id" | "id" | "protocol_type" => {
        Some(yaml::ALL)
    }
    "root_module" => Some(WANTED),
    _ => None,
});

/// A document of JSON or YAML.
struct Document<'a> {
    source: SourceId,
    text: &'a str,
    tree: &'a Tree<'a>,
}

impl<'a> Document<'a> {
    fn root(&self) -> NodeId {
        self.tree.root
    }

    /// What lies behind these keys.
    fn at(&self, id: NodeId, path: &[&str]) -> Option<NodeId> {
        path.iter().try_fold(id, |id, key| self.tree.get(id, key))
    }

    fn has(&self, id: NodeId, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.tree.get(id, key).is_some())
    }

    /// The text of what lies behind a key.
    fn word(&self, id: NodeId, key: &str) -> Option<&'a str> {
        self.tree.word(self.tree.get(id, key)?)
    }

    /// The items of the sequence behind a key.
    fn items(&self, id: NodeId, key: &str) -> Vec<NodeId> {
        let list = self.tree.get(id, key);
        let list = list.filter(|list| self.tree.is_sequence(*list));
        list.map_or_else(Vec::new, |list| self.tree.children(list).collect())
    }

    fn place(&self, id: NodeId) -> SourceSpan {
        let span = self.tree.node(id).map_or(Span::new(0, 0), |node| node.span);
        SourceSpan {
            source: self.source,
            span,
        }
    }

    /// A string, each byte with its place.
    fn string(&self, id: NodeId) -> Option<FormatText> {
        let node = self.tree.node(id)?;
        let Kind::Scalar(style) = node.kind else {
            return None;
        };
        if self.tree.is_null(id) {
            return None;
        }
        let indent = node.indent.map(|indent| indent as usize);
        let (text, _) = scalar::decode(self.source, self.text, style, node.span.range(), indent);
        Some(text)
    }

    /// Adds a format. One that is empty or null is not set.
    fn add(&self, format: NodeId, api: ApiSet, address: &str, extraction: &mut Extraction) {
        let Some(text) = self.string(format).filter(|text| !text.is_empty()) else {
            return;
        };
        extraction.formats.push(Found {
            text,
            extent: Extent::Whole,
            api,
            receiver: None,
            address: address.to_owned(),
            place: self.place(format),
            via: Vec::new(),
            remarks: Vec::new(),
            faults: Vec::new(),
        });
    }

    /// Adds a format that is not known before the deployment.
    fn add_unknown(&self, settings: NodeId, address: &str, extraction: &mut Extraction) {
        extraction.unknown.push(Unknown {
            address: address.to_owned(),
            place: self.place(settings),
            via: Vec::new(),
            why: Why::Deployment,
            reason: "the plan says that it is known only after deployment".to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `address api text` for each format, and `address: reason` for what is unknown.
    pub(super) fn lines(text: &str) -> Option<Vec<String>> {
        let found = document(SourceId(0), text)?;
        assert_eq!(found.problems, []);
        let formats = found.formats.iter().map(|found| {
            let place = found.place.span;
            assert!(text.get(place.range()).is_some());
            format!("{} {} {}", found.address, found.api, found.text.as_str())
        });
        let unknown = found.unknown.iter();
        let unknown = unknown.map(|one| format!("{}: {}", one.address, one.reason));
        Some(formats.chain(unknown).collect())
    }

    #[test]
    fn other_documents_are_not_read() {
        for text in [
            "",
            "{",
            "[]",
            "a: b",
            "{\"accessLogSettings\": {}}",
            "{\"version\": 4}",
            "Resources:\n  S:\n    Type: AWS::ApiGatewayV2::Stage\n    Properties:\n      StageName: p\n      AccessLogSettings:\n        Format: $context.path\n",
            "kind: Stage\napiVersion: apigatewayv2.services.k8s.aws/v1alpha1\nspec:\n  accessLogSettings:\n    format: $context.path\n",
        ] {
            assert_eq!(lines(text), None, "{text}");
            assert_eq!(what(text), None, "{text}");
        }
    }

    /// Whatever a format is made of, what JSON writes of it is read back, and each byte knows its place.
    #[test]
    fn any_format_comes_back_from_its_json() {
        use proptest::prelude::*;
        proptest!(|(format in "[ -~\\n\\t\u{e9}\u{1F600}\\\\\"]{1,60}")| {
            let text = serde_json::json!({
                "item": [{"stageName": "s", "accessLogSettings": {"format": format}}]
            });
            for text in [text.to_string(), serde_json::to_string_pretty(&text).unwrap()] {
                let found = document(SourceId(0), &text).unwrap();
                prop_assert_eq!(found.formats[0].text.as_str(), &format);
                for (span, origin) in found.formats[0].text.spans() {
                    if let gwfmt_core::text::Origin::Verbatim { offset, .. } = origin {
                        let there = &text[offset..offset + span.len()];
                        prop_assert_eq!(there, &format[span.range()]);
                    }
                }
            }
        });
    }
}
