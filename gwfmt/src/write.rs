//! Writing a record: its values, with the text around them, are shown to one [`Style`].

use std::marker::PhantomData;

use crate::error::WriteError;
use crate::format::{Format, Layout, Slot};
use crate::raw::line::Line;
use crate::render::style::{Clf, Csv, GuardedCsv, Json, NativeJson, NativePlain, Xml};
use crate::render::{
    Carried, ClfVisitor, Fmt, Out, Output, Put, Sink, Style, Visitor, append_line, comes_back,
    native_text, write_line,
};
use crate::template::Template;

/// Writes what it is shown.
struct Render<'l, 's, R, S> {
    out: Out<'l, 's>,
    of: PhantomData<(R, S)>,
}

impl<'a, R: Template<'a>, S: Style> Visitor for Render<'_, '_, R, S> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn field<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        self.out
            .text(const { R::FORMAT.pieces[S::PIECES][I].fixed() });
        value.put::<S>(&mut self.out, const { &R::FORMAT.slots[I] });
    }
}

impl<'a, R: Template<'a>> ClfVisitor for Render<'_, '_, R, Clf> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn text(&mut self, text: &'static str) {
        self.out.text(text);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn value<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        value.put::<Clf>(&mut self.out, const { &R::FORMAT.slots[I] });
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn time<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        value.put_clf_time(&mut self.out);
    }
}

/// Not inlined: a vector has two places that call it.
#[inline(never)]
fn render<'a, 'l, R: Template<'a>, S: Style>(
    record: &R,
    line: Line<'l>,
    sink: &mut dyn Sink,
) -> Line<'l> {
    let mut render = Render::<R, S> {
        out: Out { line, sink },
        of: PhantomData,
    };
    record.visit(&mut render);
    render
        .out
        .text(const { R::FORMAT.pieces[S::PIECES][R::FORMAT.slots.len()].fixed() });
    render.out.line
}

/// As `render`.
#[inline(never)]
fn render_clf<'a, 'l, R: Template<'a>>(
    record: &R,
    line: Line<'l>,
    sink: &mut dyn Sink,
) -> Line<'l> {
    let mut render = Render::<R, Clf> {
        out: Out { line, sink },
        of: PhantomData,
    };
    record.clf(&mut render);
    render.out.line
}

/// Declares the functions that write a record in one way: to an output, and appended to a text.
macro_rules! ways {
    ($($(#[$docs:meta])* $write:ident $append:ident = $render:expr;)+) => {$(
        $(#[$docs])*
        #[inline]
        pub fn $write<'a, R: Template<'a>, K>(
            record: &R,
            output: &mut impl Output<K>,
        ) -> Result<(), WriteError> {
            write_line(output, |line, sink| $render(record, line, sink))
        }

        $(#[$docs])*
        #[inline]
        pub fn $append<'a, R: Template<'a>>(record: &R, text: &mut Vec<u8>) {
            append_line(text, |line, sink| $render(record, line, sink));
        }
    )+};
}
ways! {
    /// Writes the record as JSON.
    write_json append_json = render::<R, Json>;
    /// Writes the record as a row of CSV.
    write_csv append_csv = render::<R, Csv>;
    /// Writes the record as a row of CSV that no spreadsheet takes for formulas.
    write_csv_guarded append_csv_guarded = render::<R, GuardedCsv>;
    /// Writes the record as XML.
    write_xml append_xml = render::<R, Xml>;
    /// Writes the record in Common Log Format.
    write_clf append_clf = render_clf;
}

/// Writes the line as API Gateway would, or names a field whose value the format cannot carry.
#[inline]
pub fn write_native<'a, R: Template<'a>, K>(
    record: &R,
    output: &mut impl Output<K>,
) -> Result<(), WriteError> {
    is_carried(record)?;
    write_line(output, |line, sink| render_native(record, line, sink))
}

/// The same, appended to a text.
#[inline]
pub fn append_native<'a, R: Template<'a>>(
    record: &R,
    text: &mut Vec<u8>,
) -> Result<(), WriteError> {
    is_carried(record)?;
    append_line(text, |line, sink| render_native(record, line, sink));
    Ok(())
}

/// Names a field whose value the format cannot carry.
#[inline]
fn is_carried<'a, R: Template<'a>>(record: &R) -> Result<(), WriteError> {
    let mut check = Check::<R> {
        problem: None,
        doubt: false,
        of: PhantomData,
    };
    record.visit(&mut check);
    if let Some(slot) = check.problem {
        return Err(WriteError::Field(slot.name.clone().into()));
    }
    if check.doubt {
        doubtful(record)?;
    }
    Ok(())
}

/// The line as API Gateway would write it, whether it reads back or not.
#[cfg_attr(not(debug_assertions), inline(always))]
fn render_native<'a, 'l, R: Template<'a>>(
    record: &R,
    line: Line<'l>,
    sink: &mut dyn Sink,
) -> Line<'l> {
    if matches!(R::FORMAT.layout, Layout::Json) {
        render::<R, NativeJson>(record, line, sink)
    } else {
        render::<R, NativePlain>(record, line, sink)
    }
}

/// The line as API Gateway would write it, for `Display`.
pub fn display<'a, R: Template<'a>>(
    record: &R,
    f: &mut std::fmt::Formatter<'_>,
) -> std::fmt::Result {
    let written = write_line::<Fmt, _>(f, |line, sink| render_native(record, line, sink));
    written.map_err(|_| std::fmt::Error)
}

/// A value holds what could end it: writes the line, reads it, and compares the texts.
#[cold]
#[inline(never)]
fn doubtful<'a, R: Template<'a>>(record: &R) -> Result<(), WriteError> {
    let mut values = Values {
        texts: Vec::new(),
        format: R::FORMAT,
    };
    record.visit(&mut values);
    comes_back(R::FORMAT, &values.texts)
}

/// Whether each value, by itself, can be written natively.
struct Check<R> {
    problem: Option<&'static Slot>,
    doubt: bool,
    of: PhantomData<R>,
}

impl<'a, R: Template<'a>> Visitor for Check<R> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn field<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        let slot: &'static Slot = const { &R::FORMAT.slots[I] };
        match value.carried(slot, R::FORMAT) {
            Carried::Yes => {}
            Carried::Maybe => self.doubt = true,
            Carried::No => self.problem = Some(slot),
        }
    }
}

/// The text of each value as it stands in a native line.
struct Values {
    texts: Vec<String>,
    format: &'static Format<'static>,
}

impl Visitor for Values {
    fn field<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        if let Some(slot) = self.format.slots.get(I) {
            let text = native_text(value, slot, self.format.layout);
            self.texts.push(text);
        }
    }
}
