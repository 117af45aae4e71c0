//! The keys of a record where it is an object: the format's own where they tell its members apart.

use std::collections::HashSet;

use super::{Field, Group, Layout, Record};

impl Record {
    /// The key of a field in the object that holds it: the format's own in JSON that is well-formed, else the label. Where
    /// two members of one object would have the same key, all of its keys are the names of the fields.
    pub fn key(&self, number: usize) -> &str {
        match self.fields.get(number) {
            Some(field) if self.tells_apart(field.group) => self.own_key(field),
            Some(field) => &field.name,
            None => "",
        }
    }

    /// The key of a nested object in the object that holds it.
    pub fn group_key(&self, number: usize) -> &str {
        match self.groups.get(number) {
            Some(group) if self.tells_apart(group.parent.unwrap_or(0)) => self.own_group_key(group),
            Some(group) => &group.name,
            None => "",
        }
    }

    /// The keys that lead to a field, its own last.
    pub fn keys(&self, number: usize) -> Vec<&str> {
        let mut keys = vec![self.key(number)];
        let mut group = self.fields.get(number).map_or(0, |field| field.group);
        while let Some(parent) = self.groups.get(group).and_then(|group| group.parent) {
            keys.push(self.group_key(group));
            group = parent;
        }
        keys.reverse();
        keys
    }

    /// Whether the format's own keys tell the members of an object apart.
    fn tells_apart(&self, object: usize) -> bool {
        let fields = self.fields.iter().filter(|field| field.group == object);
        let groups = self
            .groups
            .iter()
            .filter(|group| group.parent == Some(object));
        let keys = fields.map(|field| self.own_key(field));
        let mut seen = HashSet::new();
        keys.chain(groups.map(|group| self.own_group_key(group)))
            .all(|key| seen.insert(key))
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
        let keys = (0..record.fields.len()).map(|field| record.keys(field).join("/"));
        keys.collect()
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
