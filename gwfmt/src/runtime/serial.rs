//! Records through serde, as the attribute's are: objects with the format's keys.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Record;

/// As the attribute's records: numbers as numbers, times as RFC 3339, absent values as `null`.
impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields: Vec<_> = (0..self.values.len()).collect();
        Object {
            record: self,
            depth: 0,
            fields: &fields,
        }
        .serialize(serializer)
    }
}

/// The fields whose first `depth` keys are the same.
struct Object<'r, 'a> {
    record: &'r Record<'a>,
    depth: usize,
    fields: &'r [usize],
}

impl Serialize for Object<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = &self.record.format.known.keys;
        let key = |at: &usize| keys.get(*at).and_then(|names| names.get(self.depth));
        let mut object = serializer.serialize_map(None)?;
        for (place, at) in self.fields.iter().enumerate() {
            let Some(key_here) = key(at) else { continue };
            // Nested objects stand where their first value does.
            if self
                .fields
                .iter()
                .take(place)
                .any(|before| key(before) == Some(key_here))
            {
                continue;
            }
            let leaf = keys
                .get(*at)
                .is_some_and(|keys| keys.len() == self.depth + 1);
            if leaf {
                object.serialize_entry(key_here, &self.record.values.get(*at))?;
                continue;
            }
            let same = self
                .fields
                .iter()
                .filter(|other| key(other) == Some(key_here));
            let fields: Vec<_> = same.copied().collect();
            let inner = Object {
                record: self.record,
                depth: self.depth + 1,
                fields: &fields,
            };
            object.serialize_entry(key_here, &inner)?;
        }
        object.end()
    }
}
