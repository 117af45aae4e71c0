//! Names after a dollar that are not `$context`: whose they are, and which variable was probably meant.

use super::meant::of_neighbours;
use super::{Meaning, meant, resolve};
use crate::api::ApiSet;

/// What a `$name` outside of `$context` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// `$default`, `$connect`, `$disconnect`: names of routes, which a format may well hold as text.
    Route,
    /// A name of a mapping template or of parameter mapping: `$input.body`, `$stageVariables.x`.
    Namespace(Namespace),
    /// `$context` is misspelt: `$content.path`, `$Context.path`.
    Misspelt(Option<String>),
    /// `$context.` is missing: `$requestId`.
    Unprefixed(String),
    /// Something else.
    Other,
}

/// The names of another part of API Gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// `$input`: the body and the parameters in mapping templates.
    Input,
    /// `$stageVariables`.
    StageVariables,
    /// `$util`: functions of mapping templates.
    Util,
    /// `$method`, `$integration`: parameter mapping of REST APIs.
    RestMapping,
    /// `$request`, `$response`: parameter mapping of HTTP and WebSocket APIs.
    Mapping,
}

impl Namespace {
    /// All of them.
    pub const ALL: [Namespace; 5] = [
        Namespace::Input,
        Namespace::StageVariables,
        Namespace::Util,
        Namespace::RestMapping,
        Namespace::Mapping,
    ];

    /// The words after the dollar.
    pub const fn roots(self) -> &'static [&'static str] {
        match self {
            Namespace::Input => &["input"],
            Namespace::StageVariables => &["stageVariables"],
            Namespace::Util => &["util"],
            Namespace::RestMapping => &["method", "integration"],
            Namespace::Mapping => &["request", "response"],
        }
    }

    /// The namespace whose word that is.
    pub fn of(root: &str) -> Option<Namespace> {
        let has = |namespace: &Namespace| namespace.roots().contains(&root);
        Namespace::ALL.into_iter().find(has)
    }

    /// What it belongs to.
    pub const fn belongs_to(self) -> &'static str {
        match self {
            Namespace::Input | Namespace::StageVariables => "a name of mapping templates",
            Namespace::Util => "a function of mapping templates",
            Namespace::RestMapping => "an expression of parameter mapping of REST APIs",
            Namespace::Mapping => "an expression of parameter mapping of HTTP and WebSocket APIs",
        }
    }

    /// The page that says so.
    pub const fn source(self) -> &'static str {
        match self {
            Namespace::Input => {
                "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
            }
            Namespace::StageVariables => {
                "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
            }
            Namespace::Util => "https://github.com/serverless/dashboard-plugin/pull/364",
            Namespace::RestMapping => "https://davidgarc.com/blog/api-gw-log-headers",
            Namespace::Mapping => {
                "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html"
            }
        }
    }

    /// The variable that holds what `name` of this namespace would give, without `$context.`.
    pub fn variable(self, name: &str, apis: ApiSet) -> Option<String> {
        let bare = name.trim_start_matches(['$', '{']);
        match self {
            Namespace::RestMapping | Namespace::Mapping => {
                let path = bare.strip_prefix("method.").unwrap_or(bare);
                let found = of_neighbours(bare, apis).or_else(|| of_neighbours(path, apis));
                found.and_then(|meant| meant.path)
            }
            Namespace::Input | Namespace::StageVariables | Namespace::Util => None,
        }
    }

    /// What to do where no variable holds it.
    pub const fn help(self) -> &'static str {
        match self {
            Namespace::Util => "a format cannot call functions: write a variable alone",
            Namespace::StageVariables => {
                "stage variables cannot be logged; write a value that is the same for every request into the format as text"
            }
            Namespace::Input | Namespace::RestMapping | Namespace::Mapping => {
                "headers, parameters and bodies cannot be logged; a Lambda authorizer can return a value that is then `$context.authorizer.<key>`"
            }
        }
    }
}

