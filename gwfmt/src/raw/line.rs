//! The line in the making: the bytes are stored without a check for each.
//!
//! Safe code has to clear the room for each line, and looks twice whether a store stays inside it.

use std::mem::MaybeUninit;

/// Longer than most lines; longer lines take several pieces.
pub(crate) const SIZE: usize = 1024;

/// Bytes of which none is written yet.
pub(crate) type Room = [MaybeUninit<u8>; SIZE];

/// A room.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn room() -> Room {
    [MaybeUninit::uninit(); SIZE]
}

/// Lets `write` write a line behind the text; takes it, or says that it was refused.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn append(
    text: &mut Vec<u8>,
    write: impl for<'l> FnOnce(Line<'l>) -> Option<Line<'l>>,
) -> bool {
    text.reserve(SIZE);
    let Some(room) = text.spare_capacity_mut().first_chunk_mut::<SIZE>() else {
        return false;
    };
    let behind: *const Room = room;
    match write(Line::new(room)) {
        Some(line) if std::ptr::eq(line.room, behind) => {
            let len = line.len;
            // SAFETY: the first `len` bytes behind the text are written, and lie in its memory.
            unsafe { text.set_len(text.len() + len) };
            true
        }
        _ => false,
    }
}

/// The bytes of a room that are written: the first `len`, of which there are no more than `SIZE`.
///
/// The functions give `false`, and change nothing that can be seen, where the room is too short.
pub(crate) struct Line<'b> {
    len: usize,
    room: &'b mut Room,
}

