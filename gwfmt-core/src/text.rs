//! [`FormatText`]: a format as API Gateway receives it, and where each byte of it came from.
//!
//! Carriers build one with [`FormatText::push_verbatim`] and its sisters; rules speak of ranges of it; reports turn a
//! range into places of files with [`FormatText::locate`]. It does not know what a reference or a file is.

use crate::limits::QUOTED_PLACES;
use crate::span::{SourceId, SourceSpan, Span};

/// Stands for a hole in [`FormatText::as_str`]: U+FFFC, three bytes. Only a run of [`Origin::Hole`] makes it one; a
/// format may hold the character itself.
pub const HOLE: char = '\u{FFFC}';

/// Where the bytes of a run came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The same bytes are in `source`, from `offset` on.
    Verbatim {
        /// The source that holds the bytes.
        source: SourceId,
        /// Where the run's first byte is in it.
        offset: usize,
    },
    /// The source says it in other bytes: `\"`, `\u0041`, `$${`, a folded line break. Stands or falls as a whole. A run
    /// of no bytes is something that the source holds and the format does not (indentation, a removed line break).
    Escape(SourceSpan),
    /// Nobody typed it: the braces made by `jsonencode`, the delimiter of `Join` between two values. The place is what
    /// caused it.
    Written(SourceSpan),
    /// A part that only the deployment knows: `${var.x}`, `!Ref`. The place is the expression.
    Hole(SourceSpan),
}

impl Origin {
    /// The source that it speaks of.
    pub const fn source(self) -> SourceId {
        match self {
            Origin::Verbatim { source, .. } => source,
            Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => place.source,
        }
    }

    /// The place in the source for `len` bytes of a run that begin `skip` bytes after its start.
    pub fn place(self, skip: usize, len: usize) -> SourceSpan {
        match self {
            Origin::Verbatim { source, offset } => {
                SourceSpan::new(source, offset + skip, offset + skip + len)
            }
            Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => place,
        }
    }

    /// This origin for a run that begins `skip` bytes later.
    fn advance(self, skip: usize) -> Origin {
        match self {
            Origin::Verbatim { source, offset } => Origin::Verbatim {
                source,
                offset: offset + skip,
            },
            other => other,
        }
    }
}

/// How a source writes text in which a backslash is a backslash, whatever letter follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// `'…'` of YAML.
    Single,
    /// A plain scalar of YAML.
    None,
    /// `|` or `>` of YAML.
    Block,
}

impl Quoting {
    /// Where the text is, for messages: ``"between single quotes"``.
    pub const fn words(self) -> &'static str {
        match self {
            Quoting::Single => "between single quotes",
            Quoting::None => "without quotes",
            Quoting::Block => "in a block scalar",
        }
    }
}

/// A stretch of the text with one origin. It ends where the next run starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where it begins in the text.
    pub start: usize,
    /// Where it came from.
    pub origin: Origin,
}

/// A format as API Gateway receives it, with its source map.
///
/// Three laws hold: the runs cover the text in order; the bytes of a [`Origin::Verbatim`] run equal the bytes of its
/// source; a hole is one run whose text is [`HOLE`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormatText {
    text: String,
    runs: Vec<Run>,
    /// The places that hold a backslash which their language leaves alone. Mostly none.
    quoted: Vec<(SourceSpan, Quoting)>,
}

/// The places that a range of the text came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The place to point at.
    pub primary: SourceSpan,
    /// Further pieces, in the order of the text, when the range was put together from several places.
    pub others: Vec<SourceSpan>,
    /// Whether the primary place holds exactly the range's bytes (then it can be replaced there).
    pub verbatim: bool,
}

impl FormatText {
    /// An empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The format of a file that holds nothing else: a byte order mark and one final line break are the editor's.
    pub fn of_file(source: SourceId, text: &str) -> Self {
        let start = if text.starts_with('\u{FEFF}') {
            '\u{FEFF}'.len_utf8()
        } else {
            0
        };
        let format = text.get(start..).unwrap_or_default();
        let format = format
            .strip_suffix('\n')
            .map_or(format, |rest| rest.strip_suffix('\r').unwrap_or(rest));
        Self::verbatim(source, start, format)
    }

