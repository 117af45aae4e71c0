//! Common Log Format: `host ident user [time] "request" status bytes`, and more columns behind it.

use super::{Composed, Member, columns};
use crate::api::Api;
use crate::catalog::var;

/// The parts of the request line, each a choice of which the first that is a member is taken.
const fn request(api: Api) -> [&'static [&'static str]; 3] {
    match api {
        Api::Rest => [
            &[var::HTTP_METHOD],
            &[var::RESOURCE_PATH, var::PATH],
            &[var::PROTOCOL],
        ],
        Api::Http => [
            &[var::HTTP_METHOD],
            &[var::PATH, var::ROUTE_KEY],
            &[var::PROTOCOL],
        ],
        Api::WebSocket => [&[var::EVENT_TYPE], &[var::ROUTE_KEY], &[var::CONNECTION_ID]],
    }
}

/// The members of which a line is made.
struct Line<'m> {
    members: &'m [Member],
    taken: Vec<bool>,
    added: Vec<&'static str>,
}

impl Line<'_> {
    /// The column of a variable that must be there.
    fn must(&mut self, path: &'static str) -> String {
        self.take(&[path]).unwrap_or_else(|| {
            self.added.push(path);
            format!("$context.{path}")
        })
    }

    /// The column of a variable that may be left out.
    fn may(&mut self, path: &'static str) -> String {
        self.take(&[path]).unwrap_or_else(|| "-".to_owned())
    }

    fn take(&mut self, choices: &[&str]) -> Option<String> {
        let is_choice = |choice: &str| {
            let mut members = self.members.iter().zip(&self.taken);
            members.position(|(member, taken)| !taken && member.variable() == Some(choice))
        };
        let at = choices.iter().find_map(|choice| is_choice(choice))?;
        *self.taken.get_mut(at)? = true;
        self.members.get(at).map(|member| member.value.clone())
    }

    /// `GET /orders HTTP/1.1`: a member that is such a line already, or else its parts.
    fn request(&mut self, api: Api) -> String {
        let parts = request(api);
        let is_whole = |member: &Member| {
            let mut words = member.value.split(' ');
            let [method, _, last] = parts;
            let is = |word: Option<&str>, choices: &[&str]| {
                let path = word.and_then(|word| word.strip_prefix("$context."));
                path.is_some_and(|path| choices.contains(&path))
            };
            let first = is(words.next(), method);
            first && words.clone().count() == 2 && is(words.next_back(), last)
        };
        let mut members = self.members.iter();
        if let Some(at) = members.position(is_whole) {
            if let Some(taken) = self.taken.get_mut(at) {
                *taken = true;
            }
            return self
                .members
                .get(at)
                .map(|member| member.value.clone())
                .unwrap_or_default();
        }
        let part = |choices: &[&'static str]| {
            self.take(choices).unwrap_or_else(|| {
                let first = choices.first().copied().unwrap_or_default();
                self.added.push(first);
                format!("$context.{first}")
            })
        };
        parts.map(part).join(" ")
    }
}

/// An access line.
pub(super) fn clf(api: Api, members: &[Member]) -> Composed {
    let mut line = Line {
        members,
        taken: vec![false; members.len()],
        added: Vec::new(),
    };
    let host = line.must(var::IDENTITY_SOURCE_IP);
    let ident = line.may(var::IDENTITY_CALLER);
    let user = line.may(var::IDENTITY_USER);
    let time = line.must(var::REQUEST_TIME);
    let request = line.request(api);
    let status = line.must(var::STATUS);
    let bytes = line.may(var::RESPONSE_LENGTH);
    let mut text = format!("{host} {ident} {user} [{time}] \"{request}\" {status} {bytes}");
    for (member, taken) in members.iter().zip(&line.taken) {
        if !taken {
            text.push(' ');
            text.push_str(&columns::spaced(api, member));
        }
    }
    Composed {
        text,
        added: line.added,
    }
}
