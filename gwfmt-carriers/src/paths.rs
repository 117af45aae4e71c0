//! Paths as [`Sources`](crate::Sources) know them.

/// The path of a name in a folder.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// The folder that a file is in.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Where a path leads from a folder; nothing when it leaves the root and does not come back by its name.
pub(crate) fn resolve(location: &str, folder: &str, relative: &str) -> Option<String> {
    // no path holds a zero byte, and keys give it a meaning of their own
    if relative.starts_with('/') || relative.contains('\0') {
        return None;
    }
    let root: Vec<&str> = location
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let mut parts = root.clone();
    for part in folder.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.strip_prefix(root.as_slice())?.join("/"))
}
