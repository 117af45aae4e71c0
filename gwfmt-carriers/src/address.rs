//! `FILE#ADDRESS`: one format of a file, named the same way to the command and to the macro.

use std::path::{Path, PathBuf};

use crate::files::os_string;

/// Takes `FILE#ADDRESS` apart: at the first `#` whose left side is a file, for names of files and addresses may hold one
/// too. Nothing when there is no such file.
pub fn split(named: &Path, is_file: impl Fn(&Path) -> bool) -> Option<(PathBuf, String)> {
    let bytes = named.as_os_str().as_encoded_bytes();
    let signs = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'#');
    signs.into_iter().find_map(|(at, _)| {
        let (file, address) = (bytes.get(..at)?, bytes.get(at + 1..)?);
        let file = PathBuf::from(os_string(file.to_vec())?);
        let address = std::str::from_utf8(address).ok()?;
        is_file(&file).then(|| (file, address.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_apart_where_the_left_side_is_a_file() {
        let split = |named: &str, files: &[&str]| {
            let found = split(Path::new(named), |file| {
                files.iter().any(|known| Path::new(known) == file)
            });
            found.map(|(file, address)| (file.to_str().unwrap().to_owned(), address))
        };
        let parts = |file: &str, address: &str| Some((file.to_owned(), address.to_owned()));
        assert_eq!(split("a.tf#s", &["a.tf"]), parts("a.tf", "s"));
        assert_eq!(
            split("a#b.tf#s[\"#\"]", &["a#b.tf"]),
            parts("a#b.tf", "s[\"#\"]")
        );
        assert_eq!(split("a.tf#s", &[]), None);
        assert_eq!(split("a.tf", &["a.tf"]), None);
    }
}
