//! What Python names as an input, as a source of lines.

use std::io::{self, Cursor, Read};
use std::path::PathBuf;

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

impl Read for FileObject {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
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
            None => Err(io::Error::other("Python ends")),
        }
    }
}
