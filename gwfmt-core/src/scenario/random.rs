//! A small generator of numbers: SplitMix64. The same seed gives the same numbers on every machine.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The stream of a seed and of whatever else tells it from others.
    pub(super) fn new(seed: u64, of: &[u64]) -> Self {
        let mut random = Self(seed);
        for part in of {
            let mixed = random.next();
            random.0 = mixed ^ part.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        }
        random
    }

    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 if there is none.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// A number from `first` to `last`.
    pub(super) fn within(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// Whether one of `of` equally likely things happens.
    pub(super) fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    /// One of the list; the default for an empty one.
    pub(super) fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len() as u64) as usize;
        from.get(at).copied().unwrap_or_default()
    }

    /// Letters of an alphabet of ASCII.
    pub(super) fn letters(&mut self, alphabet: &[u8], count: usize) -> String {
        (0..count)
            .map(|_| char::from(self.pick(alphabet)))
            .collect()
    }

    /// Lower-case hexadecimal digits.
    pub(super) fn hex(&mut self, count: usize) -> String {
        self.letters(b"0123456789abcdef", count)
    }

    /// Lower-case letters and digits.
    pub(super) fn alnum(&mut self, count: usize) -> String {
        self.letters(b"abcdefghijklmnopqrstuvwxyz0123456789", count)
    }

    /// A UUID of version 4.
    pub(super) fn uuid(&mut self) -> String {
        let (a, b, c, d) = (self.hex(8), self.hex(4), self.hex(3), self.hex(3));
        let variant = char::from(self.pick(b"89ab"));
        format!("{a}-{b}-4{c}-{variant}{d}-{}", self.hex(12))
    }

    /// A token such as API Gateway gives requests and connections: base64 of eleven bytes.
    pub(super) fn token(&mut self) -> String {
        const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        // The last of 15 letters carries four bits, so its two lowest are zero.
        let head = self.letters(BASE64, 14);
        let last = self.letters(b"AEIMQUYcgkosw048", 1);
        format!("{head}{last}=")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let draw = |seed, of: &[u64]| Random::new(seed, of).next();
        assert_eq!(draw(1, &[2, 3]), draw(1, &[2, 3]));
        assert_ne!(draw(1, &[2, 3]), draw(1, &[3, 2]));
        assert_ne!(draw(1, &[2]), draw(2, &[1]));
        // The first number of SplitMix64 for the seed 0, as its authors print it.
        assert_eq!(Random(0).next(), 0xE220_A839_7B1D_CDAF);
    }

    #[test]
    fn identifiers_have_their_shape() {
        let mut random = Random::new(7, &[]);
        let uuid = random.uuid();
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"));
        assert_eq!(random.token().len(), 16);
        assert_eq!(random.pick::<u8>(&[]), 0);
    }
}
