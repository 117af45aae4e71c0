//! Functions of strings. Every byte that stays keeps its place.

use std::rc::Rc;

use crate::hcl::budget::{TOO_LONG, TOO_MUCH};
use crate::hcl::encode;
use crate::hcl::number::Decimal;
use crate::hcl::value::{Kind, Value};
use gwfmt_core::limits::HCL_TEXT;
use gwfmt_core::span::Span;
use gwfmt_core::text::{FormatText, HOLE};

use super::pattern::{Groups, Pattern, Refused};
use super::{Caller, Got, Stop, index, items, known, stop, text};

impl Caller<'_, '_> {
    pub(super) fn string_function(&self, name: &str, arguments: &[Value]) -> Option<Got<Value>> {
        Some(match (name, arguments) {
            ("chomp", [value]) => self.kept(value, |text| {
                let end = text.trim_end_matches(['\r', '\n']).len();
                Span::new(0, end)
            }),
            ("trimspace", [value]) => self.kept(value, |text| trimmed(text, char::is_whitespace)),
            ("trim", [value, cut]) => known(cut).and_then(|cut| {
                self.kept(value, |text| {
                    trimmed(text, |c| cut.as_str().contains(c) && c != HOLE)
                })
            }),
            ("trimprefix", [value, cut]) => known(cut).and_then(|cut| {
                self.kept(value, |text| {
                    let cut = text.strip_prefix(cut.as_str()).map_or(0, |_| cut.len());
                    Span::new(cut, text.len())
                })
            }),
            ("trimsuffix", [value, cut]) => known(cut).and_then(|cut| {
                self.kept(value, |text| {
                    let kept = text.strip_suffix(cut.as_str()).unwrap_or(text);
                    Span::new(0, kept.len())
                })
            }),
            ("lower", [value]) => self.mapped(value, |c| single(c.to_lowercase())),
            ("upper", [value]) => self.mapped(value, |c| single(c.to_uppercase())),
            ("replace", [value, old, new]) => self.replace(value, old, new),
            ("regex", [pattern, value]) => self.regex(pattern, value),
            ("regexall", [pattern, value]) => self.regexall(pattern, value),
            ("indent", [width, value]) => self.indent(width, value),
            ("join", [separator, lists @ ..]) => self.join(separator, lists),
            ("split", [separator, value]) => self.split(separator, value),
            ("format", [pattern, rest @ ..]) => self.format(pattern, rest),
            ("formatlist", [pattern, rest @ ..]) => self.formatlist(pattern, rest),
            ("substr", [value, offset, length]) => self.substr(value, offset, length),
            ("startswith", [value, other]) => self.compare(value, other, |a, b| a.starts_with(b)),
            ("endswith", [value, other]) => self.compare(value, other, |a, b| a.ends_with(b)),
            ("strcontains", [value, other]) => self.compare(value, other, |a, b| a.contains(b)),
            ("tostring", [value]) => match &value.kind {
                Kind::Null => Ok(value.clone()),
                _ => text(value).map(|text| self.text_of(text)),
            },
            _ => return None,
        })
    }

    fn text_of(&self, text: Rc<FormatText>) -> Value {
        Value::new(self.place, Kind::Text(text))
    }

    fn kept(&self, value: &Value, span: impl Fn(&str) -> Span) -> Got<Value> {
        let text = text(value)?;
        let span = span(text.as_str());
        Ok(self.text(text.slice(span)))
    }

    fn compare(&self, a: &Value, b: &Value, test: fn(&str, &str) -> bool) -> Got<Value> {
        let (a, b) = (known(a)?, known(b)?);
        Ok(self.bool(test(a.as_str(), b.as_str())))
    }

    fn mapped(&self, value: &Value, change: impl Fn(char) -> Option<char>) -> Got<Value> {
        let text = text(value)?;
        let change = |c: char| change(c).filter(|&new| new != c).map(String::from);
        Ok(self.text(crate::rewrite::map(&text, change)))
    }

