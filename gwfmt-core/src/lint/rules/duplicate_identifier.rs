//! See [`RULE`].

use crate::api::Api;
use crate::catalog::{HTTP_VARIABLES, WEBSOCKET_LOGGING, var};
use crate::lint::{Findings, rule};
use crate::model::Model;

rule! {
    /// Both `$context.requestId` and `$context.extendedRequestId` on an HTTP or WebSocket API, where they are equal.
    ///
    /// On REST APIs the two differ: a client may choose the first, and the service makes the second. HTTP and WebSocket
    /// APIs log one value for both, so the second field costs bytes and says nothing. AWS's own samples for HTTP APIs log
    /// both. Keep one, unless one table takes the lines of REST APIs too.
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId"}
    /// ```
    ///
    /// ```good http
    /// {"requestId":"$context.requestId"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId"}
    /// ```
    "duplicate-identifier", Catalog, Whole, Note, true, Documented,
    sources: [HTTP_VARIABLES, WEBSOCKET_LOGGING],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    if model.apis.has(Api::Rest) {
        return;
    }
    let first = |path: &str| {
        model
            .uses
            .iter()
            .find(|used| !used.before_hole && model.path(used) == path)
    };
    let (Some(id), Some(extended)) = (first(var::REQUEST_ID), first(var::EXTENDED_REQUEST_ID))
    else {
        return;
    };
    findings.note(
        extended.span,
        "`$context.extendedRequestId` equals `$context.requestId` on HTTP and WebSocket APIs",
        |d| {
            d.related(id.span, "the same value")
                .help("keep one of the two")
        },
    );
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::RULE;

    #[test]
    fn points_at_the_extended_one() {
        let text = "$context.extendedRequestId $context.requestId";
        for api in ["http", "websocket", "v2"] {
            assert_eq!(
                found(&RULE, text, api),
                [("note".to_owned(), "$context.extendedRequestId".to_owned())]
            );
        }
        assert_eq!(found(&RULE, text, "any"), []);
    }
}
