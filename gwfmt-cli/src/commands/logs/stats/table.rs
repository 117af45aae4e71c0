//! [`Table`]: rows of cells under each other, and where they are drawn, a bar behind each.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::text::shown::Shown;

/// So wide a text may be in its column.
const WIDEST: usize = 48;
/// So wide the longest bar is.
const BAR: usize = 24;

/// A column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column<'t> {
    name: &'t str,
    is_number: bool,
}

impl<'t> Column<'t> {
    /// Of texts, which begin where the column begins.
    pub(super) fn text(name: &'t str) -> Self {
        Self {
            name,
            is_number: false,
        }
    }

    /// Of numbers, which end where the column ends.
    pub(super) fn number(name: &'t str) -> Self {
        Self {
            name,
            is_number: true,
        }
    }
}

/// Rows of cells.
#[derive(Debug)]
pub(super) struct Table<'t> {
    columns: Vec<Column<'t>>,
    rows: Vec<(Vec<String>, u64)>,
}

impl<'t> Table<'t> {
    /// Without rows.
    pub(super) fn new(columns: Vec<Column<'t>>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        let cells = cells
            .into_iter()
            .map(|cell| cut(Shown::new(&cell).as_str()));
        self.rows.push((cells.collect(), 0));
    }

    /// Draws a bar of this length behind the last row.
    pub(super) fn bar(&mut self, length: u64) {
        if let Some((_, bar)) = self.rows.last_mut() {
            *bar = length;
        }
    }

    /// Prints it.
    pub(super) fn print(&self, bars: bool, out: &mut String) {
        let cells = |at: usize| self.rows.iter().filter_map(move |(cells, _)| cells.get(at));
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let widest = cells(at).map(|cell| cell.width()).max();
                widest.unwrap_or(0).max(column.name.width())
            })
            .collect();
        let longest = self.rows.iter().map(|(_, bar)| *bar).max().unwrap_or(0);
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.name.to_owned())
            .collect();
        self.line(&names, &widths, "", out);
        for (cells, length) in &self.rows {
            let bar = if bars {
                bar(*length, longest)
            } else {
                String::new()
            };
            self.line(cells, &widths, &bar, out);
        }
    }

    fn line(&self, cells: &[String], widths: &[usize], bar: &str, out: &mut String) {
        let mut line = String::new();
        for ((cell, width), column) in cells.iter().zip(widths).zip(&self.columns) {
            let room = " ".repeat(width.saturating_sub(cell.width()));
            let between = if line.is_empty() { "" } else { "  " };
            let cell = if column.is_number {
                format!("{room}{cell}")
            } else {
                format!("{cell}{room}")
            };
            line.push_str(between);
            line.push_str(&cell);
        }
        if !bar.is_empty() {
            line.push_str("  ");
            line.push_str(bar);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// The beginning of a text that is too wide.
fn cut(text: &str) -> String {
    if text.width() <= WIDEST {
        return text.to_owned();
    }
    let mut room = WIDEST - 1;
    let fits = |c: &char| {
        let width = c.width().unwrap_or(0);
        let does = width <= room;
        room = room.saturating_sub(width);
        does
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    cut.push('…');
    cut
}

/// A bar with eighths of a block at its end.
fn bar(length: u64, longest: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = u128::from(length) * (BAR as u128) * 8 / u128::from(longest.max(1));
    let eighths = usize::try_from(eighths).unwrap_or(0);
    // what is there at all is seen
    let eighths = eighths.max(usize::from(length > 0));
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}
