//! Functions of strings. Every byte that stays keeps its place.

use std::rc::Rc;

use crate::hcl::eval::MOST_TEXT;
use crate::hcl::value::{Kind, Value};
use gwfmt_core::span::Span;
use gwfmt_core::text::{FormatText, HOLE};

use super::{Caller, Got, Stop, index, items, known, pattern, text};

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
            ("indent", [width, value]) => self.indent(width, value),
            ("join", [separator, lists @ ..]) => self.join(separator, lists),
            ("split", [separator, value]) => self.split(separator, value),
            ("format", [pattern, rest @ ..]) => self.format(pattern, rest),
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
        Ok(self.text(crate::hcl::encode::map(&text, change)))
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
        // `$` in the new text would mean a group
        let pattern = pattern::Pattern::parse(regex).ok_or(Stop::Unknown)?;
        if new.as_str().contains('$') || new.has_holes() {
            return Err(Stop::Unknown);
        }
        let mut result = FormatText::new();
        // nothing is known of a match that would begin or end in a hole: the pieces between holes stand alone
        let mut pieces: Vec<Span> = Vec::new();
        let mut done = 0;
        for (hole, _) in value.holes() {
            pieces.push(Span::new(done, hole.start));
            done = hole.end;
        }
        pieces.push(Span::new(done, value.len()));
        for piece in pieces {
            if piece.start > 0 {
                result
                    .push_text(&value.slice(Span::new(piece.start - HOLE.len_utf8(), piece.start)));
            }
            let found = pattern.find_all(&value.as_str()[piece.range()], &|work| {
                self.world.spend(work)
            });
            let found = found.ok_or(Stop::Unknown)?;
            self.check_growth(value.len(), found.len(), new)?;
            let mut done = piece.start;
            for found in found {
                let found = Span::new(piece.start + found.start, piece.start + found.end);
                result.push_text(&value.slice(Span::new(done, found.start)));
                match value.locate(found) {
                    Some(places) if new.is_empty() => result.push_escape(places.primary, ""),
                    _ => result.push_text(new),
                }
                done = found.end;
            }
            result.push_text(&value.slice(Span::new(done, piece.end)));
        }
        Ok(self.text(result))
    }

    fn check_growth(&self, length: usize, count: usize, new: &FormatText) -> Got<()> {
        let work = count.saturating_mul(1 + new.runs().len());
        if length + count.saturating_mul(new.len()) > MOST_TEXT || !self.world.spend(work as u64) {
            return Err(Stop::Unknown);
        }
        Ok(())
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
                if result.len() > MOST_TEXT || !self.world.spend(1) {
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
        let (offset, length) = (index(offset)?, index(length)?);
        if !value.as_str().is_ascii() || value.as_str().contains("\r\n") {
            return Err(Stop::Unknown); // Terraform counts grapheme clusters
        }
        let start = offset.min(value.len());
        let end = start.saturating_add(length).min(value.len());
        Ok(self.text(value.slice(Span::new(start, end))))
    }

    /// `format` with the verbs `%s`, `%d`, `%v`, `%t` and `%%`, without widths.
    fn format(&self, pattern: &Value, arguments: &[Value]) -> Got<Value> {
        let pattern = known(pattern)?;
        let mut arguments = arguments.iter();
        let mut result = FormatText::new();
        let mut done = 0;
        while let Some(n) = pattern.as_str()[done..].find('%') {
            let at = done + n;
            result.push_text(&pattern.slice(Span::new(done, at)));
            let verb = pattern.as_str()[at + 1..]
                .chars()
                .next()
                .ok_or(Stop::Mistake)?;
            done = at + 1 + verb.len_utf8();
            if verb == '%' {
                if let Some(places) = pattern.locate(Span::new(at, done)) {
                    result.push_escape(places.primary, "%");
                }
                continue;
            }
            let value = arguments.next().ok_or(Stop::Mistake)?;
            if matches!(value.kind, Kind::Null) && verb == 'v' {
                result.push_written(value.place, "null");
                continue;
            }
            let fits = match verb {
                's' | 'v' => !matches!(value.kind, Kind::Null | Kind::List(_) | Kind::Map(_)),
                'd' => match &value.kind {
                    Kind::Number(number) => !number.to_string().contains('.'),
                    kind => matches!(kind, Kind::Unknown(_)),
                },
                't' => matches!(value.kind, Kind::Unknown(_) | Kind::Bool(_)),
                _ => false,
            };
            if !fits {
                return Err(Stop::Unknown);
            }
            result.push_text(&*text(value)?);
            if result.len() > MOST_TEXT {
                return Err(Stop::Unknown);
            }
        }
        if arguments.next().is_some() {
            return Err(Stop::Mistake);
        }
        result.push_text(&pattern.slice(Span::new(done, pattern.len())));
        Ok(self.text(result))
    }
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
