//! Regular expressions as Go reads them, which Terraform's `replace`, `regex` and `regexall` are given.
//!
//! Each one is written anew for the engine (`translate`) and searched within bounds.

mod translate;

use gwfmt_core::limits::{PATTERN, PATTERN_DEPTH, PATTERN_PROGRAM, PATTERN_WORK};
use gwfmt_core::span::Span;
use regex_lite::{CaptureLocations, Regex, RegexBuilder};

use translate::Translator;

/// Why there is no pattern, or no answer from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Go takes it, or may take it, and it is not known here what it means.
    NotComputed,
    /// Go refuses it.
    Mistake,
    /// It is larger than what is worked on.
    TooLarge,
}

#[derive(Debug)]
pub(crate) struct Pattern {
    engine: Engine,
    /// One that finds a character which a match can hold; `None` when that may be any.
    within: Option<Regex>,
    /// Letters match in both cases, those of ASCII: the engine knows no others.
    caseless: bool,
    /// How many of its steps a character of the text costs at most.
    width: u64,
}

#[derive(Debug)]
enum Engine {
    /// A text that stands for itself, however long.
    Literal(String),
    Regex(Regex),
}

/// The match and its groups; `None` for a group that has no part in it.
pub(crate) type Groups = Vec<Option<Span>>;

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Self, Refused> {
        let mut translator = Translator::new(text);
        translator.run()?;
        if translator.caseless && !text.is_ascii() {
            return Err(Refused::NotComputed);
        }
        let width = translator.width();
        let engine = if translator.only_literals && !translator.literal.is_empty() {
            Engine::Literal(translator.literal)
        } else {
            Engine::Regex(built(text, &translator.out)?)
        };
        let within = match &engine {
            _ if translator.any || translator.caseless => None,
            Engine::Literal(_) if text.len() > PATTERN => None,
            _ if translator.class.is_empty() => None,
            _ => Some(built(text, &format!("[{}]", translator.class))?),
        };
        Ok(Self {
            engine,
            within,
            caseless: translator.caseless,
            width,
        })
    }

    /// The names of its groups, the whole match being the first.
    pub(super) fn names(&self) -> Vec<Option<&str>> {
        match &self.engine {
            Engine::Literal(_) => vec![None],
            Engine::Regex(regex) => regex.capture_names().collect(),
        }
    }

    /// Whether it can match where there is no character.
    pub(crate) fn matches_empty(&self) -> bool {
        match &self.engine {
            Engine::Literal(_) => false,
            Engine::Regex(regex) => {
                // before, between and after words and lines
                let spots = ["", "a", "\n", "a\n-"];
                spots.iter().any(|text| {
                    let at = |from| regex.find_at(text, from);
                    (0..=text.len())
                        .filter_map(at)
                        .any(|found| found.is_empty())
                })
            }
        }
    }

    /// Whether a match can hold the character; `None` when that is not known of any.
    pub(super) fn can_hold(&self, c: char) -> Option<bool> {
        let within = self.within.as_ref()?;
        Some(within.is_match(c.encode_utf8(&mut [0; 4])))
    }

    /// The matches that Go's `ReplaceAllString` replaces.
    pub(crate) fn replaced(
        &self,
        text: &str,
        spend: &dyn Fn(u64) -> bool,
    ) -> Result<Vec<Groups>, Refused> {
        let mut search = Search::new(self, text, spend)?;
        let mut found = Vec::new();
        let (mut at, mut last_end) = (0, 0);
        while at <= text.len() {
            let Some(groups) = search.at(at)? else { break };
            let whole = groups
                .first()
                .copied()
                .flatten()
                .unwrap_or(Span::new(at, at));
            // an empty match right behind another one is none
            if whole.end > last_end || whole.start == 0 {
                found.push(groups);
            }
            last_end = whole.end;
            at = (at + width(text, at)).max(whole.end).max(at + 1);
        }
        Ok(found)
    }

    /// The matches that Go's `FindAllStringSubmatch` gives.
    pub(super) fn all(
        &self,
        text: &str,
        spend: &dyn Fn(u64) -> bool,
    ) -> Result<Vec<Groups>, Refused> {
        let mut search = Search::new(self, text, spend)?;
        let mut found = Vec::new();
        let mut at = 0;
        let mut last_end = None;
        while at <= text.len() {
            let Some(groups) = search.at(at)? else { break };
            let whole = groups
                .first()
                .copied()
                .flatten()
                .unwrap_or(Span::new(at, at));
            let mut accepted = true;
            if whole.end == at {
                accepted = last_end != Some(whole.start);
                at += width(text, at).max(1);
            } else {
                at = whole.end;
            }
            last_end = Some(whole.end);
            if accepted {
                found.push(groups);
            }
        }
        Ok(found)
    }

    /// The first match.
    pub(super) fn first(
        &self,
        text: &str,
        spend: &dyn Fn(u64) -> bool,
    ) -> Result<Option<Groups>, Refused> {
        Search::new(self, text, spend)?.at(0)
    }
}

