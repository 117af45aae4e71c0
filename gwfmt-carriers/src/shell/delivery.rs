//! Where the stages that a script sets send their lines. The command line hands the ARN to API Gateway as it is written.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::delivery::{Deployment, Destination, Stage, Target};
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::{FormatText, HOLE};

use super::options::{Call, VALUE, found, patch, shorthand};
use super::value::value;
use super::words::Word;
use crate::Extraction;
use crate::yaml::{self, ALL};

/// Where a patch puts the destination.
const PATH: &str = "/accessLogSettings/destinationArn";
/// What it is called elsewhere.
const KEY: &str = "DestinationArn";

impl Call<'_> {
    /// Adds where a command sends lines, and tells the formats that it sets, which are those from `before` on.
    pub(super) fn destinations(&self, v2: ApiSet, before: usize, to: &mut Extraction) {
        const STAGES: [&str; 2] = ["create-stage", "update-stage"];
        let (api, options) = if self.command.is_call("apigatewayv2", &STAGES) {
            (v2, ["--access-log-settings", "--cli-input-json"])
        } else if self.command.is_call("apigateway", &STAGES) {
            (
                ApiSet::one(Api::Rest),
                ["--patch-operations", "--cli-input-json"],
            )
        } else {
            return;
        };
        let words = options
            .iter()
            .flat_map(|option| self.command.option(option));
        let mut all = words.filter_map(|word| self.destination(&word));
        let (Some((place, text)), None) = (all.next(), all.next()) else {
            return;
        };
        let target = if text.as_str().chars().all(|c| c == HOLE) {
            Target::Unknown
        } else {
            Target::Text(text)
        };
        let stage = Stage {
            address: self.address(),
            apis: api,
            place,
            // another command may set it
            has_format: true,
            formats: Vec::new(),
            destination: Some(Destination { place, target }),
            needs_both: false,
            is_raw: true,
            waits_for_account: None,
        };
        for format in to.formats.iter_mut().skip(before) {
            format.receiver = stage.receiver();
        }
        to.deployments.push(Deployment {
            stages: vec![stage],
            ..Deployment::default()
        });
    }

    /// The destination in the value of an option, and where it stands.
    fn destination(&self, word: &Word) -> Option<(SourceSpan, FormatText)> {
        let mut value = value(self.script, word, self.file);
        if let Some(path) = value.text.as_str().strip_prefix("file://") {
            value = self.document(path)?;
        }
        let text = value.text.as_str();
        let (format, span) = if text.trim_start().starts_with(['{', '[']) {
            let tree = yaml::read(text, ALL).next()?.ok()?;
            let root = tree.root;
            let settings = tree.get(root, "AccessLogSettings").unwrap_or(root);
            let patches = tree.get(root, "patchOperations").unwrap_or(root);
            let mut all = found(text, &tree, tree.get(settings, KEY));
            all.extend(patch(text, &tree, patches, PATH));
            let (format, span) = all.pop()?;
            (format.within(VALUE, &value.text), span)
        } else {
            let (span, _) = shorthand(text, PATH, KEY)?;
            (value.text.slice(span), span)
        };
        let place = value.text.place(span).or(word.place)?;
        Some((place, format))
    }
}
