//! Records as a stream of Arrow's C interface.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use arrow_array::RecordBatch;
use arrow_array::RecordBatchReader;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, Schema, SchemaRef};
use gwfmt_decode::input::InputError;
use gwfmt_decode::rejects::Reject;
use gwfmt_decode::stream::{Counts, Fault, Next, Stream};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// A line at fault: source, line, byte, field, expected, found, reason.
type BadLine = (
    String,
    Option<u64>,
    Option<usize>,
    String,
    String,
    String,
    String,
);

/// An input at fault: source, reason.
type BadInput = (String, String);

/// What ended a stream, where Python finds it: the C interface hands on its words alone.
#[derive(Clone, Default)]
struct Ended(Arc<Mutex<Option<Fault>>>);

/// Records that are read in the background, to be taken once.
#[pyclass(frozen)]
pub(crate) struct Reading {
    stream: Mutex<Option<Stream>>,
    schema: SchemaRef,
    counts: Arc<Counts>,
    ended: Ended,
}

impl Reading {
    /// Of a stream.
    pub(crate) fn new(stream: Stream) -> Self {
        Self {
            schema: Arc::clone(stream.schema()),
            counts: Arc::clone(stream.counts()),
            stream: Mutex::new(Some(stream)),
            ended: Ended::default(),
        }
    }
}

#[pymethods]
impl Reading {
    /// The stream of Arrow's C interface. What the other side would like to have instead is not made.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let taken = self.stream.lock().ok().and_then(|mut one| one.take());
        let was_taken = || PyRuntimeError::new_err("these records were read before");
        let batches = Batches {
            stream: taken.ok_or_else(was_taken)?,
            ended: self.ended.clone(),
            is_over: false,
        };
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// The columns.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema(py, &self.schema)
    }

    /// Ends the reading, if nobody has begun with it.
    fn close(&self) {
        drop(self.stream.lock().ok().and_then(|mut one| one.take()));
    }

    /// Lines that were read as records so far, and lines that do not match.
    fn counts(&self) -> (u64, u64) {
        (self.counts.records(), self.counts.rejects())
    }

    /// What ended the stream: a line, or an input, or an exception that was raised on the way.
    fn fault(&self) -> PyResult<(Option<BadLine>, Option<BadInput>)> {
        let ended = self.ended.0.lock().ok().and_then(|mut one| one.take());
        match ended {
            None => Ok((None, None)),
            Some(Fault::Reject(reject)) => Ok((Some(bad_line(*reject)), None)),
            Some(Fault::Input(source, error)) => {
                let words = error.to_string();
                raised(error).map_or(Ok((None, Some((source, words)))), Err)
            }
            Some(Fault::Batch(error)) => Err(PyValueError::new_err(error.to_string())),
        }
    }
}

/// A schema of Arrow's C interface.
pub(crate) fn schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema);
    let schema = schema.map_err(|error| PyValueError::new_err(error.to_string()))?;
    PyCapsule::new_with_value(py, schema, c"arrow_schema")
}

fn bad_line(reject: Reject) -> BadLine {
    (
        reject.source,
        reject.line,
        reject.byte,
        reject.field,
        reject.expected,
        reject.found,
        reject.reason,
    )
}

/// A reject with its place.
fn words(reject: &Reject) -> String {
    let Reject { source, reason, .. } = reject;
    match reject.line {
        Some(line) => format!("{source}:{line}: {reason}"),
        None => format!("{source}: {reason}"),
    }
}

/// The exception that a file object has raised.
fn raised(error: InputError) -> Option<PyErr> {
    let InputError::Io(error) = error else {
        return None;
    };
    Some(*error.into_inner()?.downcast::<PyErr>().ok()?)
}

/// The batches of a stream, for whoever calls, with the lock of Python or without it.
struct Batches {
    stream: Stream,
    ended: Ended,
    is_over: bool,
}

/// So often Ctrl-C is seen by a thread that waits.
const PATIENCE: Duration = Duration::from_millis(100);

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over {
            let stream = &mut self.stream;
            // a file object that is read in the background needs the lock
            let next = Python::try_attach(|py| {
                let waited = py.detach(move || stream.next_within(PATIENCE));
                py.check_signals().map(|()| waited)
            });
            let fault = match next {
                Some(Ok(Next::Waiting)) => continue,
                Some(Ok(Next::Batch(batch))) => return Some(Ok(batch)),
                Some(Ok(Next::Fault(fault))) => fault,
                Some(Err(interrupt)) => Fault::Input(
                    String::new(),
                    InputError::Io(std::io::Error::other(interrupt)),
                ),
                Some(Ok(Next::End)) | None => {
                    self.is_over = true;
                    break;
                }
            };
            self.is_over = true;
            let words = match &fault {
                Fault::Reject(reject) => words(reject),
                Fault::Input(source, error) => format!("{source}: {error}"),
                Fault::Batch(error) => error.to_string(),
            };
            if let Ok(mut ended) = self.ended.0.lock() {
                *ended = Some(fault);
            }
            return Some(Err(ArrowError::ParseError(words)));
        }
        None
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.stream.schema())
    }
}

impl fmt::Debug for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches").finish_non_exhaustive()
    }
}
