//! Plots as SVG inside of the page. What stands in them is numbers, and texts that are escaped.

use gwfmt::Timestamp;

use super::escape::text;
use crate::commands::logs::source::grouped;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 180.0;
/// Room for numbers at the left, above and below.
const LEFT: f64 = 70.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 24.0;
/// The width of a bar in a table.
const BAR: f64 = 160.0;

/// Parts on top of each other.
#[derive(Debug)]
pub(super) struct Stack {
    /// When it begins, in milliseconds since 1970.
    pub(super) start: i64,
    /// The same in words.
    pub(super) label: String,
    /// The parts from below: a class of the style and a number.
    pub(super) parts: Vec<(&'static str, u64)>,
}

/// A line through points.
#[derive(Debug)]
pub(super) struct Line<'t> {
    pub(super) name: &'t str,
    /// A class of the style.
    pub(super) class: &'t str,
    /// Times in milliseconds since 1970, and numbers.
    pub(super) points: Vec<(i64, u64)>,
}

/// From numbers to places.
struct Frame {
    first: i64,
    span: f64,
    most: u64,
}

#[expect(clippy::cast_precision_loss, reason = "places in a drawing")]
impl Frame {
    fn new(starts: impl Iterator<Item = i64> + Clone, width: i64, most: u64) -> Self {
        let first = starts.clone().min().unwrap_or(0);
        let last = starts.max().unwrap_or(0);
        Self {
            first,
            span: last.saturating_sub(first).saturating_add(width).max(1) as f64,
            most: most.max(1),
        }
    }

    fn x(&self, time: i64) -> f64 {
        LEFT + time.saturating_sub(self.first) as f64 / self.span * (WIDTH - LEFT)
    }

    fn height(&self, number: u64) -> f64 {
        number as f64 / self.most as f64 * (HEIGHT - TOP - BOTTOM)
    }

    fn y(&self, number: u64) -> f64 {
        HEIGHT - BOTTOM - self.height(number)
    }

    fn begin(&self, title: &str) -> String {
        let mut out = format!(
            "<figure><figcaption>{title}</figcaption>\n<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{title}\">\n"
        );
        for number in [0, self.most / 2, self.most] {
            let y = self.y(number);
            out.push_str(&format!(
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text class=\"axis\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
                LEFT - 6.0,
                y + 4.0,
                grouped(number)
            ));
        }
        let ends = [(self.first, LEFT, "start"), (self.last(), WIDTH, "end")];
        for (time, x, anchor) in ends {
            let time = Timestamp::from_millis(time).to_string();
            out.push_str(&format!(
                "<text class=\"axis\" x=\"{x}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>\n",
                HEIGHT - 6.0,
                text(&time)
            ));
        }
        out
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "it was a whole number before"
    )]
    fn last(&self) -> i64 {
        self.first.saturating_add(self.span as i64)
    }
}

/// Columns of parts over time.
pub(super) fn stacks(title: &str, stacks: &[Stack], width: i64) -> String {
    let total = |stack: &Stack| stack.parts.iter().map(|(_, count)| count).sum();
    let most: u64 = stacks.iter().map(total).max().unwrap_or(0);
    let frame = Frame::new(stacks.iter().map(|stack| stack.start), width, most);
    let mut out = frame.begin(title);
    for stack in stacks {
        let from = frame.x(stack.start);
        let to = frame.x(stack.start.saturating_add(width));
        let wide = (to - from - 0.5).max(0.5);
        out.push_str("<g>");
        let said: Vec<String> = stack
            .parts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(class, count)| format!("{}: {}", name_of(class), grouped(*count)))
            .collect();
        out.push_str(&format!(
            "<title>{} {}</title>",
            text(&stack.label),
            said.join(", ")
        ));
        let mut below = 0;
        for (class, count) in &stack.parts {
            if *count > 0 {
                below += count;
                out.push_str(&format!(
                    "<rect class=\"{class}\" x=\"{from:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"{:.1}\"/>",
                    frame.y(below),
                    frame.height(*count)
                ));
            }
        }
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    let mut classes: Vec<&str> = Vec::new();
    for (class, count) in stacks.iter().flat_map(|stack| &stack.parts) {
        if *count > 0 && !classes.contains(class) {
            classes.push(class);
        }
    }
    classes.sort_unstable();
    let names = classes.iter().map(|class| (*class, name_of(class)));
    out.push_str(&legend(names));
    out.push_str("</figure>\n");
    out
}

