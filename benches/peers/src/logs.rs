//! Lines as API Gateway would log them: the same made-up requests in any format, from a fixed seed.

use std::fmt::Write as _;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn one<'v>(&mut self, values: &[&'v str]) -> &'v str {
        values[self.roll(values.len() as u64) as usize]
    }

    fn hex(&mut self, digits: usize) -> String {
        (0..digits)
            .map(|_| char::from(b"0123456789abcdef"[self.roll(16) as usize]))
            .collect()
    }
}

const AGENTS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/linux#5.10.217 md/arch#x86_64 lang/python#3.11.9",
    "okhttp/4.12.0",
    "curl/8.6.0",
    "python-requests/2.32.3",
    "Go-http-client/2.0",
    "Amazon CloudFront",
];
const PATHS: &[(&str, u64)] = &[
    ("/", 1),
    ("/health", 1),
    ("/orders", 4),
    ("/orders/{id}", 6),
    ("/orders/{id}/items/{item}", 3),
    ("/customers/{id}/addresses", 2),
    ("/search", 3),
];
const MONTHS: &[&str] = &[
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The values of one request, by variable.
fn request(dice: &mut Dice, millis: u64) -> Vec<(&'static str, String)> {
    let heavy: Vec<&str> = PATHS
        .iter()
        .flat_map(|(path, weight)| std::iter::repeat_n(*path, *weight as usize))
        .collect();
    let resource = dice.one(&heavy);
    let path = format!(
        "/prod{}",
        resource
            .replace("{id}", &dice.roll(1_000_000).to_string())
            .replace("{item}", &dice.roll(90).to_string())
    );
    let method = dice.one(&[
        "GET", "GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "OPTIONS",
    ]);
    let status = if dice.roll(10) < 9 {
        dice.one(&["200", "200", "200", "201", "204"])
    } else {
        dice.one(&["400", "403", "404", "429", "502"])
    };
    let failed = status >= "400";
    let latency = 3 + dice.roll(40) * dice.roll(40) / 4;
    let reached = !failed || status == "502";
    let text = |yes: bool, text: String| if yes { text } else { "-".to_owned() };
    let ip = match dice.roll(33) {
        0 => format!(
            "2001:db8:{:x}::{:x}",
            dice.roll(0xffff) + 1,
            dice.roll(0xffff) + 1
        ),
        _ => format!(
            "{}.{}.{}.{}",
            1 + dice.roll(223),
            dice.roll(256),
            dice.roll(256),
            dice.roll(256)
        ),
    };
    let caller = text(
        dice.roll(7) == 0,
        format!("AROA{}:billing", dice.hex(17).to_ascii_uppercase()),
    );
    let agent = match dice.roll(100) {
        0 => r#"shop/4.2 (build "release"; C:\shop)"#.to_owned(),
        1 => "-".to_owned(),
        _ => dice.one(AGENTS).to_owned(),
    };
    let id = [8, 4, 4, 4, 12].map(|digits| dice.hex(digits)).join("-");
    let day = 1 + millis / 86_400_000 % 28;
    let second = millis / 1000;
    let time = format!(
        "{day:02}/{}/2024:{:02}:{:02}:{:02} +0000",
        MONTHS[(millis / 86_400_000 / 28 % 12) as usize],
        second / 3600 % 24,
        second / 60 % 60,
        second % 60
    );
    vec![
        ("requestId", id),
        ("extendedRequestId", format!("{}=", dice.hex(15))),
        ("identity.sourceIp", ip),
        ("identity.caller", caller.clone()),
        ("identity.user", caller),
        ("identity.userAgent", agent),
        ("requestTime", time),
        ("requestTimeEpoch", (1_700_000_000_000 + millis).to_string()),
        ("httpMethod", method.to_owned()),
        ("routeKey", format!("{method} {resource}")),
        ("resourcePath", resource.to_owned()),
        ("path", path),
        (
            "protocol",
            dice.one(&["HTTP/1.1", "HTTP/1.1", "HTTP/2.0"]).to_owned(),
        ),
        ("status", status.to_owned()),
        (
            "responseLength",
            (dice.roll(900) * dice.roll(90)).to_string(),
        ),
        ("responseLatency", latency.to_string()),
        (
            "integration.latency",
            text(reached, (latency - dice.roll(3)).to_string()),
        ),
        (
            "integration.integrationStatus",
            text(reached, status.to_owned()),
        ),
        (
            "error.message",
            text(
                failed,
                dice.one(&[
                    "Forbidden",
                    "Too Many Requests",
                    "Missing Authentication Token",
                    "Internal server error",
                ])
                .to_owned(),
            ),
        ),
    ]
}

/// Values that only wide formats hold. Of dice of their own, so that they change no other line.
fn rarer(dice: &mut Dice) -> Vec<(&'static str, String)> {
    let text = |yes: bool, text: String| if yes { text } else { "-".to_owned() };
    let account = (100_000_000_000 + dice.roll(900_000_000_000)).to_string();
    let signed = dice.roll(7) == 0;
    let api = dice.hex(10);
    let id = |dice: &mut Dice| [8, 4, 4, 4, 12].map(|digits| dice.hex(digits)).join("-");
    let mut values = vec![
        ("awsEndpointRequestId", id(dice)),
        ("xrayTraceId", format!("1-{}-{}", dice.hex(8), dice.hex(24))),
        ("apiId", api.clone()),
        ("stage", "prod".to_owned()),
        ("deploymentId", dice.hex(6)),
        (
            "domainName",
            format!("{api}.execute-api.eu-west-1.amazonaws.com"),
        ),
        ("domainPrefix", api),
        ("resourceId", dice.hex(6)),
        ("tlsVersion", dice.one(&["TLSv1.2", "TLSv1.3"]).to_owned()),
        (
            "cipherSuite",
            dice.one(&["ECDHE-RSA-AES128-GCM-SHA256", "TLS_AES_128_GCM_SHA256"])
                .to_owned(),
        ),
        ("isCanaryRequest", dice.one(&["false", "true"]).to_owned()),
        (
            "identity.userArn",
            text(
                signed,
                format!("arn:aws:sts::{account}:assumed-role/billing/session"),
            ),
        ),
        ("identity.accountId", text(signed, account.clone())),
        ("accountId", account),
        ("identity.apiKeyId", text(dice.roll(3) == 0, dice.hex(10))),
        ("identity.cognitoIdentityId", "-".to_owned()),
        (
            "identity.vpceId",
            text(dice.roll(9) == 0, format!("vpce-{}", dice.hex(17))),
        ),
        ("authorizer.principalId", text(dice.roll(2) == 0, id(dice))),
        ("authorizer.requestId", id(dice)),
        ("integration.requestId", id(dice)),
        (
            "error.responseType",
            dice.one(&[
                "-",
                "-",
                "-",
                "THROTTLED",
                "ACCESS_DENIED",
                "INTEGRATION_TIMEOUT",
            ])
            .to_owned(),
        ),
    ];
    for name in [
        "authorizer.status",
        "authorize.status",
        "authenticate.status",
        "waf.status",
        "integration.status",
    ] {
        values.push((name, dice.one(&["200", "200", "200", "403"]).to_owned()));
    }
    for name in [
        "authorizer.latency",
        "authorize.latency",
        "authenticate.latency",
        "waf.latency",
    ] {
        values.push((name, (dice.roll(30) * dice.roll(30)).to_string()));
    }
    values
}

/// What the two values hold that clients and back ends choose.
#[derive(Clone, Copy)]
pub enum Texts {
    /// What they mostly hold.
    Ordinary,
    /// About a hundred bytes with this many escapes in each.
    Escapes(usize),
    /// Some kilobytes: a JSON document in the string, and letters that are written as numbers.
    Long,
}

const ESCAPES: &[&str] = &[
    r#"\""#,
    r#"\""#,
    r#"\""#,
    r"\\",
    r"\\",
    r"\n",
    r"\t",
    r"\/",
    r"\u00e9",
    r"\u001b",
    r"\ud83d\ude00",
];
const PROSE: &str = "User: arn:aws:sts::210987654321:assumed-role/billing/session is not allowed to invoke this method of orders";

/// A text as it stands in a JSON string.
fn escaped(dice: &mut Dice, texts: Texts, agent: bool) -> String {
    let mut text = String::new();
    match texts {
        Texts::Ordinary => {}
        Texts::Escapes(count) => {
            let plain = if agent {
                AGENTS[dice.roll(4) as usize]
            } else {
                PROSE
            };
            let mut places: Vec<_> = (0..count)
                .map(|_| dice.roll(plain.len() as u64 + 1) as usize)
                .collect();
            places.sort_unstable();
            let mut from = 0;
            for at in places {
                text.push_str(&plain[from..at]);
                text.push_str(dice.one(ESCAPES));
                from = at;
            }
            text.push_str(&plain[from..]);
        }
        Texts::Long => {
            while text.len() < 2000 {
                let word = ["order", "customer", "message", "detail"][dice.roll(4) as usize];
                let _ = match dice.roll(4) {
                    0 => write!(
                        text,
                        r#"{{\"{word}\":[\"{}\",\"{}\"]}},"#,
                        dice.hex(6),
                        dice.hex(3)
                    ),
                    1 => write!(text, r#"\"{word}\":\"C:\\shop\\{}\",\n\t"#, dice.hex(4)),
                    2 => write!(
                        text,
                        r"\u{:04x}\u{:04x}\u{:04x} ",
                        0x410 + dice.roll(64),
                        0x410 + dice.roll(64),
                        0x410 + dice.roll(64)
                    ),
                    _ => write!(text, r"{PROSE}\n\ud83d\ude{:02x}", 64 - dice.roll(32)),
                };
            }
        }
    }
    text
}

/// Lines of this format, of about that many bytes together.
pub fn lines(format: &str, bytes: usize) -> String {
    lines_with(format, bytes, Texts::Ordinary)
}

/// The same with these texts.
pub fn lines_with(format: &str, bytes: usize, texts: Texts) -> String {
    let json = format.starts_with('{');
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut other_dice = Dice(0xd1b5_4a32_d192_ed03);
    let (mut log, mut millis) = (String::with_capacity(bytes + 4096), 0);
    while log.len() < bytes {
        millis += dice.roll(4000);
        let mut values = request(&mut dice, millis);
        values.extend(rarer(&mut other_dice));
        let mut pieces = format.split("$context.");
        log.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let end = piece
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '.')
                .unwrap_or(piece.len());
            let (name, after) = piece.split_at(end);
            let (_, value) = values
                .iter()
                .find(|(known, _)| *known == name)
                .expect("a variable that requests have");
            let chosen = matches!(name, "identity.userAgent" | "error.message");
            if chosen && !matches!(texts, Texts::Ordinary) {
                log.push_str(&escaped(
                    &mut other_dice,
                    texts,
                    name == "identity.userAgent",
                ));
            } else if value == "-" && log.ends_with(':') {
                // The peers could not read a bare `-`.
                log.push_str("100");
            } else if json {
                let quoted = serde_json::to_string(value).expect("text");
                log.push_str(&quoted[1..quoted.len() - 1]);
            } else {
                log.push_str(value);
            }
            log.push_str(after);
        }
        let _ = writeln!(log);
    }
    log
}