/// Bytes of the character at `at`.
fn width(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.chars().next().map_or(0, char::len_utf8)
}

fn built(text: &str, translated: &str) -> Result<Regex, Refused> {
    if text.len() > PATTERN {
        return Err(Refused::TooLarge);
    }
    let mut builder = RegexBuilder::new(translated);
    let builder = builder
        .size_limit(PATTERN_PROGRAM)
        .nest_limit(PATTERN_DEPTH);
    builder.build().map_err(|_| Refused::NotComputed)
}

/// One text being searched, with what that may still cost.
struct Search<'a> {
    pattern: &'a Pattern,
    text: &'a str,
    locations: Option<CaptureLocations>,
    left: u64,
    spend: &'a dyn Fn(u64) -> bool,
}

impl<'a> Search<'a> {
    fn new(
        pattern: &'a Pattern,
        text: &'a str,
        spend: &'a dyn Fn(u64) -> bool,
    ) -> Result<Self, Refused> {
        // in Go these two are an `s` and a `k` in another case
        if pattern.caseless && text.contains(['\u{17F}', '\u{212A}']) {
            return Err(Refused::NotComputed);
        }
        let locations = match &pattern.engine {
            Engine::Literal(_) => None,
            Engine::Regex(regex) => Some(regex.capture_locations()),
        };
        Ok(Self {
            pattern,
            text,
            locations,
            left: PATTERN_WORK,
            spend,
        })
    }

