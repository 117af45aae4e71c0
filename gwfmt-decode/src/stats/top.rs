//! [`Top`]: the texts that come most often, in bounded memory (Space-Saving, by Metwally and others). While there is room, all
//! counts are exact. Then a new text takes the place of the rarest one, and is told apart from what may have come before it.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use gwfmt_core::span::floor_boundary;

/// So many bytes of a text are kept; `…` stands for the rest.
const KEY: usize = 256;

/// What is counted for each text.
pub trait Facts: Default {
    /// Adds what another one holds.
    fn merge(&mut self, other: &Self);
    /// How many lines it is about.
    fn count(&self) -> u64;
}

/// A text with what is known of it.
#[derive(Clone, Debug)]
pub struct Entry<F> {
    /// The text.
    pub key: Arc<str>,
    /// What was seen of it since it has its place.
    pub facts: F,
    /// So many times it may have come before that, at most; 0 where all is exact.
    pub before: u64,
}

impl<F: Facts> Entry<F> {
    /// How often its text came, at most.
    pub fn count(&self) -> u64 {
        self.facts.count() + self.before
    }
}

/// The texts that come most often.
#[derive(Clone, Debug)]
pub struct Top<F> {
    room: usize,
    entries: Vec<Entry<F>>,
    places: HashMap<Arc<str>, usize>,
    /// The places by how often their texts may have come, once there is no more room.
    rarest: BTreeSet<(u64, usize)>,
}

impl<F: Facts> Top<F> {
    /// No texts yet, and room for so many.
    pub fn new(room: usize) -> Self {
        Self {
            room: room.max(1),
            entries: Vec::new(),
            places: HashMap::new(),
            rarest: BTreeSet::new(),
        }
    }

    /// Adds to the facts of a text.
    pub fn add(&mut self, text: &str, add: impl FnOnce(&mut F)) {
        let place = self.place(&bounded(text));
        let is_full = self.is_full();
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        let was = entry.count();
        add(&mut entry.facts);
        if is_full {
            let is = entry.count();
            self.rarest.remove(&(was, place));
            self.rarest.insert((is, place));
        }
    }

    /// Adds what another one has counted, which had room for all of its texts, in the order in which they came.
    pub fn merge(&mut self, other: &Self) {
        for entry in &other.entries {
            self.add(&entry.key, |facts| facts.merge(&entry.facts));
        }
    }

    /// The place of a text; that of the rarest one if it has none and there is no room.
    fn place(&mut self, key: &str) -> usize {
        if let Some(place) = self.places.get(key) {
            return *place;
        }
        let key: Arc<str> = key.into();
        let mut entry = Entry {
            key: Arc::clone(&key),
            facts: F::default(),
            before: 0,
        };
        let mut place = self.entries.len();
        if let Some((count, rarest)) = self.rarest.pop_first() {
            place = rarest;
            entry.before = count;
            self.rarest.insert((count, place));
            if let Some(old) = self.entries.get_mut(place) {
                let old = std::mem::replace(old, entry);
                self.places.remove(&old.key);
            }
        } else {
            self.entries.push(entry);
            if self.is_full() {
                let counts = self.entries.iter().map(Entry::count);
                self.rarest = counts.zip(0..).collect();
            }
        }
        self.places.insert(key, place);
        place
    }

    fn is_full(&self) -> bool {
        self.entries.len() >= self.room
    }

    /// How many texts are told apart.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there was no text.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// So often a text may have come that is not among them; 0 where all of them are there.
    pub fn unlisted(&self) -> u64 {
        let is_exact = self.entries.iter().all(|entry| entry.before == 0);
        let rarest = self.entries.iter().map(Entry::count).min();
        rarest.filter(|_| !is_exact).unwrap_or(0)
    }