    fn replace(&self, value: &Value, old: &Value, new: &Value) -> Got<Value> {
        let (value, old, new) = (text(value)?, known(old)?, text(new)?);
        let needle = old.as_str();
        if let Some(inner) = needle.strip_prefix('/').and_then(|n| n.strip_suffix('/')) {
            return self.replace_pattern(&value, inner, &new);
        }
        if needle.is_empty() {
            return Err(Stop::Unknown);
        }
        let count = value.as_str().matches(needle).count();
        self.check_growth(value.len(), count, &new)?;
        Ok(self.text(value.replace(needle, &new)))
    }

    fn replace_pattern(&self, value: &FormatText, regex: &str, new: &FormatText) -> Got<Value> {
        let pattern = self.pattern(regex)?;
        let zones = zones(&pattern, value)?;
        let expansion = expansion(new, &pattern.names())?;
        let found = pattern.replaced(value.as_str(), &|work| self.world.spend(work));
        let found = found.map_err(|refused| self.refused(refused))?;
        let mut zones = zones.into_iter().peekable();
        let mut result = FormatText::new();
        let mut done = 0;
        for groups in found {
            let Some(whole) = groups.first().copied().flatten() else {
                continue;
            };
            // a match within what a hole may reach is the hole's
            while let Some(zone) = zones.next_if(|zone| zone.start < whole.end) {
                done = skip_zone(value, done, zone, &mut result);
            }
            if whole.start < done {
                continue;
            }
            result.push_text(&value.slice(Span::new(done, whole.start)));
            let before = result.len();
            for piece in &expansion {
                match piece {
                    Piece::Text(span) => result.push_text(&new.slice(*span)),
                    Piece::Group(group) => {
                        if let Some(span) = groups.get(*group).copied().flatten() {
                            result.push_text(&value.slice(span));
                        }
                    }
                }
            }
            if result.len() == before
                && let Some(places) = value.locate(whole).filter(|_| !whole.is_empty())
            {
                result.push_escape(places.primary, "");
            }
            self.check_growth(result.len(), 1, new)?;
            done = whole.end;
        }
        for zone in zones {
            done = skip_zone(value, done, zone, &mut result);
        }
        result.push_text(&value.slice(Span::new(done, value.len())));
        Ok(self.text(result))
    }

    /// `regex`: the first match.
    fn regex(&self, regex: &Value, value: &Value) -> Got<Value> {
        let (regex, value) = (known(regex)?, known(value)?);
        let pattern = self.searched(regex.as_str())?;
        let found = pattern.first(value.as_str(), &|work| self.world.spend(work));
        let found = found.map_err(|refused| self.refused(refused))?;
        Ok(self.matched(&pattern, &found.ok_or(Stop::Mistake)?, &value))
    }

    /// `regexall`: a list of all matches.
    fn regexall(&self, regex: &Value, value: &Value) -> Got<Value> {
        let (regex, value) = (known(regex)?, known(value)?);
        let pattern = self.searched(regex.as_str())?;
        let found = pattern.all(value.as_str(), &|work| self.world.spend(work));
        let found = found.map_err(|refused| self.refused(refused))?;
        let matched = found
            .iter()
            .map(|groups| self.matched(&pattern, groups, &value));
        Ok(self.list(matched.collect()))
    }

    /// A match as Terraform gives it: a string, a list of its groups, or an object of its groups with names.
    fn matched(&self, pattern: &Pattern, groups: &Groups, value: &FormatText) -> Value {
        let part = |group: Option<Span>| match group {
            Some(span) => self.text(value.slice(span)),
            None => Value::new(self.place, Kind::Null),
        };
        let names = pattern.names();
        let named = names.iter().flatten().count();
        if names.len() == 1 {
            return part(groups.first().copied().flatten());
        }
        if named == 0 {
            return self.list(groups.iter().skip(1).map(|group| part(*group)).collect());
        }
        let entries = names.iter().zip(groups).filter_map(|(name, group)| {
            let name = Value::written(self.place, (*name)?).to_text()?;
            Some((name, part(*group)))
        });
        self.world.map(self.place, entries.collect())
    }

