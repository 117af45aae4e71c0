//! Paths as text, losslessly: for carriers, and for people.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// The sign before a byte that is not part of a character, which is written as two hexadecimal digits. No system allows
/// it in a name, so two names never have the same key.
const BYTE: char = '\0';

/// A relative path as text, losslessly: with `/` between the parts. `None` for a path that goes up, or that cannot be
/// told on this system.
pub fn key(path: &Path) -> Option<String> {
    let mut key = String::new();
    for part in path.components() {
        let name = match part {
            Component::CurDir => continue,
            Component::Normal(name) => name,
            _ => return None,
        };
        if !key.is_empty() {
            key.push('/');
        }
        for chunk in name.as_encoded_bytes().utf8_chunks() {
            key.push_str(chunk.valid());
            for byte in chunk.invalid() {
                key.push_str(&format!("{BYTE}{byte:02x}"));
            }
        }
    }
    Some(key)
}

/// The path that a key stands for; `None` when it is not one that [`key`] makes.
pub(super) fn relative(key: &str) -> Option<PathBuf> {
    if key.starts_with('/') || key.split('/').any(|part| matches!(part, "." | "..")) {
        return None;
    }
    // names from the files of a repository may hold what separates folders on another system
    if cfg!(windows) && key.contains(['\\', ':']) {
        return None;
    }
    let mut bytes = Vec::with_capacity(key.len());
    let mut pieces = key.split(BYTE);
    bytes.extend_from_slice(pieces.next().unwrap_or_default().as_bytes());
    for piece in pieces {
        let (byte, rest) = piece.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(byte, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    os_string(bytes).map(PathBuf::from)
}

/// A name of these bytes; not every system has one of any bytes.
pub(crate) fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    #[cfg(unix)]
    let name = Some(std::os::unix::ffi::OsStringExt::from_vec(bytes));
    #[cfg(not(unix))]
    let name = String::from_utf8(bytes).ok().map(OsString::from);
    name
}

/// A path as people read it, and different for different paths: a byte that is not part of a character is `\xff`, and
/// only backslashes before something that would read as such a byte are doubled.
pub fn shown(path: &Path) -> String {
    let mut out = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        let valid = chunk.valid();
        out.push_str(&double_backslashes(valid));
        if !chunk.invalid().is_empty() {
            let run = valid.len() - valid.trim_end_matches('\\').len();
            out.push_str(&"\\".repeat(run));
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out
}

/// Doubles the backslashes before what would read as the sign of a byte.
fn double_backslashes(text: &str) -> String {
    let is_sign = |rest: &str| {
        let digits = rest.strip_prefix('x').and_then(|rest| rest.get(..2));
        digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let run = rest[at..].len() - rest[at..].trim_start_matches('\\').len();
        let (before, after) = rest.split_at(at + run);
        out.push_str(before);
        if is_sign(after) {
            out.push_str(&"\\".repeat(run));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}
