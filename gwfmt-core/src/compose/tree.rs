//! Members as the objects that their keys make, written as JSON and as XML.

use std::fmt::Write as _;

use super::{Member, json_value};
use crate::api::Api;
use crate::catalog::var;
use crate::shape::json;

/// A value or an object.
#[derive(Clone, Debug)]
pub enum Node<'m> {
    /// A value.
    Value(&'m Member),
    /// An object, its members in the order in which their keys came first.
    Object(Vec<(&'m str, Node<'m>)>),
}

/// The object of all members. Of two members with the same keys both stay.
pub fn tree(members: &[Member]) -> Node<'_> {
    let mut root = Vec::new();
    for member in members {
        insert(&mut root, &member.keys, member);
    }
    Node::Object(root)
}

fn insert<'m>(object: &mut Vec<(&'m str, Node<'m>)>, keys: &'m [String], member: &'m Member) {
    let [key, rest @ ..] = keys else { return };
    if rest.is_empty() {
        object.push((key, Node::Value(member)));
        return;
    }
    let inner = object.iter_mut().find_map(|(name, node)| match node {
        Node::Object(inner) if name == key => Some(inner),
        _ => None,
    });
    if let Some(inner) = inner {
        return insert(inner, rest, member);
    }
    let mut inner = Vec::new();
    insert(&mut inner, rest, member);
    object.push((key, Node::Object(inner)));
}

impl Node<'_> {
    /// The same with the members of each object sorted by key, as `jsonencode` of Terraform has them.
    #[must_use]
    pub fn sorted(self) -> Self {
        match self {
            Node::Value(_) => self,
            Node::Object(members) => {
                let sorted = |(key, node): (_, Self)| (key, node.sorted());
                let mut members: Vec<_> = members.into_iter().map(sorted).collect();
                members.sort_by_key(|(key, _)| *key);
                Node::Object(members)
            }
        }
    }

    /// As JSON, without white space.
    pub fn json(&self) -> String {
        match self {
            Node::Value(member) => json_value(member),
            Node::Object(members) => {
                let member = |(key, node): &(&str, Node)| {
                    format!("\"{}\":{}", json::escape(key), node.json())
                };
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }

    /// As an element `request`, whose attribute `id` is the request ID as in AWS's samples.
    pub(super) fn xml(&self, api: Api) -> String {
        let mut text = String::new();
        let mut id = String::new();
        if let Node::Object(members) = self {
            for (key, node) in members {
                match node {
                    Node::Value(member)
                        if id.is_empty() && member.variable() == Some(var::REQUEST_ID) =>
                    {
                        id = format!(" id=\"{}\"", member.value);
                    }
                    _ => node.element(key, api, &mut text),
                }
            }
        }
        format!("<request{id}>{text}</request>")
    }

    fn element(&self, key: &str, api: Api, text: &mut String) {
        let name = xml_name(key);
        let _ = write!(text, "<{name}>");
        match self {
            Node::Object(members) => {
                for (key, node) in members {
                    node.element(key, api, text);
                }
            }
            Node::Value(member) => {
                // in CDATA the own text of the value would not be escaped
                let own = member.value.contains(['<', '&', '>']);
                if member.may_hold(api, &['<', '&']) && !own {
                    let _ = write!(text, "<![CDATA[{}]]>", member.value);
                } else {
                    text.push_str(&xml_text(&member.value));
                }
            }
        }
        let _ = write!(text, "</{name}>");
    }
}

/// A key as the name of an element.
fn xml_name(key: &str) -> String {
    let mut name: String = key
        .chars()
        .map(|c| match c {
            '-' | '_' | '.' => c,
            c if c.is_ascii_alphanumeric() => c,
            _ => '_',
        })
        .collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    name
}

fn xml_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
