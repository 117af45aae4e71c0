//! The keys of a record where it is an object: the format's own where they tell its members apart.

use std::collections::HashSet;

use super::{Field, Group, Layout, Record};

/// The keys of a record's members.
#[derive(Debug)]
pub struct Keys<'r> {
    record: &'r Record,
    /// For each object, whether the format's own keys tell its members apart.
    own: Vec<bool>,
}

impl Record {
    /// Its keys: the format's own in JSON that is well-formed, else the labels. Where two members of one object would have
    /// the same key, all of its keys are the names of the fields.
    pub fn keys(&self) -> Keys<'_> {
        let mut own = vec![true; self.groups.len()];
        let mut seen = HashSet::new();
        for field in &self.fields {
            own[field.group] &= seen.insert((field.group, self.own_key(field)));
        }
        for group in &self.groups {
            if let Some(parent) = group.parent {
                own[parent] &= seen.insert((parent, self.own_group_key(group)));
            }
        }
        Keys { record: self, own }
    }

    fn own_key<'s>(&'s self, field: &'s Field) -> &'s str {
        match field.path.last() {
            Some(key) if self.layout == Layout::Json && self.well_formed => key,
            _ => &field.label,
        }
    }

    fn own_group_key<'s>(&'s self, group: &'s Group) -> &'s str {
        match group.path.last() {
            Some(key) if self.well_formed => key,
            _ => &group.name,
        }
    }
}

impl<'r> Keys<'r> {
    /// The key of a field in the object that holds it.
    pub fn field(&self, number: usize) -> &'r str {
        let field = &self.record.fields[number];
        if self.own[field.group] {
            self.record.own_key(field)
        } else {
            &field.name
        }
    }

    /// The key of a nested object in the object that holds it.
    pub fn group(&self, number: usize) -> &'r str {
        let group = &self.record.groups[number];
        match group.parent {
            Some(parent) if self.own[parent] => self.record.own_group_key(group),
            _ => &group.name,
        }
    }

    /// The keys that lead to a field, its own last.
    pub fn path(&self, number: usize) -> Vec<&'r str> {
        let mut keys = vec![self.field(number)];
        let mut group = self.record.fields[number].group;
        while let Some(parent) = self.record.groups[group].parent {
            keys.push(self.group(group));
            group = parent;
        }
        keys.reverse();
        keys
    }
}

#[cfg(test)]
mod tests {
    use crate::api::{Api, ApiSet};
    use crate::model::Model;
    use crate::record::Record;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn keys(format: &str) -> Vec<String> {
        let text = FormatText::verbatim(SourceId(0), 0, format);
        let record = Record::new(&Model::new(&text, ApiSet::one(Api::Rest))).unwrap();
        let keys = record.keys();
        let paths = (0..record.fields.len()).map(|field| keys.path(field).join("/"));
        paths.collect()
    }

    #[test]
    fn keys_are_the_format_s_own() {
        assert_eq!(
            keys(
                r#"{"requestId":"$context.requestId","who":{"user-agent":"$context.identity.userAgent"}}"#
            ),
            ["requestId", "who/user-agent"]
        );
        assert_eq!(
            keys("$context.requestId $context.identity.sourceIp"),
            ["request_id", "identity_source_ip"]
        );
    }

    #[test]
    fn no_two_members_of_an_object_have_one_key() {
        assert_eq!(
            keys(
                r#"{"id":"$context.requestId","id":"$context.stage","id_2":"$context.apiId","n":{"a":"$context.path"}}"#
            ),
            ["id", "id_2", "id_2_2", "n/a"]
        );
        assert_eq!(
            keys(r#"{"route":"$context.httpMethod $context.path","route_path":"$context.stage"}"#),
            ["route_http_method", "route_path", "route_path_2"]
        );
    }
}
