//! JSON that holds log events: payloads of subscriptions and what the AWS CLI prints.
//!
//! | object | comes from |
//! |---|---|
//! | `{"awslogs":{"data":"…"}}` | a Lambda function's event; Base64 of gzip of the next |
//! | `{"messageType":"DATA_MESSAGE","logEvents":[{"message":…}]}` | a subscription, also many in a row in Firehose objects |
//! | `{"events":[{"message":…}]}` | `aws logs filter-log-events`, `get-log-events` |
//! | `{"results":[[{"field":"@message","value":…}]]}` | `aws logs get-query-results` |

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::InputError;
use super::sink::Sink;

/// The members that hold events.
const HOLDS: [&str; 4] = ["logEvents", "events", "results", "awslogs"];
/// What CloudWatch Logs asks with whether anybody is there.
const CONTROL: &str = "CONTROL_MESSAGE";
/// More bytes are in no event, nor between two. Lambda takes 6 MB at once.
const PAYLOAD: u64 = 16 << 20;

/// Whether the text begins like one of these objects.
pub(super) fn is_one(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('{') else {
        return false;
    };
    let keys = [
        "awslogs",
        "messageType",
        "owner",
        "logGroup",
        "logEvents",
        "events",
        "results",
        "queryLanguage",
        "nextForwardToken",
        "searchedLogStreams",
    ];
    let inside = inside.trim_start();
    let is_key = |key: &str| {
        let rest = inside
            .strip_prefix('"')
            .and_then(|rest| rest.strip_prefix(key));
        rest.is_some_and(|rest| rest.starts_with('"'))
    };
    // the other names are seen in logs too
    let holds = HOLDS.map(|key| format!("\"{key}\""));
    keys.into_iter().any(is_key) && holds.iter().any(|word| text.contains(word))
}

/// Reads the messages of all objects.
pub(super) fn read(input: &mut dyn Read, sink: &mut Sink<'_>) -> Result<(), InputError> {
    let left = Rc::new(Cell::new(PAYLOAD));
    let limited = Limited {
        input,
        left: Rc::clone(&left),
    };
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(limited));
    let mut state = State {
        sink,
        left: &left,
        fault: None,
        depth: 0,
    };
    while json.end().is_err() {
        left.set(PAYLOAD);
        let read = Envelope { state: &mut state }.deserialize(&mut json);
        if let Some(fault) = state.fault.take() {
            return Err(fault);
        }
        read.map_err(fault)?;
    }
    Ok(())
}

fn fault(error: serde_json::Error) -> InputError {
    if error.is_io() {
        return InputError::Io(error.into());
    }
    InputError::Json(format!("not an object with log events: {error}"))
}

/// A reader that gives no more than is left.
struct Limited<'r> {
    input: &'r mut dyn Read,
    left: Rc<Cell<u64>>,
}

impl Read for Limited<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::other("an event of more than 16 MiB"));
        }
        let most = room.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.input.read(room.get_mut(..most).unwrap_or_default())?;
        self.left.set(left - read as u64);
        Ok(read)
    }
}

struct State<'s, 'g> {
    sink: &'s mut Sink<'g>,
    left: &'s Cell<u64>,
    /// What kept an event from being given out: serde knows only its own faults.
    fault: Option<InputError>,
    /// Payloads in payloads.
    depth: usize,
}

impl State<'_, '_> {
    fn message<E: serde::de::Error>(&mut self, message: &str) -> Result<(), E> {
        self.left.set(PAYLOAD);
        self.sink.message(message).map_err(|error| {
            let words = error.to_string();
            self.fault = Some(error);
            E::custom(words)
        })
    }

    /// The payload of a Lambda event.
    fn packed<E: serde::de::Error>(&mut self, data: &str) -> Result<(), E> {
        if self.depth > 0 {
            return Err(E::custom("a payload inside of a payload"));
        }
        let packed = STANDARD
            .decode(data.trim())
            .map_err(|error| E::custom(format!("`awslogs.data` is not Base64: {error}")))?;
        let mut plain = flate2::read::MultiGzDecoder::new(packed.as_slice());
        self.depth += 1;
        let left = Rc::new(Cell::new(PAYLOAD));
        let limited = Limited {
            input: &mut plain,
            left: Rc::clone(&left),
        };
        let mut json = serde_json::Deserializer::from_reader(BufReader::new(limited));
        let mut state = State {
            sink: &mut *self.sink,
            left: &left,
            fault: None,
            depth: self.depth,
        };
        let mut read = Ok(());
        while read.is_ok() && json.end().is_err() {
            read = Envelope { state: &mut state }.deserialize(&mut json);
        }
        let inner = state.fault.take();
        self.depth -= 1;
        if inner.is_some() {
            self.fault = inner;
        }
        read.map_err(|error| E::custom(format!("in `awslogs.data`: {error}")))
    }
}

#[derive(Deserialize)]
struct Event {
    message: String,
}

#[derive(Deserialize)]
struct Packed {
    data: String,
}

#[derive(Deserialize)]
struct ResultField {
    field: String,
    #[serde(default)]
    value: String,
}

/// An object with log events.
struct Envelope<'e, 's, 'g> {
    state: &'e mut State<'s, 'g>,
}

impl<'de> DeserializeSeed<'de> for Envelope<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Envelope<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with log events")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut is_one = false;
        let mut kind: Option<String> = None;
        // of a payload whose kind stands behind its events
        let mut held: Vec<Event> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            is_one |= HOLDS.contains(&key.as_str());
            match key.as_str() {
                "awslogs" => {
                    let packed: Packed = map.next_value()?;
                    self.state.packed(&packed.data)?;
                }
                "messageType" => kind = Some(map.next_value()?),
                "logEvents" if kind.as_deref() == Some(CONTROL) => {
                    map.next_value::<IgnoredAny>()?;
                }
                "logEvents" if kind.is_none() => held.append(&mut map.next_value()?),
                "logEvents" | "events" => map.next_value_seed(Items {
                    state: &mut *self.state,
                    of: Of::Events,
                })?,
                "results" => map.next_value_seed(Items {
                    state: &mut *self.state,
                    of: Of::Results,
                })?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if !is_one {
            let names = HOLDS.join("`, `");
            return Err(serde::de::Error::custom(format!(
                "none of `{names}` is in it"
            )));
        }
        if kind.as_deref() != Some(CONTROL) {
            for event in held {
                self.state.message(&event.message)?;
            }
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Of {
    Events,
    Results,
}

/// A list of events or results, given out one by one.
struct Items<'e, 's, 'g> {
    state: &'e mut State<'s, 'g>,
    of: Of,
}

impl<'de> DeserializeSeed<'de> for Items<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of log events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        match self.of {
            Of::Events => {
                while let Some(event) = list.next_element::<Event>()? {
                    self.state.message(&event.message)?;
                }
            }
            Of::Results => {
                while let Some(row) = list.next_element::<Vec<ResultField>>()? {
                    let message = row.iter().find(|cell| cell.field == "@message");
                    let message = message.ok_or_else(|| {
                        serde::de::Error::custom("a result without the field `@message`")
                    })?;
                    self.state.message(&message.value)?;
                }
            }
        }
        Ok(())
    }
}