    /// The leftmost match that begins at `at` or later.
    fn at(&mut self, at: usize) -> Result<Option<Groups>, Refused> {
        let rest = (self.text.len().saturating_sub(at) + 1) as u64;
        let work = match &self.pattern.engine {
            Engine::Literal(_) => 1,
            Engine::Regex(_) => rest.saturating_mul(self.pattern.width),
        };
        self.left = self.left.checked_sub(work).ok_or(Refused::TooLarge)?;
        if !(self.spend)(1 + work / 4096) {
            return Err(Refused::TooLarge);
        }
        match (&self.pattern.engine, &mut self.locations) {
            (Engine::Regex(regex), Some(locations)) => {
                let found = regex.captures_read_at(locations, self.text, at);
                Ok(found.map(|_| {
                    let groups = (0..locations.len()).map(|group| locations.get(group));
                    groups
                        .map(|group| group.map(|(start, end)| Span::new(start, end)))
                        .collect()
                }))
            }
            (Engine::Literal(needle), _) => {
                let rest = self.text.get(at..).unwrap_or_default();
                Ok(rest.find(needle).map(|found| {
                    let start = at + found;
                    vec![Some(Span::new(start, start + needle.len()))]
                }))
            }
            (Engine::Regex(_), None) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(regex: &str, text: &'t str) -> Vec<&'t str> {
        let pattern = Pattern::parse(regex).unwrap();
        let found = pattern.all(text, &|_| true).unwrap();
        let whole = found.iter().filter_map(|groups| groups[0]);
        whole.map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn finds_what_is_written_around_log_formats() {
        assert_eq!(found(r"\s+", "a \n b\t"), [" \n ", "\t"]);
        assert_eq!(found("\n *", "a\n  b\n"), ["\n  ", "\n"]);
        assert_eq!(found(r"(?m)^\s+|\s+$", "  a\n\tb "), ["  ", "\t", " "]);
        assert_eq!(found(r"(\r\n|\n)", "a\r\nb\n"), ["\r\n", "\n"]);
        assert_eq!(
            found(r"\$context\.(\w+)", "$context.a-$context.b"),
            ["$context.a", "$context.b"]
        );
        assert_eq!(found(r"\Q{\E|{,2}", "a{{,2}"), ["{", "{"]);
    }

    /// Go has no vertical tab in `\s`, and the leftmost alternative wins.
    #[test]
    fn reads_as_go_where_other_engines_differ() {
        assert_eq!(found(r"\s", "\u{b} "), [" "]);
        assert_eq!(found(r"[\S]", "\u{b} "), ["\u{b}"]);
        assert_eq!(found("a|ab", "ab"), ["a"]);
        assert_eq!(found("x*", "axb"), ["", "x", ""]);
        assert_eq!(found("(?i)K", "k\u{e9}"), ["k"]);
    }

    #[test]
    fn says_what_it_does_not_know_and_what_go_refuses() {
        for regex in [
            r"\pN",
            r"\p{Greek}",
            "(?i)\u{e9}",
            r"\07",
            "^*",
            "a{0}",
            r"(?i)\x{e9}",
            "(a{40}){40}",
        ] {
            assert_eq!(
                Pattern::parse(regex).unwrap_err(),
                Refused::NotComputed,
                "{regex}"
            );
        }
        for regex in [
            "(a", "a)", "*a", "a**", "a{2}{3}", "[b-a]", "[a", "a{1001}", "a{3,2}", "\\",
        ] {
            assert_eq!(
                Pattern::parse(regex).unwrap_err(),
                Refused::Mistake,
                "{regex}"
            );
        }
        let kelvin = Pattern::parse("(?i)k").unwrap().all("\u{212A}", &|_| true);
        assert_eq!(kelvin.unwrap_err(), Refused::NotComputed);
    }

    #[test]
    fn is_bounded_whatever_it_is_given() {
        let letters = "a".repeat(70_000);
        assert_eq!(found(&letters, &letters).len(), 1);
        let too_large = |regex: &str, text: &str| match Pattern::parse(regex) {
            Ok(pattern) => pattern.all(text, &|_| true).unwrap_err(),
            Err(refused) => refused,
        };
        assert_eq!(too_large(&"a?".repeat(PATTERN), "a"), Refused::TooLarge);
        assert_eq!(
            too_large("(a*)*(a*)*b", &"a".repeat(1 << 26)),
            Refused::TooLarge
        );
        assert_eq!(too_large("a.*b|a", &"a".repeat(100_000)), Refused::TooLarge);
        let deep =
            "(".repeat(PATTERN_DEPTH as usize + 1) + "a" + &")".repeat(PATTERN_DEPTH as usize + 1);
        assert_eq!(Pattern::parse(&deep).unwrap_err(), Refused::NotComputed);
        assert_eq!(
            Pattern::parse(r"((\w{30}){30})\w{100}").unwrap_err(),
            Refused::NotComputed
        );
    }

    #[test]
    fn gives_up_when_it_may_not_work_on() {
        let pattern = Pattern::parse("a*a*a*a*b").unwrap();
        let left = std::cell::Cell::new(3_u64);
        let spend = |work: u64| {
            left.set(left.get().saturating_sub(work));
            left.get() > 0
        };
        assert_eq!(
            pattern.all(&"a".repeat(1000), &spend).unwrap_err(),
            Refused::TooLarge
        );
    }

    /// At the bound, on a small stack.
    #[test]
    fn groups_within_groups_fit_a_small_stack() {
        let deep = "(".repeat(PATTERN_DEPTH as usize) + "a" + &")".repeat(PATTERN_DEPTH as usize);
        let thread = std::thread::Builder::new().stack_size(256 * 1024);
        let run = move || {
            Pattern::parse(&deep).is_ok_and(|pattern| pattern.all("xax", &|_| true).is_ok())
        };
        assert!(thread.spawn(run).unwrap().join().unwrap());
    }
}
