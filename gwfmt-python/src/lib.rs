//! `gwfmt._gwfmt`: what the Python package calls. It speaks in plain values; classes and exceptions are made in Python, where
//! their documentation and types are.

#![forbid(unsafe_code)]
// a function of Python gets what it is called with
#![allow(clippy::needless_pass_by_value)]

mod format;
mod reading;
mod source;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// The command with these arguments, its own name first; gives the exit code.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<String>) -> u8 {
    py.detach(|| gwfmt_cli::main_with(arguments.into_iter().map(Into::into).collect()))
}

/// The report of `gwfmt lint --output-format json` with these arguments, as text, and what could not be looked at.
#[pyfunction]
fn lint(py: Python<'_>, arguments: Vec<String>) -> PyResult<(String, Vec<String>)> {
    let report = py.detach(|| gwfmt_cli::library::lint_report(&arguments));
    let (report, failures) = report.map_err(PyValueError::new_err)?;
    Ok((report.to_string(), failures))
}

/// What is called before Python ends.
#[pyfunction]
fn end(py: Python<'_>) {
    source::end(py);
}

#[pymodule]
fn _gwfmt(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<format::Format>()?;
    module.add_class::<reading::Reading>()?;
    module.add_function(wrap_pyfunction!(main, module)?)?;
    module.add_function(wrap_pyfunction!(end, module)?)?;
    module.add_function(wrap_pyfunction!(lint, module)?)
}