    fn pattern(&self, regex: &str) -> Got<Pattern> {
        if !self.world.spend(1 + regex.len() as u64 / 4) {
            return Err(Stop::Unknown);
        }
        Pattern::parse(regex).map_err(|refused| self.refused(refused))
    }

    /// A pattern whose groups all have names, or none has.
    fn searched(&self, regex: &str) -> Got<Pattern> {
        let pattern = self.pattern(regex)?;
        let names = pattern.names();
        let named = names.iter().flatten().count();
        if named > 0 && named + 1 < names.len() {
            return Err(Stop::Mistake);
        }
        Ok(pattern)
    }

    fn refused(&self, refused: Refused) -> Stop {
        match refused {
            Refused::Mistake => Stop::Mistake,
            Refused::NotComputed => Stop::Unknown,
            Refused::TooLarge => {
                self.world.over(self.place, TOO_MUCH);
                Stop::Unknown
            }
        }
    }

    fn check_growth(&self, length: usize, count: usize, new: &FormatText) -> Got<()> {
        let work = count.saturating_mul(1 + new.runs().len());
        if length + count.saturating_mul(new.len()) > HCL_TEXT {
            return Err(self.too_long());
        }
        if !self.world.spend(work as u64) {
            return Err(Stop::Unknown);
        }
        Ok(())
    }

    fn too_long(&self) -> Stop {
        self.world.over(self.place, TOO_LONG);
        Stop::Unknown
    }

    fn indent(&self, width: &Value, value: &Value) -> Got<Value> {
        let (width, value) = (index(width)?, text(value)?);
        if width > 1000 {
            return Err(Stop::Unknown);
        }
        let mut line = FormatText::new();
        line.push_written(self.place, &format!("\n{}", " ".repeat(width)));
        let count = value.as_str().matches('\n').count();
        self.check_growth(value.len(), count, &line)?;
        Ok(self.text(value.replace("\n", &line)))
    }

    fn join(&self, separator: &Value, lists: &[Value]) -> Got<Value> {
        let separator = text(separator)?;
        let mut result = FormatText::new();
        let mut first = true;
        for list in lists {
            for item in items(list)? {
                if !std::mem::take(&mut first) {
                    result.push_text(&separator);
                }
                result.push_text(&*text(item)?);
                if result.len() > HCL_TEXT {
                    return Err(self.too_long());
                }
                if !self.world.spend(1) {
                    return Err(Stop::Unknown);
                }
            }
        }
        Ok(self.text(result))
    }

    fn split(&self, separator: &Value, value: &Value) -> Got<Value> {
        let (separator, value) = (known(separator)?, known(value)?);
        if separator.is_empty() {
            return Err(Stop::Unknown);
        }
        let mut pieces = Vec::new();
        let mut done = 0;
        let found = value.as_str().match_indices(separator.as_str());
        let ends = found.map(|(at, _)| at).chain([value.len()]);
        for end in ends {
            if !self.world.spend(1) {
                return Err(Stop::Unknown);
            }
            pieces.push(self.text(value.slice(Span::new(done, end))));
            done = (end + separator.len()).min(value.len());
        }
        Ok(self.list(pieces))
    }

    fn substr(&self, value: &Value, offset: &Value, length: &Value) -> Got<Value> {
        let value = known(value)?;
        let is_rest = length.as_number() == Decimal::parse("-1");
        let length = if is_rest {
            Ok(value.len())
        } else {
            index(length)
        };
        let (offset, length) = (index(offset)?, length?);
        if !value.as_str().is_ascii() || value.as_str().contains("\r\n") {
            return Err(Stop::Unknown); // Terraform counts grapheme clusters
        }
        let start = offset.min(value.len());
        let end = start.saturating_add(length).min(value.len());
        Ok(self.text(value.slice(Span::new(start, end))))
    }

