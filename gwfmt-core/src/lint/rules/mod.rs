//! One file a rule: its page, its examples, its check, its tests.

pub mod code_in_format;
pub mod colon_in_claim;
pub mod copied_placeholder;
pub mod duplicate_identifier;
pub mod foreign_namespace;
pub mod format_too_long;
pub mod line_break;
pub mod logged_credential;
pub mod logged_personal_data;
pub mod malformed_reference;
pub mod missing_context_prefix;
pub mod missing_request_id;
pub mod no_reference;
pub mod object_reference;
pub mod older_spelling;
pub mod refused_variable;
pub mod spelled_escape;
pub mod template_syntax;
#[cfg(test)]
pub(crate) mod testing;
pub mod unclear_name_end;
pub mod unknown_variable;
pub mod wrong_api_type;

pub mod bare_message;
pub mod bare_value;
pub mod double_quoted_value;
pub mod duplicate_key;
pub mod invalid_json;
pub mod key_mismatch;
pub mod quoted_message_string;
pub mod unescaped_json_text;

pub mod invalid_xml;
pub mod unescaped_xml_text;

pub mod ambiguous_delimiter;
pub mod missing_space;
pub mod not_common_log_format;
pub mod quoted_line;
pub mod unescaped_cell_text;
pub mod unescaped_column_text;

pub mod differing_keys;
pub mod execution_log_group;
pub mod incomplete_settings;
pub mod joined_records;
pub mod misnamed_stream;
pub mod missing_dependency;
pub mod missing_log_permission;
pub mod missing_trust;
pub mod starred_arn;
pub mod stream_of_other_api;
pub mod wrong_destination;

pub mod missing_account_role;
pub mod unlimited_retention;

pub mod forbidden_variable;
pub mod key_naming;
pub mod missing_variable;
pub mod unlisted_authorizer_key;

pub mod file_too_large;
pub mod ignored_key;
pub mod interpolated_reference;
pub mod invalid_suppression;
pub mod parse_error;
pub mod unreadable_file;
pub mod unreadable_format;
pub mod unused_suppression;

use super::Rule;

/// All rules, by group, then in the order in which a reader wants them.
pub static RULES: &[&Rule] = &[
    // syntax
    &malformed_reference::RULE,
    &unclear_name_end::RULE,
    &foreign_namespace::RULE,
    &template_syntax::RULE,
    &missing_context_prefix::RULE,
    &colon_in_claim::RULE,
    &code_in_format::RULE,
    &spelled_escape::RULE,
    // catalog
    &unknown_variable::RULE,
    &wrong_api_type::RULE,
    &object_reference::RULE,
    &copied_placeholder::RULE,
    &refused_variable::RULE,
    &older_spelling::RULE,
    &duplicate_identifier::RULE,
    // deploy
    &missing_request_id::RULE,
    &no_reference::RULE,
    &line_break::RULE,
    &format_too_long::RULE,
    // delivery
    &incomplete_settings::RULE,
    &wrong_destination::RULE,
    &starred_arn::RULE,
    &misnamed_stream::RULE,
    &stream_of_other_api::RULE,
    &joined_records::RULE,
    &execution_log_group::RULE,
    &differing_keys::RULE,
    &missing_dependency::RULE,
    &missing_trust::RULE,
    &missing_log_permission::RULE,
    // account
    &missing_account_role::RULE,
    &unlimited_retention::RULE,
    // json
    &invalid_json::RULE,
    &bare_value::RULE,
    &quoted_message_string::RULE,
    &bare_message::RULE,
    &duplicate_key::RULE,
    &double_quoted_value::RULE,
    &key_mismatch::RULE,
    &unescaped_json_text::RULE,
    // xml
    &invalid_xml::RULE,
    &unescaped_xml_text::RULE,
    // text
    &ambiguous_delimiter::RULE,
    &unescaped_cell_text::RULE,
    &unescaped_column_text::RULE,
    &quoted_line::RULE,
    &missing_space::RULE,
    &not_common_log_format::RULE,
    // privacy
    &logged_credential::RULE,
    &logged_personal_data::RULE,
    // policy
    &missing_variable::RULE,
    &forbidden_variable::RULE,
    &unlisted_authorizer_key::RULE,
    &key_naming::RULE,
    // files
    &parse_error::RULE,
    &unreadable_format::RULE,
    &interpolated_reference::RULE,
    &ignored_key::RULE,
    &unreadable_file::RULE,
    &file_too_large::RULE,
    &invalid_suppression::RULE,
    &unused_suppression::RULE,
];

#[cfg(test)]
mod tests {
    use super::RULES;
    use crate::lint::{Subject, examples, lint};
    use crate::model::Model;
    use crate::span::SourceId;
    use crate::text::FormatText;

    /// Bad examples yield the rule; good ones yield nothing of it. Those of rules about files and resources run through the command, in its tests.
    #[test]
    fn every_example_says_the_truth() {
        for rule in RULES {
            let examples = examples(rule.docs);
            assert!(
                examples.iter().any(|e| e.bad),
                "{}: no bad example",
                rule.name
            );
            assert!(
                examples.iter().any(|e| !e.bad),
                "{}: no good example",
                rule.name
            );
            for example in examples {
                let is_format = example.subject == Subject::Format;
                assert_eq!(is_format, rule.is_about_formats(), "{}", rule.name);
                if !is_format {
                    continue;
                }
                let text = FormatText::verbatim(SourceId(0), 0, &example.text);
                let model = Model::with_settings(&text, example.apis, &example.settings);
                let model = model.with_receiver(example.receiver);
                let found = lint(&model, [rule]);
                assert!(
                    found.iter().all(|d| d.severity <= rule.severity),
                    "{}: graver than it says",
                    rule.name
                );
                assert_eq!(
                    !found.is_empty(),
                    example.bad,
                    "{}: {example:?}: {found:?}",
                    rule.name
                );
            }
        }
    }

    #[test]
    fn every_rule_has_a_page_of_its_own_and_sources() {
        for (at, rule) in RULES.iter().enumerate() {
            assert!(
                rule.sources.iter().all(|s| s.starts_with("https://")),
                "{}",
                rule.name
            );
            assert!(!rule.sources.is_empty(), "{}", rule.name);
            assert!(
                rule.name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'-')
            );
            assert!(RULES[..at].iter().all(|other| other.name != rule.name));
            assert!(rule.summary().len() > 20, "{}", rule.name);
        }
    }
}
