//! Scalars that YAML and JSON do not take for strings, as the framework writes them into a text: as JavaScript does.

/// What a scalar without quotes becomes in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// What is written.
    AsWritten,
    /// A boolean in another spelling.
    Boolean(&'static str),
    /// A number or a date that JavaScript may write in another way.
    Other,
}

pub(super) fn typed(word: &str) -> Typed {
    match word {
        "True" | "TRUE" => return Typed::Boolean("true"),
        "False" | "FALSE" => return Typed::Boolean("false"),
        _ => {}
    }
    if is_plain_number(word) || !(is_like_number(word) || is_like_date(word)) {
        Typed::AsWritten
    } else {
        Typed::Other
    }
}

/// Whether JavaScript writes a number as it is written here.
pub(super) fn is_plain_number(word: &str) -> bool {
    // more digits than a number of JavaScript keeps whatever they are
    const DIGITS: usize = 15;
    let digits = word.strip_prefix('-').unwrap_or(word);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let is_whole = is_digits(whole) && (whole == "0" || !whole.starts_with('0'));
    let is_fraction = fraction.is_none_or(|fraction| {
        // JavaScript writes what is smaller with an exponent
        let is_small = whole == "0" && fraction.starts_with("000000");
        is_digits(fraction) && !fraction.ends_with('0') && !is_small
    });
    is_whole && is_fraction && digits.len() <= DIGITS && word != "-0"
}

/// Whether some version of YAML takes it for a number; a few words that none does are among them.
fn is_like_number(word: &str) -> bool {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    let lower = digits.to_ascii_lowercase();
    if matches!(&*lower, ".inf" | ".nan") {
        return true;
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = lower.strip_prefix(prefix) {
            return rest.chars().all(|c| c == '_' || c.is_digit(radix));
        }
    }
    let (number, exponent) = lower.split_once('e').unwrap_or((&lower, "0"));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let is_number = number.bytes().any(|c| c.is_ascii_digit())
        && number.starts_with(|c: char| c == '.' || c.is_ascii_digit())
        && number
            .bytes()
            .all(|c| c.is_ascii_digit() || matches!(c, b'_' | b'.' | b':'))
        && number.matches('.').count() <= 1;
    is_number && exponent.bytes().all(|c| c.is_ascii_digit())
}

/// Whether it begins like `2026-01-31`, alone or with a time.
fn is_like_date(word: &str) -> bool {
    let end = word.find(|c: char| !c.is_ascii_digit() && c != '-');
    let (date, time) = word.split_at(end.unwrap_or(word.len()));
    let lengths: Vec<usize> = date.split('-').map(str::len).collect();
    let is_date = matches!(lengths[..], [4, 1 | 2, 1 | 2]);
    is_date && (time.is_empty() || time.starts_with(['T', 't', ' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_javascript_writes_in_the_same_way_is_told_from_the_rest() {
        for word in [
            "true",
            "false",
            "yes",
            "Off",
            "dev",
            "0",
            "-12",
            "123456789012345",
            "0.5",
            "-3.25",
            "0.000001",
            "1.2.3",
            "10.0.0.1",
            "v1",
            "5s",
            "2026",
            "2026-01",
            "e5",
            ".",
            "-",
            "",
            "a:1",
            "tRue",
        ] {
            assert_eq!(typed(word), Typed::AsWritten, "{word}");
        }
        for word in [
            "007",
            "+5",
            "-0",
            ".5",
            "5.",
            "1.0",
            "1.50",
            "1e3",
            "1E+3",
            "1_000",
            "0x1F",
            "0o17",
            "0b1",
            "1234567890123456",
            "0.0000001",
            ".inf",
            "-.INF",
            ".NaN",
            "1:30",
            "2026-01-31",
            "2026-1-3T04:05:06Z",
            "2026-01-31 04:05:06",
        ] {
            assert_eq!(typed(word), Typed::Other, "{word}");
        }
        assert_eq!(typed("TRUE"), Typed::Boolean("true"));
        assert_eq!(typed("False"), Typed::Boolean("false"));
    }
}