    /// `format` with the verbs `%s`, `%d`, `%v`, `%t`, `%q` and `%%`, without widths, and `%[1]s`.
    fn format(&self, pattern: &Value, arguments: &[Value]) -> Got<Value> {
        let pattern = known(pattern)?;
        let mut result = FormatText::new();
        let mut done = 0;
        let mut next = 0;
        let mut most = 0;
        while let Some(n) = pattern.as_str()[done..].find('%') {
            let at = done + n;
            result.push_text(&pattern.slice(Span::new(done, at)));
            let mut rest = &pattern.as_str()[at + 1..];
            if let Some((number, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
                let number: usize = number.parse().map_err(|_| Stop::Unknown)?;
                next = number.checked_sub(1).ok_or(Stop::Mistake)?;
                rest = after;
            }
            let verb = rest.chars().next().ok_or(Stop::Mistake)?;
            done = pattern.len() - rest.len() + verb.len_utf8();
            if verb == '%' {
                if let Some(places) = pattern.locate(Span::new(at, done)) {
                    result.push_escape(places.primary, "%");
                }
                continue;
            }
            let value = arguments.get(next).ok_or(Stop::Mistake)?;
            next += 1;
            most = most.max(next);
            result.push_text(&formatted(verb, value)?);
            if result.len() > HCL_TEXT {
                return Err(self.too_long());
            }
            if !self.world.spend(1) {
                return Err(Stop::Unknown);
            }
        }
        if most < arguments.len() {
            return Err(Stop::Mistake);
        }
        result.push_text(&pattern.slice(Span::new(done, pattern.len())));
        Ok(self.text(result))
    }

    /// `format` for each element of the lists; what is no list is the same for all.
    fn formatlist(&self, pattern: &Value, arguments: &[Value]) -> Got<Value> {
        let lists = arguments.iter().filter_map(Value::items);
        let lengths: Vec<usize> = lists.map(<[Value]>::len).collect();
        if let Some(unknown) = arguments.iter().find(|value| value.is_unknown()) {
            return Err(stop(unknown)); // it may be a list
        }
        let count = lengths.first().copied().unwrap_or(1);
        if lengths.iter().any(|length| *length != count) {
            return Err(Stop::Mistake);
        }
        let mut all = Vec::new();
        for at in 0..count {
            let row = arguments.iter().map(|value| match value.items() {
                Some(items) => items.get(at).cloned().unwrap_or(value.clone()),
                None => value.clone(),
            });
            all.push(self.format(pattern, &row.collect::<Vec<_>>())?);
        }
        Ok(self.list(all))
    }
}

/// What a verb of `format` makes of a value.
fn formatted(verb: char, value: &Value) -> Got<FormatText> {
    let json = || {
        if value.is_whole() {
            Ok(encode::json(value))
        } else {
            Err(Stop::Unknown)
        }
    };
    let fits = match (verb, &value.kind) {
        ('v', Kind::Null | Kind::List(_) | Kind::Map(_)) | ('q', Kind::Text(_)) => return json(),
        ('s' | 'v', kind) => !matches!(kind, Kind::Null | Kind::List(_) | Kind::Map(_)),
        ('d', Kind::Number(number)) => !number.to_string().contains('.'),
        ('t', Kind::Bool(_)) | ('d' | 't', Kind::Unknown(_)) => true,
        _ => false,
    };
    if !fits {
        return Err(Stop::Unknown);
    }
    text(value).map(Rc::unwrap_or_clone)
}

/// The holes, each with what is next to it and could be matched together with something in it: of that nothing is known.
fn zones(pattern: &Pattern, value: &FormatText) -> Got<Vec<Span>> {
    let mut zones: Vec<Span> = Vec::new();
    for (hole, _) in value.holes() {
        if pattern.matches_empty() || pattern.can_hold(HOLE) != Some(false) {
            return Err(Stop::Unknown);
        }
        let held = |c: &char| pattern.can_hold(*c) == Some(true);
        let text = value.as_str();
        let length = |c: char| c.len_utf8();
        let before: usize = text[..hole.start]
            .chars()
            .rev()
            .take_while(held)
            .map(length)
            .sum();
        let after: usize = text[hole.end..].chars().take_while(held).map(length).sum();
        zones.push(Span::new(hole.start - before, hole.end + after));
    }
    Ok(zones)
}

/// Writes what comes before a zone, and the zone's hole.
fn skip_zone(value: &FormatText, done: usize, zone: Span, result: &mut FormatText) -> usize {
    if done < zone.start {
        result.push_text(&value.slice(Span::new(done, zone.start)));
    }
    let mut holes = value.holes();
    if let Some((_, place)) = holes
        .find(|(hole, _)| zone.start <= hole.start && hole.end <= zone.end && done <= hole.start)
    {
        result.push_hole(place);
    }
    done.max(zone.end)
}

/// A piece of what a match is replaced by.
enum Piece {
    Text(Span),
    Group(usize),
}

/// Go's `Expand`: `$1`, `${1}` and `$name` are groups, `$$` is a dollar, and so is one with nothing of that behind it.
fn expansion(new: &FormatText, names: &[Option<&str>]) -> Got<Vec<Piece>> {
    let text = new.as_str();
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('$') {
        let dollar = at + found;
        pieces.push(Piece::Text(Span::new(at, dollar)));
        let rest = &text[dollar + 1..];
        let braced = rest.starts_with('{');
        let inner = &rest[usize::from(braced)..];
        let end = inner.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let end = end.unwrap_or(inner.len());
        let name = &inner[..end];
        if inner[end..].starts_with(HOLE) || !name.is_ascii() {
            return Err(Stop::Unknown);
        }
        let closed = !braced || inner[end..].starts_with('}');
        if rest.starts_with('$') {
            pieces.push(Piece::Text(Span::new(dollar, dollar + 1)));
            at = dollar + 2;
        } else if name.is_empty() || !closed {
            pieces.push(Piece::Text(Span::new(dollar, dollar + 1)));
            at = dollar + 1;
        } else {
            let is_number = name.bytes().all(|b| b.is_ascii_digit());
            let leading_zero = name.len() > 1 && name.starts_with('0');
            // a group that there is not is no text
            let group = if is_number {
                name.parse().ok().filter(|_| !leading_zero)
            } else {
                names.iter().position(|known| *known == Some(name))
            };
            pieces.extend(group.map(Piece::Group));
            at = dollar + 1 + name.len() + 2 * usize::from(braced);
        }
    }
    pieces.push(Piece::Text(Span::new(at, text.len())));
    Ok(pieces)
}

fn trimmed(text: &str, cut: impl Fn(char) -> bool) -> Span {
    let start = text.len() - text.trim_start_matches(&cut).len();
    let end = text.trim_end_matches(&cut).len();
    Span::new(start.min(end), end)
}

/// Go changes case one letter to one letter.
fn single(mut changed: impl Iterator<Item = char>) -> Option<char> {
    let first = changed.next()?;
    changed.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::hcl::fixture::{Files, text_of};

    #[test]
    fn what_replaces_a_pattern_may_name_its_groups() {
        assert_eq!(
            text_of(
                r#"replace("$context.a $context.b", "/(\\w+)\\.(\\w)/", "$${2}-$1$$")"#,
                ""
            ),
            "$a-context$ $b-context$"
        );
        // `$context` is a group that there is not
        assert_eq!(
            text_of(r#"replace("x", "/x/", "$context.path")"#, ""),
            ".path"
        );
        assert_eq!(
            text_of(
                r#"replace("q $context.a", "/q(?P<n>.)/", "$n|$${n}$nn")"#,
                ""
            ),
            " | $context.a"
        );
        assert_eq!(
            text_of(
                r#"join("+", regexall("[$]context[.][a-z]+", "$context.a, $context.b"))"#,
                ""
            ),
            "$context.a+$context.b"
        );
        assert_eq!(
            text_of(r#"regex("<(?P<f>.*)>", "<$context.a>").f"#, ""),
            "$context.a"
        );
        assert_eq!(
            text_of(r#"try(regex("z", "a"), "$context.a")"#, ""),
            "$context.a"
        );
    }

    #[test]
    fn what_replaces_a_pattern_keeps_its_place() {
        let text = "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = replace(\"$context.a  $context.b\", \"/ +([$].*)/\", \",$1\")\n }\n}\n";
        let files = Files(&[("main.tf", text)]);
        let found = files.extract("");
        let format = &found.formats[0];
        assert_eq!(format.text.as_str(), "$context.a,$context.b");
        let b = format.text.as_str().find("$context.b").unwrap();
        let place = format
            .text
            .locate(gwfmt_core::span::Span::new(b, b + 10))
            .unwrap();
        assert!(place.verbatim);
        assert_eq!(files.at(place.primary), "$context.b");
    }

    #[test]
    fn a_pattern_that_is_too_much_is_reported_where_it_is() {
        let letters = "a".repeat(70_000);
        let stage = |pattern: &str| {
            format!(
                "resource \"aws_api_gateway_stage\" \"s\" {{\n access_log_settings {{\n format = replace(\"{letters}$context.requestId\", \"/{pattern}/\", \"x\")\n }}\n}}\n"
            )
        };
        let text = stage(&letters);
        assert_eq!(
            Files(&[("main.tf", &text)]).lines(""),
            ["aws_api_gateway_stage.s rest x$context.requestId"]
        );
        for pattern in ["a.*b|a", &"a?".repeat(3000)] {
            let text = stage(pattern);
            let files = Files(&[("main.tf", &text)]);
            let found = files.extract("");
            assert_eq!(found.problems.len(), 1, "{pattern:.20}");
            assert!(files.at(found.problems[0].place).starts_with("replace("));
            assert_eq!((found.formats.len(), found.unknown.len()), (0, 1));
        }
    }

    /// Whatever a hole turns out to be, what is said of the rest is true.
    #[test]
    fn a_pattern_never_says_more_than_a_hole_allows() {
        let mut state = 7_u64;
        let mut below = |n: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % n
        };
        let patterns = [
            r"\\s+",
            "\\n *",
            "a+",
            "[ab]c",
            "(a|b)*c",
            "^a",
            r"(?m)^\\s+",
            "a.*b",
            r"\\ba",
            "b$",
            "a|ab",
            "(a)(b)?",
            r"\\s*",
            "ab",
            "b+c",
            "(?i)B",
            r"[^a]b",
            "a??b",
            r"(?m)a$",
            r"\\Ba",
        ];
        let pieces = ["a", "b", "c", " ", "\\n", "ab", "B", "-"];
        let mut with_known = 0;
        for _ in 0..1500 {
            let mut text = |most: usize| -> String {
                (0..below(most))
                    .map(|_| pieces[below(pieces.len())])
                    .collect()
            };
            let (before, after, filling) = (text(5), text(5), text(4));
            let pattern = patterns[below(patterns.len())];
            let with = ["", "x", "<$1>", "-"][below(4)];
            let call = format!(
                "\"|${{replace(\"{before}${{var.v}}{after}\", \"/{pattern}/\", \"{with}\")}}|\""
            );
            let open = text_of(&call, "variable \"v\" {}\n");
            let full = text_of(
                &call,
                &format!("variable \"v\" {{\n default = \"{filling}\"\n}}\n"),
            );
            let (start, end) = open.split_once('_').unwrap();
            let fits =
                full.len() + 1 >= open.len() && full.starts_with(start) && full.ends_with(end);
            assert!(fits, "{call} with {filling:?}: {open:?}, {full:?}");
            with_known += usize::from(open.len() > 3);
        }
        assert!(with_known > 400, "{with_known}");
    }
}