    /// A whole text that is in `source`, unchanged, from `offset` on.
    pub fn verbatim(source: SourceId, offset: usize, text: &str) -> Self {
        let mut new = Self::new();
        new.push_verbatim(source, offset, text);
        new
    }

    /// The text; holes are [`HOLE`].
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Number of bytes, a hole counting three.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The runs, in order of the text.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Each run with the range of the text that it covers.
    pub fn spans(&self) -> impl DoubleEndedIterator<Item = (Span, Origin)> + '_ {
        self.runs.iter().enumerate().map(|(at, run)| {
            let end = self.runs.get(at + 1).map_or(self.text.len(), |r| r.start);
            (Span::new(run.start, end), run.origin)
        })
    }

    /// The text with a hole for each run that comes from a place that may be otherwise.
    ///
    /// ```
    /// use gwfmt_core::span::SourceId;
    /// use gwfmt_core::text::{FormatText, HOLE};
    ///
    /// let mut text = FormatText::verbatim(SourceId(0), 0, "a");
    /// text.push_verbatim(SourceId(0), 9, "b");
    /// let opened = text.opened(|place| place.span.start == 9);
    /// assert_eq!(opened.as_str(), format!("a{HOLE}"));
    /// ```
    #[must_use]
    pub fn opened(&self, is_open: impl Fn(SourceSpan) -> bool) -> Self {
        let mut opened = Self::new();
        for (span, origin) in self.spans() {
            let place = origin.place(0, span.len());
            if is_open(place) {
                opened.push_hole(place);
            } else {
                opened.push_text(&self.slice(span));
            }
        }
        opened
    }

    /// The holes, as ranges of the text with the expression that fills each.
    pub fn holes(&self) -> impl Iterator<Item = (Span, SourceSpan)> + '_ {
        self.spans().filter_map(|(span, origin)| match origin {
            Origin::Hole(place) => Some((span, place)),
            _ => None,
        })
    }

    /// Whether any part is known only at deployment.
    pub fn has_holes(&self) -> bool {
        self.holes().next().is_some()
    }

    /// Appends bytes that are in `source`, unchanged, from `offset` on.
    pub fn push_verbatim(&mut self, source: SourceId, offset: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        self.push_run(text, Origin::Verbatim { source, offset });
    }

    /// Appends what `place` says in other bytes; `text` may be empty (something the format leaves out).
    pub fn push_escape(&mut self, place: SourceSpan, text: &str) {
        self.push_run(text, Origin::Escape(place));
    }

    /// Appends what nobody typed; `place` caused it.
    pub fn push_written(&mut self, place: SourceSpan, text: &str) {
        if text.is_empty() {
            return;
        }
        self.push_run(text, Origin::Written(place));
    }

    /// Appends a part that only the deployment knows.
    pub fn push_hole(&mut self, place: SourceSpan) {
        self.push_run(HOLE.encode_utf8(&mut [0; 4]), Origin::Hole(place));
    }

    /// Notes how the source writes the text at `place`, where that contains a backslash. Of a format put together from very
    /// many places the first are kept.
    pub fn note_quoting(&mut self, place: SourceSpan, quoting: Quoting) {
        let noted = (place, quoting);
        if self.quoted.len() < QUOTED_PLACES && !self.quoted.contains(&noted) {
            self.quoted.push(noted);
        }
    }

    /// How the source writes `span`, when a backslash is itself there and nobody's escape.
    pub fn quoting(&self, span: Span) -> Option<Quoting> {
        let place = self.locate(span)?.primary;
        let holds = |within: &SourceSpan| {
            within.source == place.source
                && within.span.start <= place.span.start
                && place.span.end <= within.span.end
        };
        let noted = self.quoted.iter().find(|(within, _)| holds(within));
        noted.map(|(_, quoting)| *quoting)
    }

    /// Appends another text with its origins.
    pub fn push_text(&mut self, other: &FormatText) {
        for (place, quoting) in &other.quoted {
            self.note_quoting(*place, *quoting);
        }
        for (span, origin) in other.spans() {
            self.push_run(&other.text[span.range()], origin);
        }
    }

    fn push_run(&mut self, text: &str, origin: Origin) {
        let start = self.text.len();
        self.text.push_str(text);
        if let (Some(last), Origin::Verbatim { source, offset }) = (self.runs.last(), origin)
            && let Origin::Verbatim {
                source: last_source,
                offset: last_offset,
            } = last.origin
            && last_source == source
            && last_offset + (start - last.start) == offset
        {
            return; // goes on where the last run ends
        }
        self.runs.push(Run { start, origin });
    }

    /// The part `span` with its origins. Runs of no bytes at the edges are left out.
    ///
    /// # Panics
    /// When `span` does not lie on character boundaries of the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> FormatText {
        let mut new = FormatText::new();
        new.quoted.clone_from(&self.quoted);
        for (run, origin) in self.overlapping(span) {
            let start = run.start.max(span.start);
            let end = run.end.min(span.end);
            new.push_run(&self.text[start..end], origin.advance(start - run.start));
        }
        new
    }

    /// Every part equal to `needle` replaced by `with`. A needle is never found across a hole's edge.
    #[must_use]
    pub fn replace(&self, needle: &str, with: &FormatText) -> FormatText {
        if needle.is_empty() {
            return self.clone();
        }
        let holes: Vec<Span> = self.holes().map(|(span, _)| span).collect();
        let mut new = FormatText::new();
        let mut done = 0;
        for (start, _) in self.text.match_indices(needle) {
            let span = Span::new(start, start + needle.len());
            let first = holes.partition_point(|hole| hole.end <= span.start);
            if start < done || holes.get(first).is_some_and(|hole| hole.start < span.end) {
                continue;
            }
            new.push_text(&self.slice(Span::new(done, start)));
            if with.is_empty() {
                for (run, origin) in self.overlapping(span) {
                    let part = Span::new(run.start.max(span.start), run.end.min(span.end));
                    new.push_escape(origin.place(part.start - run.start, part.len()), "");
                }
            } else {
                new.push_text(with);
            }
            done = span.end;
        }
        new.push_text(&self.slice(Span::new(done, self.text.len())));
        new
    }

    /// The same text, told in the places of `outer`, the text that `source` stands for: what one language puts together and
    /// another one reads. What both change is an escape of the first; a hole of either stays one. Places in other sources
    /// stay.
    #[must_use]
    pub fn within(&self, source: SourceId, outer: &FormatText) -> FormatText {
        let mut new = FormatText::new();
        let placed = |place: SourceSpan| {
            let is_outer = place.source == source;
            outer
                .place(place.span)
                .filter(|_| is_outer)
                .unwrap_or(place)
        };
        let is_in = |hole: Span, place: SourceSpan| {
            place.span.start <= hole.start && hole.end <= place.span.end
        };
        for (place, quoting) in &self.quoted {
            new.note_quoting(placed(*place), *quoting);
        }
        for (span, origin) in self.spans() {
            let run = &self.text[span.range()];
            match origin {
                Origin::Verbatim {
                    source: own,
                    offset,
                } if own == source => {
                    new.push_text(&outer.slice(Span::new(offset, offset + run.len())));
                }
                Origin::Verbatim { .. } => new.push_run(run, origin),
                // a reader that says a whole text in other bytes says its holes so too
                Origin::Escape(place) | Origin::Written(place)
                    if place.source == source
                        && outer.holes().any(|(hole, _)| is_in(hole, place)) =>
                {
                    let mut holes = outer.holes().filter(|(hole, _)| is_in(*hole, place));
                    for (at, part) in run.split(HOLE).enumerate() {
                        if at > 0 {
                            match holes.next() {
                                Some((_, hole)) => new.push_hole(hole),
                                None => new.push_hole(placed(place)),
                            }
                        }
                        if !part.is_empty() {
                            new.push_escape(placed(place), part);
                        }
                    }
                }
                Origin::Escape(place) => new.push_escape(placed(place), run),
                Origin::Written(place) => new.push_written(placed(place), run),
                Origin::Hole(place) => new.push_hole(placed(place)),
            }
        }
        new
    }

    /// The one place around all that `span` came from, as far as that is one source.
    pub fn place(&self, span: Span) -> Option<SourceSpan> {
        let Places {
            mut primary,
            others,
            ..
        } = self.locate(span)?;
        for other in others.iter().filter(|other| other.source == primary.source) {
            primary.span.start = primary.span.start.min(other.span.start);
            primary.span.end = primary.span.end.max(other.span.end);
        }
        Some(primary)
    }

    /// Where `span` came from, or `None` for a text of no runs.
    ///
    /// Pieces that touch in one source are one place. An empty range points between two bytes, or at the end.
    pub fn locate(&self, span: Span) -> Option<Places> {
        let mut places: Vec<SourceSpan> = Vec::new();
        let mut verbatim = true;
        let mut length = 0;
        for (run, origin) in self.overlapping(span) {
            let start = run.start.max(span.start);
            let end = run.end.min(span.end);
            length += end - start;
            verbatim &= matches!(origin, Origin::Verbatim { .. });
            let place = origin.place(start - run.start, end - start);
            match places.last_mut() {
                Some(last) if last.source == place.source && last.span.end == place.span.start => {
                    last.span.end = place.span.end;
                }
                Some(last) if *last == place => {} // one cause wrote several runs
                _ => places.push(place),
            }
        }
        if places.is_empty() {
            return self.locate_point(span.start);
        }
        // bytes that stand in the text twice have one place, which cannot be replaced for one of the two
        let verbatim = verbatim && matches!(places[..], [place] if place.span.len() == length);
        let primary = places.remove(0);
        Some(Places {
            primary,
            others: places,
            verbatim,
        })
    }

    /// The place between two bytes: the start of the run that follows, else the end of the last one.
    fn locate_point(&self, at: usize) -> Option<Places> {
        let (run, origin) = self
            .spans()
            .find(|(run, _)| run.start <= at && at < run.end)
            .or_else(|| self.spans().rfind(|(run, _)| !run.is_empty()))
            .or_else(|| self.spans().last())?;
        let verbatim = matches!(origin, Origin::Verbatim { .. });
        let mut place = origin.place((at - run.start).min(run.len()), 0);
        if !verbatim && at >= run.end {
            place.span.start = place.span.end;
        }
        Some(Places {
            primary: place,
            others: Vec::new(),
            verbatim,
        })
    }

    /// The runs that share a byte with `span`, and runs of no bytes strictly inside it.
    fn overlapping(&self, span: Span) -> impl Iterator<Item = (Span, Origin)> + '_ {
        let first = self
            .runs
            .partition_point(|run| run.start <= span.start)
            .saturating_sub(1);
        self.runs[first.min(self.runs.len())..]
            .iter()
            .enumerate()
            .map(move |(at, run)| {
                let end = self
                    .runs
                    .get(first + at + 1)
                    .map_or(self.text.len(), |r| r.start);
                (Span::new(run.start, end), run.origin)
            })
            .take_while(move |(run, _)| run.start < span.end)
            .filter(move |(run, _)| {
                run.end > span.start && !run.is_empty()
                    || run.is_empty() && run.start > span.start && run.start < span.end
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: SourceId = SourceId(0);

    /// `a\"b` in a file from offset 10, decoded to `a"b`.
    fn escaped() -> FormatText {
        let mut text = FormatText::new();
        text.push_verbatim(A, 10, "a");
        text.push_escape(SourceSpan::new(A, 11, 13), "\"");
        text.push_verbatim(A, 13, "b");
        text
    }

    #[test]
    fn locates_across_an_escape_as_one_place() {
        let places = escaped().locate(Span::new(0, 3)).unwrap();
        assert_eq!(places.primary, SourceSpan::new(A, 10, 14));
        assert!(places.others.is_empty() && !places.verbatim);
        let b = escaped().locate(Span::new(2, 3)).unwrap();
        assert_eq!(b.primary, SourceSpan::new(A, 13, 14));
        assert!(b.verbatim);
    }

    #[test]
    fn locates_the_end_of_the_text() {
        let end = escaped().locate(Span::at(3)).unwrap();
        assert_eq!(end.primary, SourceSpan::new(A, 14, 14));
        assert_eq!(FormatText::new().locate(Span::at(0)), None);
    }

    #[test]
    fn joins_verbatim_runs_that_touch() {
        let mut text = FormatText::verbatim(A, 5, "ab");
        text.push_verbatim(A, 7, "cd");
        assert_eq!(text.runs().len(), 1);
        text.push_verbatim(A, 20, "ef");
        assert_eq!(text.runs().len(), 2);
        assert_eq!(text.locate(Span::new(3, 5)).unwrap().others.len(), 1);
    }

    #[test]
    fn what_stands_in_the_text_twice_is_not_verbatim_as_a_whole() {
        let piece = FormatText::verbatim(A, 5, "ab");
        let mut text = piece.clone();
        text.push_text(&piece);
        let places = text.locate(Span::new(0, 4)).unwrap();
        assert_eq!(places.primary, SourceSpan::new(A, 5, 7));
        assert!(places.others.is_empty() && !places.verbatim);
        assert!(text.locate(Span::new(2, 4)).unwrap().verbatim);
    }

    #[test]
    fn replaces_without_losing_places() {
        let mut text = FormatText::verbatim(A, 0, "a\nb\n");
        text.push_hole(SourceSpan::new(A, 4, 12));
        let joined = text.replace("\n", &FormatText::new());
        assert_eq!(joined.as_str(), "ab\u{FFFC}");
        let ab = joined.locate(Span::new(0, 2)).unwrap();
        assert_eq!(ab.primary, SourceSpan::new(A, 0, 3));
        assert_eq!(joined.holes().count(), 1);
        let spaced = text.replace("b", &FormatText::verbatim(A, 30, "xyz"));
        assert_eq!(spaced.as_str(), "a\nxyz\n\u{FFFC}");
        assert_eq!(
            spaced.locate(Span::new(2, 5)).unwrap().primary.span.start,
            30
        );
    }

    #[test]
    fn knows_where_a_backslash_is_a_backslash_through_all_that_is_made_of_it() {
        let mut text = FormatText::verbatim(A, 5, "a\\n");
        text.note_quoting(SourceSpan::new(A, 4, 9), Quoting::Single);
        let mut all = FormatText::verbatim(A, 20, "b\\n");
        all.push_text(&text.slice(Span::new(1, 3)));
        all = all.replace("b", &FormatText::verbatim(A, 30, "xy"));
        assert_eq!(all.as_str(), "xy\\n\\n");
        assert_eq!(all.quoting(Span::new(4, 6)), Some(Quoting::Single));
        assert_eq!(all.quoting(Span::new(2, 4)), None);
        assert_eq!(FormatText::new().quoting(Span::at(0)), None);
        for place in 0..2 * QUOTED_PLACES {
            all.note_quoting(SourceSpan::new(A, 100 + place, 101 + place), Quoting::Block);
        }
        assert_eq!(all.quoted.len(), QUOTED_PLACES);
    }

    #[test]
    fn a_typed_object_replacement_character_is_no_hole() {
        let text = FormatText::verbatim(A, 0, "a\u{FFFC}");
        assert!(!text.has_holes());
        assert_eq!(text.replace("\u{FFFC}", &FormatText::new()).as_str(), "a");
    }
}
