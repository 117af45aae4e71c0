//! "Did you mean": the known word that is nearest to one that is not known.

/// The nearest of `words`, when it is near enough to be meant.
pub fn nearest<'w>(word: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    if word.len() > 100 {
        return None; // nothing here is that long, and the search is quadratic
    }
    let lower = word.to_lowercase();
    words
        .into_iter()
        .map(|known| {
            let distance = strsim::damerau_levenshtein(&known.to_lowercase(), &lower);
            (distance, known)
        })
        .filter(|(distance, known)| *distance <= (known.len().max(word.len()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// `` ; did you mean `x`? `` or nothing.
pub fn did_you_mean<'w>(word: &str, words: impl IntoIterator<Item = &'w str>) -> String {
    nearest(word, words).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_near_and_nothing_else() {
        let words = ["unknown-variable", "bare-value"];
        assert_eq!(nearest("unkown-variable", words), Some("unknown-variable"));
        assert_eq!(nearest("BARE-VALUE", words), Some("bare-value"));
        assert_eq!(nearest("zzz", words), None);
    }
}
