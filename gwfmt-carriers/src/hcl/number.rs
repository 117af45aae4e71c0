//! Numbers as Terraform prints them: exact decimals, or nothing where an exact one would not fit.

use std::cmp::Ordering;

use gwfmt_core::limits::HCL_DIGITS;

/// `digits` divided by ten to the power of `scale`; no needless zero at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: i128,
    scale: u32,
}

impl Decimal {
    fn new(mut digits: i128, mut scale: u32) -> Self {
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        Self { digits, scale }
    }

    /// Reads `12`, `1.50`, `1e3`, `-2.5E-3`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text),
        };
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let written = whole.len() + fraction.len();
        let all_digits = whole
            .bytes()
            .chain(fraction.bytes())
            .all(|b| b.is_ascii_digit());
        if whole.is_empty() || written > HCL_DIGITS as usize || !all_digits {
            return None;
        }
        let mut digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        if negative {
            digits = -digits;
        }
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if let Ok(scale) = u32::try_from(scale) {
            return (scale <= HCL_DIGITS).then(|| Self::new(digits, scale));
        }
        let shift = scale.unsigned_abs();
        if shift > HCL_DIGITS {
            return None;
        }
        Some(Self::new(digits.checked_mul(10_i128.pow(shift))?, 0))
    }

    /// The number, when it is whole and not negative: an index.
    pub(super) fn index(self) -> Option<usize> {
        if self.scale > 0 {
            return None;
        }
        usize::try_from(self.digits).ok()
    }

    pub(super) fn negated(self) -> Self {
        Self::new(-self.digits, self.scale)
    }

    /// Both with the same scale.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let a = self.digits.checked_mul(10_i128.pow(scale - self.scale))?;
        let b = other.digits.checked_mul(10_i128.pow(scale - other.scale))?;
        Some((a, b, scale))
    }

    fn bounded(digits: i128, scale: u32) -> Option<Self> {
        let new = Self::new(digits, scale);
        (new.scale <= HCL_DIGITS && new.digits.unsigned_abs() < 10_u128.pow(HCL_DIGITS))
            .then_some(new)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Self::bounded(a.checked_add(b)?, scale)
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        Self::bounded(
            self.digits.checked_mul(other.digits)?,
            self.scale + other.scale,
        )
    }

    /// The quotient, if it ends after a few digits.
    pub(super) fn divided_by(self, other: Self) -> Option<Self> {
        let (mut a, b, _) = self.aligned(other)?;
        if b == 0 {
            return None;
        }
        for scale in 0..12 {
            if a % b == 0 {
                return Self::bounded(a / b, scale);
            }
            a = a.checked_mul(10)?;
        }
        None
    }

    /// What is left after dividing to a whole number.
    pub(super) fn modulo(self, other: Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Some(Self::new(a.checked_rem(b)?, scale))
    }

    pub(super) fn compared(self, other: Self) -> Option<Ordering> {
        let (a, b, _) = self.aligned(other)?;
        Some(a.cmp(&b))
    }
}

impl From<usize> for Decimal {
    fn from(n: usize) -> Self {
        Self::new(n as i128, 0)
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.digits < 0 {
            f.write_str("-")?;
        }
        let digits = self.digits.unsigned_abs().to_string();
        let scale = self.scale as usize;
        if scale == 0 {
            return f.write_str(&digits);
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_numbers_without_needless_digits() {
        for (text, printed) in [
            ("1.50", "1.5"),
            ("1e3", "1000"),
            ("1e-7", "0.0000001"),
            ("-2.5E-1", "-0.25"),
            ("0.0", "0"),
            ("12345678901234567890123", "12345678901234567890123"),
        ] {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), printed);
        }
    }

    #[test]
    fn refuses_what_does_not_fit() {
        for text in [
            "1e31",
            "1e-31",
            "1e99999999999",
            "9999999999999999999999999999999",
            "",
            "x",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn divides_only_exactly() {
        let n = |text| Decimal::parse(text).unwrap();
        assert_eq!(n("1").divided_by(n("8")).unwrap().to_string(), "0.125");
        assert_eq!(n("1").divided_by(n("3")), None);
        assert_eq!(n("1").divided_by(n("0")), None);
    }
}
