//! The only place of the workspace with unsafe code: instructions that look at sixteen bytes at a time, and the line in the
//! making. Each says why safe code does not do, and each `unsafe` why it is sound.

#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
pub(crate) mod block;
pub(crate) mod line;
pub(crate) mod unescape;

#[cfg(target_arch = "x86_64")]
pub(crate) use block::masks;

/// Which of sixty-four bytes are each of `bytes`: one bit each, the first byte's lowest.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn masks<const N: usize>(block: &[u8; 64], bytes: [u8; N]) -> [u64; N] {
    bytes.map(|byte| {
        let bits = block.iter().enumerate();
        bits.fold(0, |bits, (at, b)| bits | u64::from(*b == byte) << at)
    })
}
