//! From a file or a stream to blocks of whole lines, whatever the lines are wrapped in.

mod envelope;
mod files;
mod lines;
mod prefix;
mod sink;
mod unbroken;

use std::cell::Cell;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use gwfmt::runtime::Format;

pub use files::sources;
use sink::Sink;
pub use sink::{BLOCK, Block, Give, LINE, Sizes, Unread, Why};

/// What lines are wrapped in, below gzip and zstd, which are always seen by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wrapping {
    /// Told by the first bytes.
    #[default]
    Auto,
    /// Lines.
    Lines,
    /// An export of CloudWatch Logs to S3: a time before each line.
    Export,
    /// What `aws logs tail` prints: a time, the stream, and the line.
    Tail,
    /// JSON objects that hold log events: payloads of subscriptions, as Lambda and Firehose get them, and what
    /// `aws logs filter-log-events`, `get-log-events` and `get-query-results` print.
    Events,
    /// Lines of JSON or XML that follow each other without a line break, as Firehose puts them into an object.
    Unbroken,
}

impl Wrapping {
    /// All of them, in the order of `--help`.
    pub const ALL: [Wrapping; 6] = [
        Wrapping::Auto,
        Wrapping::Lines,
        Wrapping::Export,
        Wrapping::Tail,
        Wrapping::Events,
        Wrapping::Unbroken,
    ];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Wrapping::Auto => "auto",
            Wrapping::Lines => "lines",
            Wrapping::Export => "export",
            Wrapping::Tail => "tail",
            Wrapping::Events => "events",
            Wrapping::Unbroken => "unbroken",
        }
    }
}

/// Where lines come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
    /// Bytes that are there already.
    Bytes(Vec<u8>),
    /// Whatever gives bytes, once.
    Reader(Given),
}

/// A reader with a name. It is read once; what has a copy of it shares it.
#[derive(Clone)]
pub struct Given {
    name: String,
    reader: Arc<Mutex<Option<Box<dyn Read + Send>>>>,
}

impl Given {
    /// A reader, named as messages should.
    pub fn new(name: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        Self {
            name: name.into(),
            reader: Arc::new(Mutex::new(Some(Box::new(reader)))),
        }
    }

    fn take(&self) -> io::Result<Box<dyn Read + Send>> {
        let taken = self.reader.lock().ok().and_then(|mut reader| reader.take());
        taken.ok_or_else(|| io::Error::other("it was read before"))
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Given").field(&self.name).finish()
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Stdin => f.write_str("<stdin>"),
            Source::File(path) => write!(f, "{}", path.display()),
            Source::Bytes(_) => f.write_str("<bytes>"),
            Source::Reader(given) => f.write_str(&given.name),
        }
    }
}

/// What kept an input from being read to its end. The lines before it were given out.
#[derive(Debug)]
pub enum InputError {
    /// It cannot be read, or is not what it looks like: a gzip file that ends too soon.
    Io(io::Error),
    /// It is not JSON as the wrapping asks for.
    Json(String),
    /// Whoever takes the blocks wants no more.
    Stopped,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InputError::Io(error) => write!(f, "{error}"),
            InputError::Json(what) => f.write_str(what),
            InputError::Stopped => f.write_str("stopped"),
        }
    }
}

impl std::error::Error for InputError {}

impl From<io::Error> for InputError {
    fn from(error: io::Error) -> Self {
        InputError::Io(error)
    }
}

/// Gives out the lines of a source in blocks, until it ends or `give` has no room for another one.
pub fn read(
    source: &Source,
    wrapping: Wrapping,
    format: &Format,
    give: &mut Give<'_>,
) -> Result<(), InputError> {
    read_by(source, wrapping, format, Sizes::USUAL, give)
}

