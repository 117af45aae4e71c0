//! [`AsyncLogReader`]: the same over inputs that are waited for.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pub(crate) use futures_io::AsyncBufRead;

use super::line::Line;
use super::{ReadError, has_an_input};
use crate::error::Error;
use crate::records::Record;

/// As [`LogReader`](crate::LogReader), over an input that is waited for.
///
/// The input is an `AsyncBufRead` of `futures-io`, which is nothing but traits; tokio's inputs become one by
/// `tokio_util::compat`. A future that is dropped before it is ready loses nothing: the next one goes on with the line.
///
/// ```
/// use gwfmt::{AsyncLogReader, access_log_format};
///
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// async fn failed(input: impl futures_io::AsyncBufRead + Unpin) -> Result<u32, gwfmt::ReadError> {
///     let (mut reader, mut failed) = (AsyncLogReader::new(input), 0);
///     while let Some(line) = reader.next_record::<Line>().await {
///         failed += u32::from(line?.status >= 500);
///     }
///     Ok(failed)
/// }
/// # let input: &[u8] = b"a 200\nb 504\n";
/// # let mut counted = std::pin::pin!(failed(input));
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # let std::task::Poll::Ready(counted) = counted.as_mut().poll(&mut context) else { panic!("a slice is always ready") };
/// # assert_eq!(counted.unwrap(), 1);
/// ```
#[derive(Debug)]
pub struct AsyncLogReader<B> {
    input: B,
    line: Line,
}

has_an_input!(AsyncLogReader);

impl<B: AsyncBufRead + Unpin> AsyncLogReader<B> {
    /// The next line that is not empty, without its break. `None` at the end of the input and behind an error of it.
    pub async fn next_line(&mut self) -> Option<Result<&str, ReadError>> {
        self.next_as(Ok).await
    }

    /// The record of the next line that is not empty. It borrows from the buffer, so the next one is read when it is gone.
    pub async fn next_record<'l, R: Record<'l>>(&'l mut self) -> Option<Result<R, ReadError>> {
        self.next_as(R::from_line).await
    }

    pub(crate) async fn next_as<'l, T>(
        &'l mut self,
        read: impl FnOnce(&'l str) -> Result<T, Error>,
    ) -> Option<Result<T, ReadError>> {
        loop {
            self.line.begin()?;
            while self.line.is_open() {
                match poll_fn(|context| self.poll_take(context)).await {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Some(Err(self.line.broken(error))),
                    Ok(()) => {}
                }
            }
            if self.line.is_wanted() {
                return Some(self.line.read(read));
            }
        }
    }

    /// Takes what the input has. Nothing is waited for between taking and saying so, so that nothing is taken twice.
    fn poll_take(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let chunk = ready!(Pin::new(&mut self.input).poll_fill_buf(context))?;
        let used = self.line.take(chunk);
        Pin::new(&mut self.input).consume(used);
        Poll::Ready(Ok(()))
    }
}
