//! Whether the bytes of a file are worth reading: the words without which no carrier finds a format there.

use gwfmt_carriers::carrier::Carrier;
use gwfmt_carriers::recognise;
use memchr::memmem;

/// Whether the bytes of a file of this carrier may hold a format. What passes is read; what does not costs nothing more.
pub(crate) fn may_hold(carrier: &Carrier, bytes: &[u8]) -> bool {
    let is_wide = recognise::utf16(bytes).is_some();
    carrier.needles.iter().any(|needle| {
        memmem::find(bytes, needle.as_bytes()).is_some()
            || is_wide && recognise::utf16_holds(bytes, needle)
    })
}

/// Whether a file that was named is worth reading, although it does not hold what formats are kept under: tools that write
/// such files have other words.
pub(crate) fn refers(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"$context.").is_some()
}
