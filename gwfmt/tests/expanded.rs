//! The code that `expansions.rs` keeps compiles, and reads lines. It is a test of its own so that the other one can write that
//! code anew when it does not.

macro_rules! compiled {
    ($($name:ident $file:literal $line:literal;)+) => {$(
        mod $name {
            include!(concat!("expansions/", $file));
        }

        #[test]
        fn $name() {
            let line = $name::Line::parse($line).unwrap();
            assert_eq!(line.status, 504);
            assert_eq!(line.to_native().unwrap(), $line);
        }
    )+};
}

#[allow(dead_code, missing_docs, unreachable_pub)]
mod checked_in {
    compiled! {
        json "json.rs" r#"{"requestId":"a","status":504,"identity":{"ip":"192.0.2.1"},"latency":"-"}"#;
        clf "clf.rs" r#"192.0.2.1 - - [10/Jul/2024:18:14:22 +0000] "GET /a HTTP/1.1" 504 12 a"#;
        csv "csv.rs" "a,1720635262451,504,no, it is not";
        xml "xml.rs" r#"<request id="a"><status>504</status><agent>curl</agent></request>"#;
    }
}
