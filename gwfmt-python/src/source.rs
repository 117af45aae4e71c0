//! What Python names as an input, as a source of lines.

use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use gwfmt_decode::input::{self, Given, Source};
use pyo3::exceptions::{PyOSError, PyTypeError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

/// Bytes, a path, or an object with the method `read`, each with the name that messages have for it.
#[derive(FromPyObject)]
pub(crate) enum Input {
    /// Bytes in memory.
    Bytes(PyBackedBytes),
    /// A file or a folder.
    Path(String),
    /// A file object.
    Object(Py<PyAny>),
}

/// The sources that these inputs are; of a folder all files in it.
pub(crate) fn sources(inputs: Vec<(Input, String)>) -> PyResult<Vec<Source>> {
    let mut sources = Vec::new();
    for (input, name) in inputs {
        match input {
            Input::Bytes(bytes) => {
                sources.push(Source::Reader(Given::new(name, Cursor::new(bytes))));
            }
            Input::Path(path) => {
                let files = input::sources(&[PathBuf::from(path)]);
                let of_python =
                    |error| PyOSError::new_err(format!("cannot list `{name}`: {error}"));
                sources.extend(files.map_err(of_python)?);
            }
            Input::Object(object) => {
                sources.push(Source::Reader(Given::new(name, FileObject(object))));
            }
        }
    }
    Ok(sources)
}

/// A file object of Python.
struct FileObject(Py<PyAny>);

/// So many bytes are asked for at once, since each question waits for Python.
const AT_ONCE: usize = 1 << 18;

/// Whether Python is about to end.
static IS_ENDING: AtomicBool = AtomicBool::new(false);
/// How many threads are in Python, or about to be, to read from a file object.
static ASKING: AtomicUsize = AtomicUsize::new(0);
/// So long they are waited for: one may wait for a pipe that nobody writes to.
const PATIENCE: Duration = Duration::from_secs(2);

/// Sees to it that no thread asks Python for anything any more. Python ends the whole process where one comes back to it too late.
pub(crate) fn end(py: Python<'_>) {
    IS_ENDING.store(true, Ordering::SeqCst);
    py.detach(|| {
        let start = Instant::now();
        while ASKING.load(Ordering::SeqCst) > 0 && start.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(1));
        }
    });
}

/// Counted as long as it is there.
struct Asking;

impl Asking {
    fn new() -> Option<Self> {
        ASKING.fetch_add(1, Ordering::SeqCst);
        // counted before it looks: either it sees the end, or the end sees it
        let asking = Self;
        (!IS_ENDING.load(Ordering::SeqCst)).then_some(asking)
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        ASKING.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Read for FileObject {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let ends = || io::Error::other("Python ends");
        let _asking = Asking::new().ok_or_else(ends)?;
        let most = room.len().min(AT_ONCE);
        let read = Python::try_attach(|py| {
            let given = self.0.bind(py).call_method1("read", (most,))?;
            if given.is_none() {
                // of one that does not wait and has nothing now
                return Err(io::Error::from(io::ErrorKind::WouldBlock).into());
            }
            let not_bytes =
                |_| PyTypeError::new_err("`read` has to give bytes: open the file in binary mode");
            let bytes: PyBackedBytes = given.extract().map_err(not_bytes)?;
            match room.get_mut(..bytes.len()) {
                Some(place) => place.copy_from_slice(&bytes),
                None => return Err(PyTypeError::new_err("`read` gave more than was asked for")),
            }
            Ok(bytes.len())
        });
        match read {
            Some(read) => read.map_err(io::Error::other),
            None => Err(ends()),
        }
    }
}