/// Lines over time.
pub(super) fn lines(title: &str, lines: &[Line<'_>], width: i64) -> String {
    let points = || lines.iter().flat_map(|line| &line.points);
    let most = points().map(|(_, number)| *number).max().unwrap_or(0);
    let frame = Frame::new(
        points()
            .map(|(time, _)| *time)
            .collect::<Vec<_>>()
            .into_iter(),
        width,
        most,
    );
    let mut out = frame.begin(title);
    for line in lines {
        let mut path = String::new();
        let mut before: Option<i64> = None;
        for (time, number) in &line.points {
            let (x, y) = (frame.x(time.saturating_add(width / 2)), frame.y(*number));
            // where nothing happened, there is no line
            let follows = before.is_some_and(|before| time.saturating_sub(before) <= width);
            let to = if follows { 'L' } else { 'M' };
            path.push_str(&format!("{to}{x:.1} {y:.1}"));
            out.push_str(&format!(
                "<circle class=\"{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"><title>{} {}: {}</title></circle>",
                line.class,
                text(&Timestamp::from_millis(*time).to_string()),
                line.name,
                grouped(*number)
            ));
            before = Some(*time);
        }
        out.push_str(&format!(
            "<path class=\"line {}\" d=\"{path}\"/>\n",
            line.class
        ));
    }
    out.push_str("</svg>\n");
    out.push_str(&legend(lines.iter().map(|line| (line.class, line.name))));
    out.push_str("</figure>\n");
    out
}

fn legend<'t>(entries: impl Iterator<Item = (&'t str, &'t str)>) -> String {
    let entry = |(class, name): (&str, &str)| {
        format!(
            "<span><svg class=\"key\" viewBox=\"0 0 10 10\"><rect class=\"{class}\" width=\"10\" height=\"10\"/></svg> {name}</span>"
        )
    };
    format!(
        "<p class=\"legend\">{}</p>\n",
        entries.map(entry).collect::<String>()
    )
}

fn name_of(class: &str) -> &'static str {
    match class {
        "c1" => "1xx",
        "c2" => "2xx",
        "c3" => "3xx",
        "c4" => "4xx",
        "c5" => "5xx",
        _ => "other",
    }
}

/// A bar in a table.
pub(super) fn bar(number: u64, most: u64, class: &'static str) -> String {
    bars(&[(class, number)], most)
}

/// Bars one behind the other.
#[expect(clippy::cast_precision_loss, reason = "places in a drawing")]
pub(super) fn bars(parts: &[(&'static str, u64)], most: u64) -> String {
    let mut out = format!("<svg class=\"bar\" viewBox=\"0 0 {BAR} 12\" aria-hidden=\"true\">");
    let mut at = 0.0;
    for (class, number) in parts {
        if *number > 0 {
            let wide = *number as f64 / most.max(1) as f64 * BAR;
            out.push_str(&format!(
                "<rect class=\"{class}\" x=\"{at:.1}\" width=\"{wide:.1}\" height=\"12\"/>"
            ));
            at += wide;
        }
    }
    out.push_str("</svg>");
    out
}

/// Where three percentiles lie below the greatest number of a table.
#[expect(clippy::cast_precision_loss, reason = "places in a drawing")]
pub(super) fn range(marks: [u64; 3], most: u64) -> String {
    let [low, middle, high] = marks.map(|mark| mark as f64 / most.max(1) as f64 * (BAR - 2.0));
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 {BAR} 12\" aria-hidden=\"true\"><line class=\"grid\" x1=\"0\" x2=\"{BAR}\" y1=\"6\" y2=\"6\"/><rect class=\"range\" x=\"{low:.1}\" y=\"3\" width=\"{:.1}\" height=\"6\"/><rect class=\"p50\" x=\"{low:.1}\" width=\"2\" height=\"12\"/><rect class=\"p90\" x=\"{middle:.1}\" width=\"2\" height=\"12\"/><rect class=\"p99\" x=\"{high:.1}\" width=\"2\" height=\"12\"/></svg>",
        (high - low).max(0.5)
    )
}
