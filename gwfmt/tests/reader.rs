//! Lines of an input: one buffer, and a bad line is an error of that line.

use std::io::{self, BufRead, BufReader, Read};

use gwfmt::runtime::Format;
use gwfmt::{ErrorKind, LogReader, ReadError, access_log_format};

const FORMAT: &str = "$context.requestId $context.status";

#[access_log_format("$context.requestId $context.status", api = "rest")]
struct Line;

/// What a line became: its number, its place, and its request id or what is wrong.
type Seen = (u64, u64, Result<String, ErrorKind>);

fn seen<B: BufRead>(mut reader: LogReader<B>) -> Vec<Seen> {
    let mut seen = Vec::new();
    loop {
        let read = reader.next_record::<Line>();
        let Some(read) = read.map(|read| read.map(Line::into_owned)) else {
            return seen;
        };
        seen.push(match read {
            Ok(line) => (
                reader.line(),
                reader.offset(),
                Ok(line.request_id.into_owned()),
            ),
            Err(error) => {
                assert_eq!(
                    (error.line(), error.offset()),
                    (reader.line(), reader.offset())
                );
                let kind = error.line_error().expect("no error of the input").kind();
                (error.line(), error.offset(), Err(kind))
            }
        });
    }
}

const INPUT: &[u8] =
    b"\xef\xbb\xbfa 200\n\n\xff\xfe\r\n b\nlong-long-long-long-long-long 200\r\nc 404\r\n\r\nd 5";

fn expected() -> Vec<Seen> {
    vec![
        (1, 0, Ok("a".to_owned())),
        (3, 10, Err(ErrorKind::Utf8)),
        (4, 14, Err(ErrorKind::Value)),
        (5, 17, Err(ErrorKind::TooLong)),
        (6, 52, Ok("c".to_owned())),
        (8, 61, Err(ErrorKind::Value)),
    ]
}

#[test]
fn a_bad_line_is_an_error_of_one_line() {
    assert_eq!(seen(LogReader::new(INPUT).limit(20)), expected());
}

/// Gives as many bytes at a time, and is interrupted now and then.
struct Slow<'a>(&'a [u8], usize, bool);

impl Read for Slow<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.2 = !self.2;
        if self.2 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let most = self.1.min(room.len());
        self.0.read(&mut room[..most])
    }
}

#[test]
fn it_does_not_matter_how_the_bytes_come() {
    for at_a_time in 1..=INPUT.len() {
        let input = BufReader::new(Slow(INPUT, at_a_time, false));
        assert_eq!(
            seen(LogReader::new(input).limit(20)),
            expected(),
            "{at_a_time}"
        );
    }
}

#[test]
fn a_line_as_long_as_the_limit_is_read_whatever_ends_it() {
    let long = format!("{} 200", "a".repeat(60));
    for end in ["", "\n", "\r\n"] {
        let input = format!("{long}{end}");
        let [fits, does_not] =
            [0, 1].map(|less| seen(LogReader::new(input.as_bytes()).limit(long.len() - less)));
        assert_eq!(fits[0].2, Ok("a".repeat(60)), "{end:?}");
        assert_eq!(does_not[0].2, Err(ErrorKind::TooLong), "{end:?}");
    }
}

#[test]
fn what_is_read_is_what_a_buffer_gives() {
    let lines = b"a 200\n\nb OK\n\xff\nc 404";
    let of_buffer: Vec<_> = Line::records(lines).map(Result::ok).collect();
    let of_input: Vec<_> = LogReader::new(&lines[..])
        .into_records::<Line>()
        .map(Result::ok)
        .collect();
    assert_eq!(of_buffer, of_input);
    let format = Format::new(FORMAT, None).unwrap();
    let at_run_time = format.records(lines).map(Result::ok);
    let of_input = format.records_from(LogReader::new(&lines[..]));
    assert!(at_run_time.eq(of_input.map(Result::ok)));
}

/// Fails behind its first line.
struct Broken(&'static [u8]);

impl Read for Broken {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self.0.read(room)? {
            0 => Err(io::Error::other("gone")),
            read => Ok(read),
        }
    }
}

#[test]
fn an_error_of_the_input_is_the_end() {
    let mut records = LogReader::new(BufReader::new(Broken(b"a 200\nb 2"))).into_records::<Line>();
    assert!(records.next().unwrap().is_ok());
    let error: ReadError = records.next().unwrap().unwrap_err();
    assert_eq!(error.to_string(), "line 2: gone");
    assert_eq!(
        error.io_error().map(ToString::to_string),
        Some("gone".to_owned())
    );
    assert!(records.next().is_none());
    assert!(records.next().is_none());
}

#[test]
fn no_memory_is_taken_for_a_line() {
    let input = "request 200\n".repeat(1000);
    let mut reader = LogReader::new(input.as_bytes());
    reader.next_record::<Line>().unwrap().unwrap();
    let taken = allocation_counter::measure(|| {
        let mut count = 1;
        while let Some(line) = reader.next_record::<Line>() {
            assert_eq!(line.unwrap().status, 200);
            count += 1;
        }
        assert_eq!(count, 1000);
    });
    assert_eq!(taken.count_total, 0);
}

#[cfg(feature = "futures")]
mod asynchronous {
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, Waker};

    use futures_io::{AsyncBufRead, AsyncRead};
    use gwfmt::AsyncLogReader;

    use super::*;

    /// Gives as many bytes at a time, and is not ready every other time.
    struct Later<'a>(&'a [u8], usize, bool);

    impl AsyncRead for Later<'_> {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: &mut [u8],
        ) -> Poll<io::Result<usize>> {
            unreachable!("the reader takes the buffer")
        }
    }

    impl AsyncBufRead for Later<'_> {
        fn poll_fill_buf(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
            let this = self.get_mut();
            this.2 = !this.2;
            if this.2 {
                return Poll::Pending;
            }
            Poll::Ready(Ok(&this.0[..this.1.min(this.0.len())]))
        }

        fn consume(self: Pin<&mut Self>, bytes: usize) {
            let this = self.get_mut();
            this.0 = &this.0[bytes..];
        }
    }

    /// The lines of an input; each future is dropped as often as it is not ready, and made anew.
    fn seen(input: Later<'_>) -> Vec<Seen> {
        let mut reader = AsyncLogReader::new(input).limit(20);
        let mut seen = Vec::new();
        let mut context = Context::from_waker(Waker::noop());
        loop {
            let ready = pin!(reader.next_record::<Line>()).poll(&mut context);
            let Poll::Ready(read) = ready.map(|read| read.map(|read| read.map(Line::into_owned)))
            else {
                continue;
            };
            let Some(read) = read else { return seen };
            let read = read.map(|line| line.request_id.into_owned());
            let read = read.map_err(|error| error.line_error().unwrap().kind());
            seen.push((reader.line(), reader.offset(), read));
        }
    }

    #[test]
    fn an_input_that_is_waited_for_gives_the_same() {
        for at_a_time in 1..=INPUT.len() {
            assert_eq!(
                seen(Later(INPUT, at_a_time, false)),
                expected(),
                "{at_a_time}"
            );
        }
    }
}
