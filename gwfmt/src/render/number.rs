//! Whole numbers as text: eight digits a step, without a loop.

use super::Out;

impl Out<'_, '_> {
    /// A whole number.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn number(&mut self, number: u64) {
        if number < PART {
            self.short_number(number as u32);
        } else {
            self.apart(|out| long_number(out, number));
        }
    }

    /// Up to eight digits.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn short_number(&mut self, number: u32) {
        let len = length(number);
        let digits = (eight(number) | ZEROS) >> (8 * (8 - len));
        self.some_of(&digits.to_le_bytes(), len);
    }

    /// A number that mostly has more than eight digits.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn millis(&mut self, number: u64) {
        let (first, last) = (number / PART, (number % PART) as u32);
        if 0 < first && first < PART {
            self.short_number(first as u32);
            self.eight(last);
        } else {
            self.number(number);
        }
    }

    /// Eight digits, zeros among them.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn eight(&mut self, number: u32) {
        self.array(&(eight(number) | ZEROS).to_le_bytes());
    }
}

/// What eight digits can count.
const PART: u64 = 100_000_000;
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// Eight digits of a number that has no more, not yet ASCII; the first is the lowest byte.
#[cfg_attr(not(debug_assertions), inline(always))]
fn eight(number: u32) -> u64 {
    // Halves, quarters, digits: each step divides all parts at once.
    let halves = u64::from(number / 10_000) | u64::from(number % 10_000) << 32;
    let hundreds = ((halves * 5243) >> 19) & 0x7f_0000_007f;
    let pairs = hundreds | (halves - hundreds * 100) << 16;
    let tens = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | (pairs - tens * 10) << 8
}

/// How many digits a number below 100,000,000 has. The digits themselves would say so later: where the next value begins
/// should be known early.
#[cfg_attr(not(debug_assertions), inline(always))]
fn length(number: u32) -> usize {
    /// For each number of bits: the carry into the high half is at the power of ten among such numbers.
    const STEPS: [u64; 32] = {
        let mut steps = [0; 32];
        let mut bits = 0;
        while bits < 32 {
            let least = 1u64 << bits;
            let (mut power, mut digits) = (10, 1);
            while power <= least {
                power *= 10;
                digits += 1;
            }
            steps[bits] = if power < 2 * least {
                ((digits + 1) << 32) - power
            } else {
                digits << 32
            };
            bits += 1;
        }
        steps
    };
    let step = STEPS[(number | 1).ilog2() as usize];
    ((u64::from(number) + step) >> 32) as usize
}

#[inline(never)]
fn long_number(out: &mut Out<'_, '_>, number: u64) {
    let (first, last) = (number / PART, (number % PART) as u32);
    if first < PART {
        out.short_number(first as u32);
    } else {
        out.short_number((first / PART) as u32);
        out.eight((first % PART) as u32);
    }
    out.eight(last);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{append_line, to_string};

    fn written(number: u64) -> String {
        to_string(|text| {
            append_line(text, |line, sink| {
                let mut out = Out { line, sink };
                out.number(number);
                out.byte(b' ');
                out.millis(number);
                out.line
            });
        })
    }

    #[test]
    fn numbers_are_written_as_display_writes_them() {
        let mut numbers = vec![0, 1, 9, u64::MAX];
        for digits in 1..20 {
            let power = 10u64.pow(digits);
            numbers.extend([power - 1, power, power + 1, 7 * (power / 9), power / 8 * 5]);
        }
        for bits in 1..64 {
            numbers.extend([(1 << bits) - 1, 1 << bits, (1 << bits) + 1]);
        }
        for number in numbers {
            assert_eq!(written(number), format!("{number} {number}"));
        }
    }

    #[test]
    fn every_short_number_is_written_as_display_writes_it() {
        for number in (0..120_000).chain((0..1 << 27).step_by(997)) {
            assert_eq!(written(number), format!("{number} {number}"));
        }
    }
}
