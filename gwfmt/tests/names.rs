//! A record may have any name: none of the names in generated code is in its way.
#![cfg(feature = "serde")]
#![allow(unreachable_pub, reason = "records are public, as a user's are")]

/// A record of each name, in a module of its own: with text, a nested object and a type of the user's, or without text.
macro_rules! named {
    ($test:ident, $field:ident = $ty:ty, $format:literal, $line:literal: $($name:ident)+) => {
        mod $test {$(
            #[allow(non_snake_case)]
            pub mod $name {
                #[gwfmt::access_log_format($format, api = "rest", types($field = $ty))]
                pub struct $name;
            }
        )+}

        #[test]
        fn $test() {
            $({
                let record = $test::$name::$name::parse($line).unwrap();
                assert_eq!(record.to_native().unwrap(), $line);
                let json = serde_json::to_string(&record).unwrap();
                assert_eq!(serde_json::from_str::<$test::$name::$name>(&json).unwrap(), record);
            })+
        }
    };
}

/// Types of the user's whose names are those of type parameters.
mod chosen {
    pub type A = u8;
    pub type D = std::num::NonZero<u32>;
    pub type S = u16;
    pub type K = u64;
    pub type Reader = String;

    #[gwfmt::access_log_format(
        "$context.status,$context.requestId,$context.responseLatency,$context.responseLength,$context.stage",
        api = "rest",
        types(request_id = A, response_latency = D, status = S, response_length = K, stage = Reader)
    )]
    pub struct Log;
}

#[test]
fn a_type_of_the_users_may_have_any_name() {
    let record = chosen::Log::parse("200,7,9,1,prod").unwrap();
    let json = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<chosen::Log>(&json).unwrap(), record);
    assert_eq!(
        chosen::Log::select("200,7,9,1,prod", chosen::Log::STATUS).unwrap(),
        200
    );
}

named! {
    every_letter_is_a_name_of_a_record, status = u16,
    r#"{"id":"$context.requestId","status":$context.status,"o":{"latency":"$context.integration.latency"}}"#,
    r#"{"id":"a","status":200,"o":{"latency":"7"}}"#:
    A B C D E F G H I J K L M N O P Q R S T U V W X Y Z
}

named! {
    what_generated_code_names_is_a_name_of_a_record, status = u16,
    r#"{"id":"$context.requestId","status":$context.status,"o":{"latency":"$context.integration.latency"}}"#,
    r#"{"id":"a","status":200,"o":{"latency":"7"}}"#:
    Result Option String Some None Ok Err Cow Clone Debug PartialEq Default Error Field Template Format Slot Kind Reader
    Value Serialize Deserializer SerdeVisitor PhantomData Formatter JsonSchema Self_ Vec Box
}

named! {
    a_record_without_text_has_any_name, request_id = u64,
    "$context.status $context.requestId",
    "200 7":
    A D S K U M V Option Reader
}
