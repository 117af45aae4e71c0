use gwfmt::runtime::{Api, Format};
use gwfmt_decode::batches::Decoder;
use gwfmt_decode::input::{Source, Wrapping};
use gwfmt_decode::stats::stats;

use super::super::report::Report;
use super::{escape, page};

const FORMAT: &str = r#"{"id":"$context.requestId","t":"$context.requestTime","route":"$context.httpMethod $context.resourcePath","status":$context.status,"ms":"$context.responseLatency","ua":"$context.identity.userAgent","error":"$context.error.message"}"#;

fn html(lines: &str) -> String {
    let format = Format::new(FORMAT, Some(Api::Rest)).unwrap();
    let decoder = Decoder::new(format);
    let sources = [Source::Bytes(lines.as_bytes().to_vec())];
    let summary = stats(&decoder, &sources, Wrapping::Lines, 1, &mut |_| {});
    page(&Report::new(&decoder, &summary, 10))
}

fn line(route: &str, agent: &str, error: &str) -> String {
    format!(
        "{{\"id\":\"a\",\"t\":\"10/Jul/2024:18:14:22 +0000\",\"route\":\"GET {route}\",\"status\":500,\"ms\":\"12\",\"ua\":\"{agent}\",\"error\":\"{error}\"}}\n"
    )
}

/// Whatever a client sends is text of the page: the tags are those that are there without it.
#[test]
fn hostile_values_are_text() {
    let hostile = [
        "<script>alert(1)</script>",
        "</td></table></main><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "--></style><style>*{display:none}",
        "&lt;b&gt; &#60;b&#62;",
        "\u{202e}txt.exe\u{1b}[31m\u{0}",
        "`${alert(1)}`",
    ];
    let tags = |page: &str| {
        let parts = page.split('<').skip(1);
        let names = parts.map(|part| {
            let end = part.find(['>', ' ']).unwrap_or(part.len());
            part[..end].to_owned()
        });
        names.collect::<Vec<_>>()
    };
    let harmless = html(&line("/pets", "curl", "no"));
    for text in hostile {
        let json = serde_json::to_string(text).unwrap();
        let inside = json.trim_matches('"').replace(' ', "_");
        let page = html(&line("/pets", &inside, &inside));
        assert!(page.contains(">1 request</h1>"), "{text}: {page}");
        assert_eq!(tags(&page), tags(&harmless), "{text}");
        let is_odd = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!page.contains(is_odd), "{text}");
        assert!(
            page.contains(&escape::text(&text.replace(' ', "_"))),
            "{text}: {page}"
        );
    }
}

#[test]
fn the_page_asks_for_nothing() {
    let page = html(&line("/pets", "https://example.com/x", "no"));
    for part in [
        "<script",
        "src=",
        "href=",
        "url(",
        "@import",
        "http-equiv=\"refresh\"",
    ] {
        assert!(!page.contains(part), "{part}");
    }
    assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'"));
    assert!(page.contains("prefers-color-scheme: dark"));
}

#[test]
fn the_page_is_well_formed() {
    let lines = line("/pets", "curl", "no") + &line("/<>&\\\"'", "-", "-") + "no line\n";
    let page = html(&lines);
    let (_, body) = page.split_once("<body>").unwrap();
    let (body, _) = body.split_once("</body>").unwrap();
    let body = roxmltree::Document::parse(body).unwrap();
    let plots = body
        .descendants()
        .filter(|node| node.has_tag_name("figure"));
    assert_eq!(plots.count(), 2);
    let texts: String = body.descendants().filter_map(|node| node.text()).collect();
    assert!(texts.contains("GET /<>&\"'") && texts.contains("1 line does not match the format"));
}

#[test]
fn what_the_format_lacks_is_said() {
    let page = html(&line("/pets", "curl", "no"));
    assert!(page.contains(
        "<p class=\"lacks\">the format has no <code>$context.identity.apiKeyId</code></p>"
    ));
    let none = html("");
    assert!(
        none.contains("<h1>0 requests</h1>") && !none.contains("<h2>"),
        "{none}"
    );
}
