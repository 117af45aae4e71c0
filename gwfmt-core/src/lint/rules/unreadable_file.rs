//! See [`RULE`].

use crate::lint::rule;

rule! {
    /// A file that was met while walking cannot be read.
    ///
    /// It may not be opened, it is a pipe, a socket or a device, or a link that leads out of the repository. An ignore file of that kind ignores
    /// nothing; git follows no link to one either. A note, since nothing is known of what it holds. A file that is named and cannot be read ends
    /// the command with 2.
    ///
    /// ```bad sh
    /// mkfifo template.yaml
    /// ```
    ///
    /// ```good sh
    /// touch template.yaml
    /// ```
    "unreadable-file", Files, Unread, Note, true, Documented,
    sources: ["https://git-scm.com/docs/gitignore"]
}