    /// The texts that were seen most often, the most frequent first; of equals the first by its letters.
    pub fn first(&self, count: usize) -> Vec<&Entry<F>> {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by(|one, other| {
            let seen = |entry: &Entry<F>| (entry.facts.count(), entry.before);
            let order = seen(other).cmp(&seen(one));
            order.then_with(|| one.key.cmp(&other.key))
        });
        entries.truncate(count);
        entries
    }
}

fn bounded(text: &str) -> Cow<'_, str> {
    if text.len() <= KEY {
        return Cow::Borrowed(text);
    }
    let end = floor_boundary(text, KEY);
    Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, Default)]
    struct Count(u64);

    impl Facts for Count {
        fn merge(&mut self, other: &Self) {
            self.0 += other.0;
        }

        fn count(&self) -> u64 {
            self.0
        }
    }

    fn top<'t>(room: usize, texts: impl IntoIterator<Item = &'t str>) -> Top<Count> {
        let mut top = Top::new(room);
        for text in texts {
            top.add(text, |count: &mut Count| count.0 += 1);
        }
        top
    }

    fn first(top: &Top<Count>, count: usize) -> Vec<(&str, u64, u64)> {
        let entries = top.first(count).into_iter();
        entries
            .map(|entry| (&*entry.key, entry.facts.0, entry.before))
            .collect()
    }

    #[test]
    fn counts_are_exact_while_there_is_room() {
        let top = top(3, ["b", "a", "c", "a", "b", "a"]);
        assert_eq!(first(&top, 2), [("a", 3, 0), ("b", 2, 0)]);
        assert_eq!((top.len(), top.unlisted()), (3, 0));
    }

    #[test]
    fn a_new_text_takes_the_place_of_the_rarest() {
        let top = top(2, ["a", "a", "b", "c", "c"]);
        assert_eq!(first(&top, 9), [("c", 2, 1), ("a", 2, 0)]);
        assert_eq!(top.unlisted(), 2);
    }

    /// What holds of Space-Saving: a count is between what was seen and that with what may have come before; nothing that came
    /// more often than the rarest is missing; and nothing comes more often than all lines by the room.
    #[test]
    fn counts_are_within_their_bounds() {
        let numbers = (0..200_000_u64).map(|at| {
            let mixed = at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
            // a few that come often among many that come once
            if mixed % 3 == 0 {
                mixed % 40
            } else {
                1_000 + at
            }
        });
        let texts: Vec<String> = numbers.map(|number| number.to_string()).collect();
        let mut exact: HashMap<&str, u64> = HashMap::new();
        for text in &texts {
            *exact.entry(text).or_default() += 1;
        }
        let room = 400;
        let top = top(room, texts.iter().map(String::as_str));
        assert_eq!(top.len(), room);
        assert_eq!(top.places.len(), room);
        assert_eq!(top.rarest.len(), room);
        for entry in &top.entries {
            let exact = exact[&*entry.key];
            assert!(entry.facts.0 <= exact && exact <= entry.count());
        }
        assert!(top.unlisted() <= texts.len() as u64 / room as u64);
        let often = exact.iter().filter(|(_, count)| **count > top.unlisted());
        assert!(often.clone().count() >= 40);
        for (text, _) in often {
            assert!(top.places.contains_key(*text), "{text}");
        }
    }

    #[test]
    fn what_is_merged_is_what_was_added_to_one() {
        let texts: Vec<String> = (0..5_000_u64)
            .map(|at| (at * at % 97).to_string())
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let whole = top(1_000, texts.iter().copied());
        let mut merged = Top::new(1_000);
        for part in texts.chunks(77) {
            merged.merge(&top(usize::MAX, part.iter().copied()));
        }
        assert_eq!(first(&merged, 1_000), first(&whole, 1_000));
    }

    #[test]
    fn long_texts_are_cut() {
        let long = "é".repeat(1_000);
        let top = top(2, [long.as_str()]);
        let key = &top.first(1)[0].key;
        assert_eq!(&**key, format!("{}…", "é".repeat(128)));
    }
}
