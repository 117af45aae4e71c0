//! Cases: a format, a line of it, and what was meant; and how a case that fails is made small.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use gwfmt::runtime::{Format, Value};
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Model;
use gwfmt_core::shape::Shape as CoreShape;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use gwfmt_core::texts::TextKind;

use crate::formats::{Body, Layout, Piece, Place, Random, Shape, has_own_quotes};
use crate::rng::Rng;
use crate::values::{Drawn, Mood, draw};

/// How a line is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// As API Gateway writes it for a client that means well.
    Honest,
    /// As API Gateway writes it for one that does not.
    Hostile,
    /// By another program: members in another order, other white space, other escapes, quotes around columns.
    Rewritten,
    /// JSON whose values nobody escaped.
    Raw,
    /// Any of these with a few bytes changed.
    Mutated,
}

pub const STYLES: [Style; 5] = [
    Style::Honest,
    Style::Hostile,
    Style::Rewritten,
    Style::Raw,
    Style::Mutated,
];

#[derive(Clone, Debug)]
pub struct Case {
    pub format: Random,
    pub values: Vec<Drawn>,
    pub style: Style,
    pub seed: u64,
}

/// A line, and what was meant by each of its values where that is known.
#[derive(Clone, Debug)]
pub struct Line {
    pub text: String,
    pub meant: Vec<Option<Value<'static>>>,
}

/// The format, when it is one whose values all are what was drawn, and of the shape that was meant.
pub fn accepted(format: &Random) -> Option<Format> {
    let text = format.text();
    let source = FormatText::verbatim(SourceId(0), 0, &text);
    let model = Model::new(&source, ApiSet::one(format.api));
    let alike = model.uses.len() == format.parts.len()
        && model.uses.iter().zip(&format.parts).all(|(used, part)| {
            let variable = used.resolution.variable();
            model.path(used) == part.name
                && !used.open_end
                && variable.is_some_and(|variable| variable.path == part.variable.path)
        });
    if !alike {
        return None;
    }
    let json = matches!(model.shape, CoreShape::Json(_));
    if json != (format.shape == Shape::Json) {
        return None;
    }
    Format::new(&text, Some(format.api)).ok()
}

impl Case {
    pub fn new(format: &Random, style: Style, seed: u64) -> Self {
        let mut rng = Rng(seed);
        let around = around(format);
        let mood = match style {
            Style::Honest => Mood::Honest,
            Style::Rewritten if rng.once_in(2) => Mood::Honest,
            _ => Mood::Hostile,
        };
        let mut seen = around;
        let values = format
            .parts
            .iter()
            .map(|part| {
                let drawn = draw(&mut rng, part.variable, format.api, mood, &seen);
                if let Some(text) = drawn
                    .text
                    .as_ref()
                    .filter(|text| !text.is_empty() && text.len() < 60)
                {
                    seen.push(text.clone());
                }
                drawn
            })
            .collect();
        Self {
            format: format.clone(),
            values,
            style,
            seed: rng.next(),
        }
    }

    /// The line of the case.
    pub fn line(&self) -> Line {
        let mut rng = Rng(self.seed);
        let mut meant: Vec<_> = self
            .values
            .iter()
            .map(|value| Some(value.meant.clone()))
            .collect();
        let base = match self.style {
            Style::Mutated => {
                *rng.of(&[Style::Honest, Style::Hostile, Style::Rewritten, Style::Raw])
            }
            style => style,
        };
        let layout = if base == Style::Rewritten {
            Layout::Swapped(rng.next())
        } else {
            Layout::AsFormat
        };
        let json = self.format.shape == Shape::Json;
        let wild = json && rng.once_in(3);
        let mut text = self.format.write(layout, &mut |part: usize, place| {
            let value = &self.values[part];
            let own_quotes = self.format.parts[part].variable.texts == TextKind::JsonString;
            let Some(text) = &value.text else {
                return match (own_quotes, base) {
                    (true, Style::Honest | Style::Hostile) if rng.once_in(4) => "\"-\"".to_owned(),
                    _ => "-".to_owned(),
                };
            };
            let own = |text: &str| {
                if own_quotes {
                    format!("\"{}\"", escaped(text))
                } else {
                    text.to_owned()
                }
            };
            match (place, base) {
                _ if json && base == Style::Raw && !own_quotes => text.clone(),
                (Place::String, _) if wild && !own_quotes => wildly(text, &mut rng),
                (Place::String, _) if !own_quotes => escaped(text),
                (Place::Content, Style::Rewritten) => entities(&own(text)),
                (Place::Attribute(_), Style::Rewritten) => entities(&own(text))
                    .replace('"', "&quot;")
                    .replace('\'', "&apos;"),
                _ => own(text),
            }
        });
        // XML written anew just as the format has it cannot be told from what API Gateway writes, which escapes nothing. Nor
        // can a part of such a line where the format is not read by its names, which would tell that the rest is laid out anew.
        if self.format.shape == Shape::Xml
            && (self.same_layout(layout) || !self.format.gives_each_value_a_name())
        {
            for (meant, value) in meant.iter_mut().zip(&self.values) {
                let changed = value
                    .text
                    .as_ref()
                    .is_some_and(|text| text.contains(['&', '<', '>', '"', '\'']));
                if changed {
                    *meant = None;
                }
            }
        }
        if base == Style::Rewritten {
            for part in self.doubtful_cells() {
                meant[part] = None;
            }
        }
        // A line break at the end may be the line's.
        if base == Style::Raw || self.style == Style::Mutated || text.ends_with(['\r', '\n']) {
            meant.fill(None);
        }
        if self.style == Style::Mutated {
            for _ in 0..=rng.below(3) {
                text = mutated(&text, &mut rng);
            }
        }
        Line { text, meant }
    }

