//! See [`RULE`].

use crate::lint::rule;

rule! {
    /// There is more than is read.
    ///
    /// A file over 64 MiB, a folder of Terraform files with more than can be followed, more files of values for it than are tried, a template in
    /// which few bytes stand for too much, or an ignore file with more patterns than are tried. What is left out is not judged. The bounds are
    /// gwfmt's own, far above what deployments take: a template of CloudFormation has at most 1 MB.
    ///
    /// An error for a file that is named, a note for one that is met while walking a folder.
    ///
    /// ```bad sh
    /// head -c 70000000 /dev/zero > template.yaml
    /// ```
    ///
    /// ```good sh
    /// head -c 1000000 /dev/zero > template.yaml
    /// ```
    "file-too-large", Files, Unread, Error, true, Documented,
    sources: ["https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"]
}
