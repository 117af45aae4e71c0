//! What API Gateway may have meant: for each variable a text of its kind, honest or chosen by a hostile client, and the value
//! that it stands for. The texts are made here from what is documented, not by the code under test.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gwfmt::Timestamp;
use gwfmt::runtime::Value;
use gwfmt_core::api::Api;
use gwfmt_core::catalog::{Type, Unit, Variable};
use gwfmt_core::texts::TextKind;

use crate::rng::Rng;

/// A value of a line: its text, or none where `-` is written, and what it stands for.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub text: Option<String>,
    pub meant: Value<'static>,
}

/// What a hostile client sends.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "-",
    "\"",
    "\"\"",
    "\\",
    "\\\"",
    "'",
    ",",
    ",\"",
    "\",\"",
    "|",
    "\t",
    ";",
    "a,b",
    "a b",
    "500",
    "- -",
    "\" \"",
    "] [",
    "[",
    "{}",
    "\":\"",
    "\"}",
    "\"}\n",
    "}",
    "{\"",
    "null",
    "<",
    ">",
    "</",
    "<b>",
    "&amp;",
    "&",
    "&#x41;",
    "\u{0}",
    "\n",
    "\r",
    "\r\n",
    "\u{1}",
    "\u{7f}",
    "\u{feff}",
    "é",
    "e\u{301}",
    "日",
    "→",
    "😀",
    "\u{200b}",
    "\u{202e}",
    "ß",
    "=1+1",
    "+1",
    "@x",
    "\\n",
    "\\u0041",
    "\\ud800",
    "\\x",
    "C:\\new",
    "\u{2028}",
    "%20",
    "/",
    "//",
    "$context.status",
    "10/Jul/2024:18:14:22 +0000",
    "192.0.2.1",
    "GET /x HTTP/1.1",
    "not authorized, sorry",
    "say \"no\"",
    "Mozilla/5.0 (X11; Linux x86_64)",
    "true",
    "2001:db8::1",
    "1720635262451",
];

const AGENTS: &[&str] = &[
    "curl/8.1.2",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "okhttp/4.9.3",
    "Forbidden",
    "Endpoint request timed out",
    "a",
];

/// How a text of a client's or a backend's choice is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Honest,
    Hostile,
}

fn letters(rng: &mut Rng, alphabet: &str, most: usize) -> String {
    let alphabet = alphabet.as_bytes();
    let most = if rng.once_in(20) { most * 4 } else { most };
    let length = 1 + rng.below(most);
    (0..length).map(|_| *rng.of(alphabet) as char).collect()
}

const ALNUM: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Text that holds what ends values: pieces of the line itself, and what is known to hurt.
fn any(rng: &mut Rng, mood: Mood, around: &[String]) -> String {
    if mood == Mood::Honest {
        return (*rng.of(AGENTS)).to_owned();
    }
    if rng.once_in(60) {
        let piece = *rng.of(HOSTILE);
        return piece.repeat(1 + rng.below(300));
    }
    let pieces = 1 + rng.below(4);
    let mut text = String::new();
    for _ in 0..pieces {
        if !around.is_empty() && rng.once_in(2) {
            text.push_str(rng.of::<String>(around));
        } else {
            text.push_str(rng.of::<&str>(HOSTILE));
        }
        if rng.once_in(3) {
            text.push_str(&letters(rng, ALNUM, 4));
        }
    }
    text
}

fn whole_number(rng: &mut Rng, most: u64) -> u64 {
    let bits = rng.below(64) as u32;
    (rng.next() >> bits) % (most + 1)
}