    /// The values of columns of which nobody can say whose the quotes around them are: what fits the format as it stands is read
    /// so, for a client may have sent the very quotes.
    fn doubtful_cells(&self) -> Vec<usize> {
        let Body::Columns(delimiter, columns) = &self.format.body else {
            return Vec::new();
        };
        let text = |part: usize| self.values[part].text.as_deref().unwrap_or("-");
        // With quotes of a client's own among those of the writer, the line may fit the format in another way.
        let all = 0..self.values.len();
        if all
            .clone()
            .any(|part| text(part).contains(['"', *delimiter]))
        {
            return all.collect();
        }
        let doubtful = columns.iter().filter_map(|column| match column.as_slice() {
            [Piece::Value(part)] => Some(*part),
            [_, Piece::Value(part), _] if has_own_quotes(column) => {
                let own_quotes = self.format.parts[*part].variable.texts == TextKind::JsonString;
                (own_quotes || text(*part).contains('"')).then_some(*part)
            }
            _ => None,
        });
        doubtful.collect()
    }

    /// Whether a layout is the format's own.
    fn same_layout(&self, layout: Layout) -> bool {
        let mut mark = |part: usize, _: Place| format!("\u{1}{part}\u{1}");
        self.format.write(layout, &mut mark) == self.format.write(Layout::AsFormat, &mut mark)
    }

    /// The smallest case like this one that still fails: fewer values, shorter ones, and a shorter line where only the line
    /// matters.
    pub fn smallest(mut self, fails: &dyn Fn(&Case) -> Option<String>) -> Self {
        loop {
            let before = (
                self.values.len(),
                self.values
                    .iter()
                    .map(|value| value.text.as_ref().map_or(0, String::len))
                    .sum::<usize>(),
            );
            for part in (0..self.values.len()).rev() {
                if self.values.len() < 2 {
                    break;
                }
                let (format, left) = self.format.without(&BTreeSet::from([part]));
                let values = left.iter().map(|part| self.values[*part].clone()).collect();
                let smaller = Self {
                    format,
                    values,
                    ..self.clone()
                };
                if fails(&smaller).is_some() {
                    self = smaller;
                }
            }
            for part in 0..self.values.len() {
                let text = self.values[part].text.clone().unwrap_or_default();
                if !matches!(self.values[part].meant, Value::Text(_)) {
                    continue;
                }
                let mut shorter = text.chars().collect::<Vec<_>>();
                let mut at = 0;
                while at < shorter.len() {
                    let mut tried = shorter.clone();
                    tried.remove(at);
                    let text: String = tried.iter().collect();
                    let mut smaller = self.clone();
                    let kind = self.format.parts[part].variable.texts();
                    let fits = kind.contains(&text)
                        || self.format.parts[part].variable.texts == TextKind::JsonString;
                    smaller.values[part] = Drawn {
                        meant: Value::Text(text.clone().into()),
                        text: Some(text.clone()),
                    };
                    if fits && text != "-" && fails(&smaller).is_some() {
                        self = smaller;
                        shorter = tried;
                    } else {
                        at += 1;
                    }
                }
            }
            let after = (
                self.values.len(),
                self.values
                    .iter()
                    .map(|value| value.text.as_ref().map_or(0, String::len))
                    .sum::<usize>(),
            );
            if before == after {
                return self;
            }
        }
    }

    /// Format and line, ready to paste.
    pub fn report(&self, line: &str, why: &str) -> String {
        let mut text = String::new();
        let _ = write!(
            text,
            "{why}\napi    = {:?}\nformat = {:?}\nline   = {line:?}\n",
            self.format.api.name(),
            self.format.text()
        );
        let names = self.format.parts.iter().map(|part| &part.name);
        for (number, (name, value)) in names.zip(&self.values).enumerate() {
            let _ = writeln!(text, "  {number} {name}: {:?}", value.text);
        }
        let _ = write!(text, "({:?}, {:?})", self.format.shape, self.style);
        text
    }
}

