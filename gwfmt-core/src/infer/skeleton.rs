//! [`Skeleton`]: a line as text and values by turns.

/// A line cut into what belongs to the format and what may be a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Skeleton {
    pub(super) pieces: Vec<Piece>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// What belongs to the format.
    Text(String),
    /// What may be a value.
    Value {
        /// What the line calls it: keys with dots between, or the name of an element.
        key: Option<String>,
        /// The value as the line has it.
        text: String,
    },
}

impl Skeleton {
    /// Whether two lines have the same text around their values.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.pieces.len() == other.pieces.len()
            && self
                .pieces
                .iter()
                .zip(&other.pieces)
                .all(|pair| match pair {
                    (Piece::Text(one), Piece::Text(other)) => one == other,
                    (Piece::Value { key: one, .. }, Piece::Value { key: other, .. }) => {
                        one == other
                    }
                    _ => false,
                })
    }

    /// How many values there are.
    pub(super) fn values(&self) -> usize {
        let is_value = |piece: &&Piece| matches!(piece, Piece::Value { .. });
        self.pieces.iter().filter(is_value).count()
    }

    /// A value by its number.
    pub(super) fn value(&self, number: usize) -> Option<&str> {
        let values = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Value { text, .. } => Some(text.as_str()),
            Piece::Text(_) => None,
        });
        values.into_iter().nth(number)
    }
}

/// Makes skeletons: text that touches text is one piece.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pieces: Vec<Piece>,
}

impl Builder {
    pub(super) fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    pub(super) fn value(&mut self, key: Option<String>, text: &str) {
        self.pieces.push(Piece::Value {
            key,
            text: text.to_owned(),
        });
    }

    pub(super) fn finish(self) -> Option<Skeleton> {
        let pieces = self.pieces;
        let skeleton = Skeleton { pieces };
        (skeleton.values() > 0).then_some(skeleton)
    }
}
