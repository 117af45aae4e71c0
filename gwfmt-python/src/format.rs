//! A format and its lines.

use gwfmt::Error;
use gwfmt::runtime::{self, Api, ColumnType, Value};
use gwfmt_cli::library::NamedFormat;
use gwfmt_decode::batches::Decoder;
use gwfmt_decode::decode::OnError;
use gwfmt_decode::input::{self, Wrapping};
use gwfmt_decode::stream::{self, Stream};
use gwfmt_decode::table::Table;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyCapsule, PyInt, PyList, PyString};

use crate::reading::{self, Reading};
use crate::source::{self, Input};

/// What a line of no record has instead: byte, field, expected, found, message.
type Fault = (usize, String, String, String, String);

/// A field: name, column, type, nullable, variable, unit, description.
type Field = (
    String,
    String,
    &'static str,
    bool,
    String,
    Option<&'static str>,
    String,
);

/// A format whose lines can be read.
#[pyclass(frozen)]
pub(crate) struct Format {
    named: NamedFormat,
    format: runtime::Format,
}

#[pymethods]
impl Format {
    /// The format of a text.
    #[staticmethod]
    fn of_text(text: &str, api: Option<&str>) -> PyResult<Self> {
        new(NamedFormat::of_text(text, known(api)?))
    }

    /// The format in a file, by its path or as `FILE#ADDRESS`.
    #[staticmethod]
    fn of_file(path: &str, api: Option<&str>) -> PyResult<Self> {
        new(NamedFormat::of_file(path, known(api)?))
    }

    /// The format as API Gateway receives it.
    #[getter]
    fn text(&self) -> &str {
        &self.named.text
    }

    /// `rest`, `http`, `websocket`, or nothing.
    #[getter]
    fn api(&self) -> Option<&'static str> {
        self.named.api.map(Api::name)
    }

    /// The fields, in the order of the line.
    fn fields(&self) -> Vec<Field> {
        self.format.fields().map(field).collect()
    }

    /// The JSON Schema of its records, as text.
    fn json_schema(&self) -> PyResult<String> {
        let schema = self.named.record_schema().map_err(PyValueError::new_err)?;
        Ok(schema.to_string())
    }

    /// The columns of all fields, for Arrow.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        reading::schema(py, Table::of(&self.format).schema())
    }

    /// What lines are wrapped in, by the first bytes.
    fn recognise(&self, head: &[u8]) -> &'static str {
        input::recognised(head, &self.format).name()
    }

    /// Begins to read inputs, each with its name.
    fn read(
        &self,
        inputs: Vec<(Input, String)>,
        wrapping: &str,
        select: Option<Vec<String>>,
        on_error: &str,
        threads: usize,
    ) -> PyResult<Reading> {
        let table = match select {
            Some(names) => Table::select(&self.format, &names).map_err(|name| {
                let all = self
                    .format
                    .fields()
                    .map(|field| field.column().name.clone());
                let all = all.collect::<Vec<_>>().join("`, `");
                PyValueError::new_err(format!(
                    "no column is named `{name}`; the columns are `{all}`"
                ))
            })?,
            None => Table::of(&self.format),
        };
        let decoder = Decoder {
            format: self.format.clone(),
            table,
            condition: None,
        };
        let reading = stream::Reading {
            decoder,
            sources: source::sources(inputs)?,
            wrapping: wrapping_of(wrapping)?,
            on_error: on_error_of(on_error)?,
            threads: threads.clamp(1, 64),
        };
        Ok(Reading::new(Stream::start(reading)))
    }

    /// The values of a line in the order of its fields, times as milliseconds since 1970; or what is wrong with the line.
    fn parse<'py>(
        &self,
        py: Python<'py>,
        line: &str,
    ) -> PyResult<(Option<Bound<'py, PyList>>, Option<Fault>)> {
        let record = match self.format.parse(line) {
            Ok(record) => record,
            Err(error) => return Ok((None, Some(fault(&error)))),
        };
        let values = record.iter().map(|(_, value)| object(py, value));
        let values: Vec<_> = values.collect();
        Ok((Some(PyList::new(py, values)?), None))
    }
}

fn new(named: Result<NamedFormat, String>) -> PyResult<Format> {
    let named = named.map_err(PyValueError::new_err)?;
    let format = runtime::Format::new(&named.text, named.api)
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(Format { named, format })
}

fn wrapping_of(word: &str) -> PyResult<Wrapping> {
    let mut all = Wrapping::ALL.into_iter();
    let found = all.find(|wrapping| wrapping.name() == word);
    found.ok_or_else(|| {
        let words = Wrapping::ALL.map(Wrapping::name).join("`, `");
        PyValueError::new_err(format!("`input` is one of `{words}`, not `{word}`"))
    })
}

fn on_error_of(word: &str) -> PyResult<OnError> {
    match word {
        "raise" => Ok(OnError::Fail),
        "skip" => Ok(OnError::Skip),
        "keep" => Ok(OnError::Keep),
        _ => Err(PyValueError::new_err(format!(
            "`on_error` is `raise`, `skip` or `keep`, not `{word}`"
        ))),
    }
}

fn known(api: Option<&str>) -> PyResult<Option<Api>> {
    let Some(word) = api else { return Ok(None) };
    let mut all = [Api::Rest, Api::Http, Api::WebSocket].into_iter();
    let found = all.find(|api| api.name() == word);
    found.map(Some).ok_or_else(|| {
        PyValueError::new_err(format!(
            "`{word}` is not a type of API; use `rest`, `http` or `websocket`"
        ))
    })
}

fn field(field: runtime::Field<'_>) -> Field {
    let column = field.column();
    let ty = match column.ty {
        ColumnType::Text => "text",
        ColumnType::Int => "int",
        ColumnType::BigInt => "bigint",
        ColumnType::Boolean => "boolean",
        ColumnType::Time => "time",
    };
    (
        field.name().to_owned(),
        column.name.clone(),
        ty,
        column.nullable,
        field.variable().to_owned(),
        field.unit(),
        field.description().to_owned(),
    )
}

fn fault(error: &Error) -> Fault {
    (
        error.offset(),
        error.field().to_owned(),
        error.expected().to_owned(),
        error.found().to_owned(),
        error.to_string(),
    )
}

fn object<'py>(py: Python<'py>, value: &Value<'_>) -> Bound<'py, PyAny> {
    match value {
        Value::Text(text) => PyString::new(py, text).into_any(),
        Value::Number(number) => PyInt::new(py, *number).into_any(),
        Value::Boolean(value) => PyBool::new(py, *value).to_owned().into_any(),
        Value::Time(time) => PyInt::new(py, time.as_millis()).into_any(),
        Value::Address(address) => PyString::new(py, &address.to_string()).into_any(),
        _ => py.None().into_bound(py),
    }
}
