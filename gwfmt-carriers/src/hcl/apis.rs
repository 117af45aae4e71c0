//! What is known of an API before it is deployed: its protocol. A value that is a property of it keeps that.

use std::rc::Rc;

use gwfmt_core::api::Api;
use gwfmt_core::span::SourceSpan;

use super::stages::pairs_of;
use super::syntax::Step;
use super::value::{Hint, Kind, Value};
use super::world::{Instance, Scope, World};

impl World<'_> {
    /// `aws_apigatewayv2_api.name`, which is the address, followed by `steps`.
    pub(super) fn api(
        &self,
        scope: Scope<'_>,
        address: &str,
        steps: &[Step],
        at: SourceSpan,
    ) -> Value {
        with_api(at, self.protocol(scope, address, steps))
    }

    fn protocol(&self, scope: Scope<'_>, address: &str, steps: &[Step]) -> Option<Api> {
        let body = scope.instance.folder.apis.get(address)?;
        let protocol = body.get("protocol_type")?;
        let top = Scope::top(scope.instance);
        let Some(for_each) = body.get("for_each") else {
            return protocol_of(&self.eval(top, protocol));
        };
        let mut pairs = pairs_of(self, top, for_each);
        if let Some(key) = self.key_of(scope, steps) {
            pairs.retain(|pair| is_keyed(pair, &key));
        }
        let protocols = pairs.iter().map(|pair| {
            let protocol = self.eval_each(scope.instance, Some(pair), protocol);
            protocol_of(&protocol)
        });
        common(protocols)
    }

    /// The key that says which of a block's instances is meant.
    fn key_of(&self, scope: Scope<'_>, steps: &[Step]) -> Option<String> {
        let [Step::Index(key), ..] = steps else {
            return None;
        };
        let key = self.eval(scope, key).known_text()?;
        Some(key.as_str().to_owned())
    }

    /// The element of the `for_each` of a call that an index behind its name means.
    pub(super) fn element_of(
        &self,
        scope: Scope<'_>,
        instance: &Rc<Instance>,
        module: usize,
        steps: &[Step],
    ) -> Option<(Value, Value)> {
        let call = instance.folder.modules.get(module)?;
        let for_each = call.body.get("for_each")?;
        let key = self.key_of(scope, steps)?;
        let mut pairs = pairs_of(self, Scope::top(instance), for_each).into_iter();
        pairs.find(|pair| is_keyed(pair, &key))
    }
}

pub(super) fn is_keyed((known, _): &(Value, Value), key: &str) -> bool {
    known
        .known_text()
        .is_some_and(|known| known.as_str() == key)
}

/// What all of them are.
fn common(mut protocols: impl Iterator<Item = Option<Api>>) -> Option<Api> {
    let first = protocols.next()??;
    protocols.all(|other| other == Some(first)).then_some(first)
}

/// An unknown value that is a property of an API.
pub(super) fn with_api(at: SourceSpan, api: Option<Api>) -> Value {
    Value::new(
        at,
        Kind::Unknown(Hint {
            api,
            ..Hint::default()
        }),
    )
}

/// What `protocol_type` says.
pub(super) fn protocol_of(value: &Value) -> Option<Api> {
    match value.known_text()?.as_str() {
        "HTTP" => Some(Api::Http),
        "WEBSOCKET" => Some(Api::WebSocket),
        _ => None,
    }
}