/// The shortest line that still fails, where nothing but the line matters.
pub fn shortest(line: &str, fails: &dyn Fn(&str) -> Option<String>) -> String {
    let mut line: Vec<char> = line.chars().collect();
    let mut size = line.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < line.len() {
            let end = (at + size).min(line.len());
            let tried: Vec<char> = line[..at].iter().chain(&line[end..]).copied().collect();
            if fails(&tried.iter().collect::<String>()).is_some() {
                line = tried;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    line.into_iter().collect()
}

/// The text of a format that hostile values are made of.
fn around(format: &Random) -> Vec<String> {
    let mut around = Vec::new();
    let text = format.text();
    let mut rest = text.as_str();
    for part in &format.parts {
        let name = format!("$context.{}", part.name);
        let Some((before, after)) = rest.split_once(&name) else {
            break;
        };
        if !before.is_empty() {
            around.push(before.to_owned());
            around.push(before.chars().take(1).collect());
        }
        rest = after;
    }
    if !rest.is_empty() {
        around.push(rest.to_owned());
    }
    around
}

/// As JSON escapes what it must.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

/// As JSON may escape whatever it likes to.
fn wildly(text: &str, rng: &mut Rng) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if rng.once_in(3) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = if rng.once_in(2) {
                    write!(out, "\\u{unit:04x}")
                } else {
                    write!(out, "\\u{unit:04X}")
                };
            }
        } else if c == '/' && rng.once_in(2) {
            out.push_str("\\/");
        } else {
            out.push_str(&escaped(c.encode_utf8(&mut [0; 4])));
        }
    }
    out
}

/// As XML escapes what it must.
fn entities(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A line with a change that nobody meant.
pub fn mutated(line: &str, rng: &mut Rng) -> String {
    let chars: Vec<char> = line.chars().collect();
    let at = rng.below(chars.len() + 1);
    let to = (at + rng.below(12)).min(chars.len());
    let (head, tail): (String, String) =
        (chars[..at].iter().collect(), chars[to..].iter().collect());
    let middle: String = chars[at..to].iter().collect();
    match rng.below(9) {
        // Cut off, left out, written twice, one character more, other characters.
        0 => head,
        1 => head + &tail,
        2 => format!("{head}{middle}{middle}{tail}"),
        3 => format!(
            "{head}{}{middle}{tail}",
            rng.of(&[
                "\"", "\\", ",", " ", "-", "{", "}", "<", ">", "\n", "\r", "\0", "é", "日", "&",
                "[", "]", ":", "0", "/"
            ])
        ),
        4 => {
            let changed: String = middle
                .chars()
                .map(|c| {
                    if c.is_ascii() {
                        ((c as u8 ^ (1 << rng.below(7))) & 0x7f) as char
                    } else {
                        'e'
                    }
                })
                .collect();
            head + &changed + &tail
        }
        // A member or column twice, or in another place.
        5 | 6 => {
            let delimiter = *rng.of(&[",", " ", "|", "><", "\t", ";"]);
            let mut items: Vec<&str> = line.split(delimiter).collect();
            let (one, other) = (rng.below(items.len()), rng.below(items.len()));
            if rng.once_in(2) {
                items.swap(one, other);
            } else {
                items.insert(one, items[other]);
            }
            items.join(delimiter)
        }
        7 => format!(
            "{line}{}",
            rng.of(&["\n", "\r\n", " ", "}", "x", "\"", "\u{feff}", ",", "-"])
        ),
        _ => format!("{}{line}", rng.of(&["\u{feff}", " ", "\n", "{", "x", "\""])),
    }
}

/// A format whose text is all that is known of it, of a shape.
pub fn of_text(api: gwfmt_core::api::Api, shape: Shape, text: &str) -> Random {
    use crate::formats::Part;
    let source = FormatText::verbatim(SourceId(0), 0, text);
    let model = Model::new(&source, ApiSet::one(api));
    let (mut words, mut parts, mut from) = (Vec::new(), Vec::new(), 0);
    for (number, used) in model.uses.iter().enumerate() {
        words.push(Piece::Text(text[from..used.span.start].to_owned()));
        words.push(Piece::Value(number));
        from = used.span.end;
        let name = model.path(used).to_owned();
        let variable = used
            .resolution
            .variable()
            .expect("a variable that is known");
        parts.push(Part { variable, name });
    }
    words.push(Piece::Text(text[from..].to_owned()));
    Random {
        api,
        shape,
        body: Body::Words(words),
        parts,
        space: "",
    }
}