impl<'b> Line<'b> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn new(room: &'b mut Room) -> Self {
        Self { len: 0, room }
    }

    /// What is written.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn written(&self) -> &[u8] {
        // SAFETY: the first `len` bytes are written, and lie in the room.
        unsafe { std::slice::from_raw_parts(self.room.as_ptr().cast(), self.len) }
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// The same line for code that is not inlined, which gives it back: the length of this one need not have an address.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn apart(&mut self, write: impl FnOnce(Line<'_>) -> Line<'_>) {
        let room: *const Room = self.room;
        let line = write(Line {
            len: self.len,
            room: self.room,
        });
        // The length of another room would say nothing about this one.
        if std::ptr::eq(line.room, room) {
            self.len = line.len;
        }
    }

    /// Stores the bytes; counts the first `len` of them.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn some_of<const N: usize>(&mut self, bytes: &[u8; N], len: usize) -> bool {
        const { assert!(N <= SIZE) };
        if self.len > SIZE - N {
            return false;
        }
        // SAFETY: `self.len + N` is no more than `SIZE`. All `N` bytes are written, and no more than `N` counted.
        unsafe { self.at(self.len).cast::<[u8; N]>().write_unaligned(*bytes) };
        self.len += len.min(N);
        true
    }

    /// Stores text.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn text(&mut self, text: &[u8]) -> bool {
        // `self.len` is no more than `SIZE`.
        if text.len() > SIZE - self.len {
            return false;
        }
        // SAFETY: there is room for the text, which cannot lie in the room, since that is borrowed as mutable.
        unsafe {
            let to = self.at(self.len).cast::<u8>();
            std::ptr::copy_nonoverlapping(text.as_ptr(), to, text.len());
        }
        self.len += text.len();
        true
    }

    /// Stores text of which `bad` finds nothing bad; gives `false` otherwise. Bytes are shown to `bad` sixteen at a time,
    /// some of them more than once.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn good(&mut self, text: &[u8], bad: impl Fn([u8; 16]) -> u32) -> bool {
        let len = text.len();
        // `self.len` is no more than `SIZE`.
        if len > SIZE - self.len {
            return false;
        }
        let mut found = 0;
        if let (Some(last), blocks) = (text.last_chunk::<16>(), text.as_chunks::<16>().0) {
            let mut at = self.len;
            for block in blocks {
                let block = *block;
                // SAFETY: the blocks are no longer than the text, for which there is room.
                unsafe { self.at(at).cast::<[u8; 16]>().write_unaligned(block) };
                found |= bad(block);
                at += 16;
            }
            let block = *last;
            // SAFETY: the text has sixteen bytes or more, and there is room for it.
            unsafe {
                let last = self.at(self.len + len - 16);
                last.cast::<[u8; 16]>().write_unaligned(block);
            }
            found |= bad(block);
        } else if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>())
        {
            let (first, last) = (*first, *last);
            // SAFETY: the text has eight bytes or more, and there is room for it.
            unsafe {
                self.at(self.len).cast::<[u8; 8]>().write_unaligned(first);
                let end = self.at(self.len + len - 8);
                end.cast::<[u8; 8]>().write_unaligned(last);
            }
            found = bad(both(u64::from_le_bytes(first), u64::from_le_bytes(last)));
        } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>())
        {
            let (first, last) = (*first, *last);
            // SAFETY: the text has four bytes or more, and there is room for it.
            unsafe {
                self.at(self.len).cast::<[u8; 4]>().write_unaligned(first);
                let end = self.at(self.len + len - 4);
                end.cast::<[u8; 4]>().write_unaligned(last);
            }
            let word =
                u64::from(u32::from_le_bytes(first)) << 32 | u64::from(u32::from_le_bytes(last));
            found = bad(both(word, word));
        } else if let (Some(first), Some(middle), Some(last)) =
            (text.first(), text.get(len / 2), text.last())
        {
            let (first, middle, last) = (*first, *middle, *last);
            // SAFETY: the text has one to three bytes, and there is room for it.
            unsafe {
                self.at(self.len).cast::<u8>().write(first);
                self.at(self.len + len / 2).cast::<u8>().write(middle);
                self.at(self.len + len - 1).cast::<u8>().write(last);
            }
            let word = u64::from(u32::from_le_bytes([first, middle, last, last]));
            let word = word << 32 | word;
            found = bad(both(word, word));
        }
        // Every byte of the text is written.
        if found == 0 {
            self.len += len;
        }
        found == 0
    }

    /// # Safety
    ///
    /// `at` is no more than `SIZE`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn at(&mut self, at: usize) -> *mut MaybeUninit<u8> {
        // SAFETY: the caller's.
        unsafe { self.room.as_mut_ptr().add(at) }
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn both(low: u64, high: u64) -> [u8; 16] {
    (u128::from(low) | u128::from(high) << 64).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(block: [u8; 16]) -> u32 {
        block
            .iter()
            .enumerate()
            .map(|(at, byte)| u32::from(*byte == b'!') << at)
            .sum()
    }

    fn letters(len: usize) -> Vec<u8> {
        (b'a'..=b'z').cycle().take(len).collect()
    }

    #[test]
    fn text_of_every_length_is_stored_as_it_is() {
        for len in 0..=SIZE {
            let text = letters(len);
            let mut room = super::room();
            let mut line = Line::new(&mut room);
            assert!(line.good(&text, bad), "{len}");
            assert_eq!(line.written(), text);
        }
    }

    #[test]
    fn a_bad_byte_is_found_at_every_place() {
        for len in 1..80 {
            for at in 0..len {
                let mut text = letters(len);
                text[at] = b'!';
                let mut room = super::room();
                let mut line = Line::new(&mut room);
                assert!(line.text(b"<"));
                assert!(!line.good(&text, bad), "{at} of {len}");
                assert_eq!(line.written(), b"<");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_not_stored() {
        for before in SIZE - 40..=SIZE {
            for len in 0..60 {
                let mut room = super::room();
                let mut line = Line::new(&mut room);
                assert!(line.good(&letters(before), bad));
                let fits = before + len <= SIZE;
                assert_eq!(line.good(&vec![b'A'; len], bad), fits);
                assert_eq!(line.written().len(), before + if fits { len } else { 0 });
            }
            let mut room = super::room();
            let mut line = Line::new(&mut room);
            assert!(line.good(&letters(before), bad));
            assert_eq!(line.some_of(&[b'A'; 20], 3), before + 20 <= SIZE);
            assert_eq!(
                line.written().len(),
                before + if before + 20 <= SIZE { 3 } else { 0 }
            );
        }
    }

    #[test]
    fn no_more_is_counted_than_is_stored() {
        let mut room = super::room();
        let mut line = Line::new(&mut room);
        assert!(line.some_of(b"abc", 7));
        assert_eq!(line.written(), b"abc");
    }

    #[test]
    fn a_line_goes_on_only_where_the_same_room_ends() {
        let mut room = super::room();
        let mut line = Line::new(&mut room);
        line.apart(|_| {
            let mut foreign = Line::new(Box::leak(Box::new(super::room())));
            assert!(foreign.text(b"foreign"));
            foreign
        });
        assert_eq!(line.written(), b"");
        line.apart(|mut line| {
            assert!(line.text(b"own"));
            line
        });
        assert_eq!(line.written(), b"own");
    }

    #[test]
    fn a_line_is_appended_unless_it_is_refused_or_another() {
        let mut text = b"before ".to_vec();
        assert!(append(&mut text, |mut line| line
            .text(b"own")
            .then_some(line)));
        assert_eq!(text, b"before own");
        assert!(!append(&mut text, |mut line| {
            assert!(line.text(b"refused"));
            None
        }));
        assert!(!append(&mut text, |_| {
            let mut foreign = Line::new(Box::leak(Box::new(super::room())));
            assert!(foreign.text(b"foreign"));
            Some(foreign)
        }));
        assert_eq!(text, b"before own");
    }
}