fn time(rng: &mut Rng) -> (i64, String) {
    // 1995 to 2059, so that the century turns.
    let seconds = 800_000_000 + rng.of_i64(2_000_000_000);
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // Days to a date, by walking the years and months.
    let (mut year, mut left) = (1970, days);
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    while left >= 365 + i64::from(leap(year)) {
        left -= 365 + i64::from(leap(year));
        year += 1;
    }
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let lengths = [
        31,
        28 + i64::from(leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let mut month = 0;
    while left >= lengths[month] {
        left -= lengths[month];
        month += 1;
    }
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let text = format!(
        "{:02}/{}/{year}:{hour:02}:{minute:02}:{second:02} +0000",
        left + 1,
        MONTHS[month]
    );
    (seconds * 1000, text)
}

fn address(rng: &mut Rng) -> IpAddr {
    match rng.below(5) {
        0 => {
            let mut parts = [0_u16; 8].map(|_| rng.next() as u16);
            let zeros = rng.below(9);
            let from = rng.below(9);
            for part in parts.iter_mut().skip(from).take(zeros) {
                *part = 0;
            }
            IpAddr::V6(Ipv6Addr::from(parts))
        }
        _ => IpAddr::V4(Ipv4Addr::from(rng.next() as u32)),
    }
}

#[allow(clippy::too_many_lines, reason = "one arm a kind of text")]
/// A value of a variable on an API. `around` is text of the format and of other values, of which hostile values are made.
pub fn draw(
    rng: &mut Rng,
    variable: &'static Variable,
    api: Api,
    mood: Mood,
    around: &[String],
) -> Drawn {
    let absent = Drawn {
        text: None,
        meant: Value::Absent,
    };
    if variable.listing(api).is_none() {
        return absent;
    }
    if variable.may_be_absent() && rng.once_in(5) {
        return absent;
    }
    let text_of = |text: String| {
        let meant = match text.as_str() {
            "-" if variable.may_be_absent() => Value::Absent,
            _ => Value::Text(text.clone().into()),
        };
        Drawn {
            text: Some(text),
            meant,
        }
    };
    let number = |number: u64| Drawn {
        text: Some(number.to_string()),
        meant: Value::Number(number),
    };
    match variable.texts {
        TextKind::Integer if variable.unit == Some(Unit::Milliseconds) => {
            number(whole_number(rng, u32::MAX.into()))
        }
        TextKind::Integer => number(whole_number(rng, 9_999_999_999_999_999_999)),
        TextKind::Status => number(100 + rng.below(900) as u64),
        TextKind::EpochMillis => {
            let millis = 1_000_000_000_000 + rng.of_i64(8_999_999_999_999);
            Drawn {
                text: Some(millis.to_string()),
                meant: Value::Time(Timestamp::from_millis(millis)),
            }
        }
        TextKind::Boolean => {
            let value = rng.once_in(2);
            Drawn {
                text: Some(value.to_string()),
                meant: Value::Boolean(value),
            }
        }
        TextKind::Time if variable.ty == Type::ClfTime => {
            let (millis, text) = time(rng);
            Drawn {
                text: Some(text),
                meant: Value::Time(Timestamp::from_millis(millis)),
            }
        }
        TextKind::Ip => {
            let address = address(rng);
            Drawn {
                text: Some(address.to_string()),
                meant: Value::Address(address),
            }
        }
        TextKind::OneOf => text_of((*rng.of(variable.values)).to_owned()),
        TextKind::AccountId => text_of(format!("{:012}", rng.below(1_000_000_000_000))),
        TextKind::Time => text_of(time(rng).1),
        TextKind::CertTime => text_of(format!(
            "May {:2} 12:30:{:02} 20{:02} GMT",
            1 + rng.below(28),
            rng.below(60),
            10 + rng.below(80)
        )),
        TextKind::Host => text_of(format!(
            "{}.example.com",
            letters(rng, "abcdefghijkl0123456789-", 12)
        )),
        TextKind::Method => {
            text_of((*rng.of(&["GET", "POST", "OPTIONS", "PURGE", "M"])).to_owned())
        }
        TextKind::Alnum => text_of(letters(rng, ALNUM, 12)),
        TextKind::Word => text_of(format!("w{}", letters(rng, "abcXYZ019_-.$", 12))),
        TextKind::Id => text_of(format!("i{}", letters(rng, "abcXYZ019=+/_-", 30))),
        TextKind::Token => text_of(format!(
            "t{}",
            letters(rng, "abcXYZ019!#$%()*+-./:=?@[]^_`{}~", 20)
        )),
        TextKind::Resource => text_of(format!("/{}", letters(rng, "abcXYZ019/{}._-:+", 20))),
        TextKind::Path if mood == Mood::Honest => {
            text_of(format!("/prod/{}", letters(rng, "abcXYZ019/._-", 20)))
        }
        TextKind::Path => text_of(format!(
            "/{}",
            letters(rng, "abcXYZ019/%?=~!'()*+-.:;@[]^_`{|}#$&,", 20)
        )),
        TextKind::RouteKey => text_of(
            (*rng.of(&[
                "GET /pets/{id}",
                "$default",
                "sendMessage",
                "ANY /",
                "POST /a-b/c_d",
            ]))
            .to_owned(),
        ),
        TextKind::Visible => text_of(format!(
            "v{}",
            letters(rng, "abcXYZ019!#$%()*+-./:=?@[]^_`{}~,;|", 20)
        )),
        TextKind::Any => text_of(any(rng, mood, around)),
        TextKind::JsonString => {
            let text = any(rng, mood, around);
            // `"-"` is how some lines say that there is no message.
            if text == "-" {
                return absent;
            }
            Drawn {
                meant: Value::Text(text.clone().into()),
                text: Some(text),
            }
        }
        TextKind::Nothing => absent,
    }
}
