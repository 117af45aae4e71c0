//! CloudFormation and SAM as a row of the table of carriers.

use super::parameters::Around;
use super::{Kind, NEEDLE, kind, outside, read};
use crate::carrier::{Carrier, Comments, Unit};
use crate::recognise::first_line;

/// The row.
pub const CARRIER: Carrier = Carrier {
    name: "cloudformation",
    what: "a template of CloudFormation or SAM",
    misplaced: "no resource of this template keeps an access log format there",
    claims,
    recognises,
    needles: &[
        NEEDLE,
        "AccessLogFormat",
        outside::NEEDLES[0],
        outside::NEEDLES[1],
    ],
    unit: Unit::File(|input| {
        // one that deploys others holds a format only when it gives it to them
        let holds = |word: &str| input.text.contains(word);
        if !holds(NEEDLE) && !holds("AccessLogFormat") && !holds("$context") {
            return None;
        }
        let around = Around {
            path: input.path,
            sources: input.sources,
        };
        let (kind, extraction) = read(input.source, input.text, Some(around));
        (kind != Kind::Other).then_some(extraction)
    }),
    comments: Comments::HASH,
    suppressions: super::suppressions,
};

/// By the ending, in any case: programs that read YAML and JSON go by content. That of a template engine may stand behind it.
pub(crate) fn claims(name: &str) -> bool {
    const CLAIMED: [&str; 6] = ["cfn", "cform", "json", "template", "yaml", "yml"];
    const ENGINES: [&str; 12] = [
        "ejs", "erb", "gotmpl", "hbs", "j2", "jinja", "jinja2", "liquid", "mako", "mustache",
        "tmpl", "tpl",
    ];
    let is_one_of =
        |ending: &str, all: &[&str]| all.iter().any(|one| ending.eq_ignore_ascii_case(one));
    let without = name.rsplit_once('.');
    let without = without.filter(|(_, ending)| is_one_of(ending, &ENGINES));
    let name = without.map_or(name, |(name, _)| name);
    let parts = name.rsplit_once('.');
    parts.is_some_and(|(stem, ending)| !stem.is_empty() && is_one_of(ending, &CLAIMED))
}

/// Whether a text is a template. One that cannot be read counts when it begins as one: reading it says why.
fn recognises(text: &str) -> bool {
    const SECTIONS: [&str; 11] = [
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Globals",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
        "Transform",
    ];
    let may_be = text.contains("AWS::") || text.contains("AWSTemplateFormatVersion");
    if !may_be {
        return false;
    }
    match kind(text) {
        Kind::Template => true,
        Kind::Other => false,
        Kind::Unreadable => first_line(text, &["#"]).is_some_and(|line| {
            let line = line.trim_start_matches(['{', ' ']);
            let line = if line.is_empty() {
                text.split_once('{')
                    .map_or("", |(_, rest)| rest.trim_start())
            } else {
                line
            };
            let word = line.trim_start_matches(['"', '\'']);
            let end = word.find(['"', '\'', ':']).unwrap_or(0);
            word.get(..end).is_some_and(|key| SECTIONS.contains(&key))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_claimed_by_its_ending() {
        for name in [
            "a.yaml",
            "A.YAML",
            "b.Yml",
            "c.JSON",
            "d.TEMPLATE",
            "tf.json",
            "x.TF.json",
            "a.yml.j2",
            "b.yaml.tpl",
            "c.JSON.Erb",
            "d.cfn",
        ] {
            assert!(claims(name), "{name}");
        }
        for name in [
            "a.tmpl", "j2", "yaml", "template", "a.txt", "", ".yaml", ".yaml.j2",
        ] {
            assert!(!claims(name), "{name}");
        }
    }

    #[test]
    fn a_template_is_one_whatever_its_name() {
        for text in [
            "AWSTemplateFormatVersion: 2010-09-09\n",
            "# of the team\nResources:\n  S:\n    Type: AWS::ApiGateway::Stage\n",
            "{\"Resources\": {\"S\": {\"Type\": \"AWS::ApiGateway::Stage\"}}}",
            "\u{FEFF}Transform: AWS::Serverless-2016-10-31\nResources: {}\n",
            // with an instruction inside it is not YAML; reading it says where
            "{% set a = 1 %}\nResources:\n  S:\n{% if a %}\n    Type: AWS::ApiGateway::Stage\n",
            "{\n  \"Resources\": {\"S\": {\"Type\": \"AWS::ApiGateway::Stage\" oops\n",
        ] {
            let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
            assert!(recognises(text), "{text}");
        }
    }
}
