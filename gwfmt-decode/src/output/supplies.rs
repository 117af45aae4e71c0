//! [`Supplies`]: what all files of a job share.

use std::io;
use std::sync::Mutex;

use super::Kind;
use super::columns::Encoders;

/// So much room is kept, for texts that are being made and texts that wait to be written.
const ROOMS: usize = 16;

/// What the files of a job share: threads that encode columns, and the room of texts that were written.
#[derive(Debug)]
pub struct Supplies {
    pub(super) encoders: Option<Encoders>,
    rooms: Mutex<Vec<Vec<u8>>>,
}

impl Supplies {
    /// For files of a kind, with so many threads.
    pub fn new(kind: Kind, threads: usize) -> io::Result<Self> {
        let encoders = (kind == Kind::Parquet).then(|| Encoders::new(threads));
        Ok(Self {
            encoders: encoders.transpose()?,
            rooms: Mutex::default(),
        })
    }

    /// Room for a text: that of one that was written, if there is any. Fresh memory costs more than the text that goes into it.
    pub(super) fn room(&self) -> Vec<u8> {
        let room = self.rooms.lock().ok().and_then(|mut rooms| rooms.pop());
        room.unwrap_or_default()
    }

    /// Takes the room of a text that was written.
    pub(super) fn give(&self, mut room: Vec<u8>) {
        room.clear();
        if let Ok(mut rooms) = self.rooms.lock()
            && rooms.len() < ROOMS
        {
            rooms.push(room);
        }
    }
}