/// What `name`, which begins with its dollar, is. The names given back are without `$context.`.
pub fn outside(name: &str, apis: ApiSet) -> Outside {
    let bare = name.trim_start_matches(['$', '{']);
    let end = bare.find(|c: char| !is_word(c)).unwrap_or(bare.len());
    let root = &bare[..end];
    let tail = bare[end..].strip_prefix('.').filter(|t| !t.is_empty());
    if ["default", "connect", "disconnect"].contains(&bare) {
        return Outside::Route;
    }
    let slip = slip(root);
    if slip <= 2 {
        let path = tail.and_then(|tail| known(tail, apis));
        if path.is_some() || slip == 0 || slip == 1 && tail.is_some() {
            return Outside::Misspelt(path);
        }
    }
    // `$integration.latency` has the name of a variable, `$integration.response.body` has not.
    if is_listed(bare) {
        return Outside::Unprefixed(bare.to_owned());
    }
    if let Some(namespace) = Namespace::of(root) {
        return Outside::Namespace(namespace);
    }
    let stripped = ["event.requestContext.", "requestContext.", "ctx."]
        .iter()
        .find_map(|prefix| bare.strip_prefix(prefix))
        .or_else(|| glued(bare))
        .unwrap_or(bare);
    match known(stripped, apis) {
        Some(path) => Outside::Unprefixed(path),
        None => Outside::Other,
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_listed(path: &str) -> bool {
    matches!(
        resolve(path, ApiSet::ANY).meaning,
        Meaning::Listed(_) | Meaning::OtherApi(_)
    )
}

/// The name itself when some page lists it, else the one that was probably meant.
fn known(path: &str, apis: ApiSet) -> Option<String> {
    if is_listed(path) {
        return Some(path.to_owned());
    }
    let meant = meant(path, apis).path?;
    is_listed(&meant).then_some(meant)
}

/// How many letters a word is off `context`, in any case: `content` is one off, and so is `contexts`.
fn slip(root: &str) -> usize {
    if root.len() > 12 {
        return usize::MAX;
    }
    strsim::osa_distance(&root.to_ascii_lowercase(), "context")
}

/// `$context_requestId`, `$contextRequestId`: what follows the word.
fn glued(name: &str) -> Option<&str> {
    let head = name.get(.."context".len())?;
    let rest = name.get("context".len()..)?;
    head.eq_ignore_ascii_case("context")
        .then(|| rest.trim_start_matches('_'))
        .filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_says_whose_it_is_and_what_to_write() {
        for namespace in Namespace::ALL {
            assert!(namespace.belongs_to().starts_with('a'), "{namespace:?}");
            assert!(namespace.help().contains("cannot"), "{namespace:?}");
            assert!(namespace.source().starts_with("https://"), "{namespace:?}");
        }
        for (name, path) in [
            ("$request.path", Some("path")),
            ("$method.request.url", Some("path")),
            ("$response.statusCode", Some("status")),
            ("$request.header.X-Trace", None),
            ("$input.path", None),
        ] {
            let root = name[1..].split('.').next().and_then(Namespace::of);
            let found = root.and_then(|namespace| namespace.variable(name, ApiSet::ANY));
            assert_eq!(found.as_deref(), path, "{name}");
        }
    }

    #[test]
    fn tells_whose_a_name_is() {
        let of = |name| outside(name, ApiSet::ANY);
        let unprefixed = |path: &str| Outside::Unprefixed(path.to_owned());
        let misspelt = |path: &str| Outside::Misspelt(Some(path.to_owned()));
        assert_eq!(of("$default"), Outside::Route);
        for name in [
            "$input.body",
            "$input",
            "$stageVariables.x",
            "${stageVariables['x']}",
            "$util.urlEncode",
            "$method.request.header.X",
            "$integration.response.body",
            "$request.path",
            "$response.header.X",
        ] {
            assert!(matches!(of(name), Outside::Namespace(_)), "{name}");
        }
        assert_eq!(of("$requestId"), unprefixed("requestId"));
        assert_eq!(of("$error.message"), unprefixed("error.message"));
        assert_eq!(
            of("$integration.latency"),
            unprefixed("integration.latency")
        );
        assert_eq!(
            of("$authorizer.claims.sub"),
            unprefixed("authorizer.claims.sub")
        );
        assert_eq!(of("$request_id"), unprefixed("requestId"));
        assert_eq!(of("$remote_addr"), unprefixed("identity.sourceIp"));
        assert_eq!(of("$requestContext.stage"), unprefixed("stage"));
        assert_eq!(of("$contextRequestId"), unprefixed("requestId"));
        assert_eq!(of("$context_status"), unprefixed("status"));
        assert_eq!(of("$content.path"), misspelt("path"));
        assert_eq!(of("$Context.requestid"), misspelt("requestId"));
        assert_eq!(of("$contexts.path"), misspelt("path"));
        assert_eq!(of("$CONTEXT"), Outside::Misspelt(None));
        assert_eq!(of("$contxt.foo"), Outside::Misspelt(None));
        assert_eq!(of("$contact.phone"), Outside::Other);
        assert_eq!(of("$content"), Outside::Other);
        assert_eq!(of("$USD"), Outside::Other);
    }
}