/// As [`read`], in other sizes.
pub fn read_by(
    source: &Source,
    wrapping: Wrapping,
    format: &Format,
    sizes: Sizes,
    give: &mut Give<'_>,
) -> Result<(), InputError> {
    let raw: Box<dyn Read> = match source {
        Source::Stdin => Box::new(io::stdin().lock()),
        Source::File(path) => Box::new(File::open(path)?),
        Source::Bytes(bytes) => Box::new(Cursor::new(bytes)),
        Source::Reader(given) => given.take()?,
    };
    let taken = Cell::new(0);
    let raw = Box::new(Counted {
        inner: raw,
        taken: &taken,
    });
    let (head, mut plain) = unpacked(raw, sizes)?;
    let wrapping = match wrapping {
        Wrapping::Auto => recognised(&head, format),
        named => named,
    };
    let mut sink = Sink::new(sizes, &taken, give);
    let read = match wrapping {
        Wrapping::Auto | Wrapping::Lines => lines::read(&mut plain, &mut sink),
        Wrapping::Export => prefix::read(&mut plain, prefix::export, &mut sink),
        Wrapping::Tail => prefix::read(&mut plain, prefix::tail, &mut sink),
        Wrapping::Events => envelope::read(&mut plain, &mut sink),
        Wrapping::Unbroken if !unbroken::can_split(format) => {
            let words = "without line breaks only lines of JSON and XML can be told apart, and the format is neither";
            return Err(InputError::Io(io::Error::other(words)));
        }
        Wrapping::Unbroken => unbroken::read(&mut plain, &mut sink),
    };
    // what was read before a fault is as good as any
    sink.finish();
    read
}

/// As many layers of gzip and zstd as a file may have.
const LAYERS: usize = 4;
/// The bytes by which a wrapping is told.
const HEAD: usize = 65_536;

type Stream<'r> = Box<dyn Read + 'r>;

/// What is inside of gzip and zstd, with its first bytes.
fn unpacked(raw: Stream<'_>, sizes: Sizes) -> Result<(Vec<u8>, Stream<'_>), InputError> {
    let mut stream = raw;
    for layer in 0..=LAYERS {
        let mut reader = BufReader::with_capacity(HEAD, stream);
        let head = reader.fill_buf()?;
        if head.starts_with(&[0x1f, 0x8b]) {
            stream = Box::new(flate2::bufread::MultiGzDecoder::new(reader));
        } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(reader)?;
            // each layer may ask for as much memory as its window
            let [outer, inner] = sizes.windows;
            decoder.window_log_max(if layer == 0 { outer } else { inner })?;
            stream = Box::new(decoder);
        } else {
            // pipes give as much as they have: enough has to be there to tell what it is
            let mut head = Vec::new();
            let read = (&mut reader).take(HEAD as u64).read_to_end(&mut head);
            return match read {
                Ok(_) => Ok((head.clone(), Box::new(Cursor::new(head).chain(reader)))),
                // the fault is met again behind the bytes before it
                Err(error) => Ok((
                    head.clone(),
                    Box::new(Cursor::new(head).chain(Broken(Some(error)))),
                )),
            };
        }
    }
    let words = "more layers of gzip or zstd than any log has";
    Err(InputError::Io(io::Error::other(words)))
}

/// A reader that counts what it gives.
struct Counted<'c, R> {
    inner: R,
    taken: &'c Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken.set(self.taken.get() + read as u64);
        Ok(read)
    }
}

/// A reader that fails.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// What lines are wrapped in, by the first bytes. What the format itself reads is never taken for a wrapping.
pub fn recognised(head: &[u8], format: &Format) -> Wrapping {
    let text = String::from_utf8_lossy(head);
    let first = text.trim_start_matches('\u{feff}').trim_start();
    let line = first.lines().next().unwrap_or_default();
    let unbroken = unbroken::first(first.as_bytes()).filter(|_| unbroken::can_split(format));
    // a format may read many of its lines as one, with the others in a value
    if unbroken.is_some_and(|one| format.parse_bytes(one).is_ok()) {
        return Wrapping::Unbroken;
    }
    let whole = format.parse(line).ok();
    // what is read by names is read with anything before it, and is the same without
    let is_behind = |strip: fn(&[u8]) -> Option<&[u8]>| {
        strip(line.as_bytes()).is_some_and(|rest| match &whole {
            None => true,
            Some(whole) => format.parse_bytes(rest).is_ok_and(|inner| inner == *whole),
        })
    };
    if whole.is_none() && envelope::is_one(first) {
        return Wrapping::Events;
    }
    if is_behind(prefix::export) {
        return Wrapping::Export;
    }
    if is_behind(prefix::tail) {
        return Wrapping::Tail;
    }
    if whole.is_some() {
        return Wrapping::Lines;
    }
    if unbroken.is_some() {
        return Wrapping::Unbroken;
    }
    Wrapping::Lines
}
