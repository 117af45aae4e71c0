//! [`Kind`]: what a value is. [`Enclosure`]: how it is written in the line.

/// Declares an enumeration whose variants generated code names.
macro_rules! named {
    (
        $(#[$docs:meta])*
        $name:ident { $($(#[$variant_docs:meta])* $variant:ident,)+ }
    ) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_docs])* $variant,)+
        }

        impl $name {
            /// The name of the variant in Rust.
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$variant => stringify!($variant),)+
                }
            }
        }
    };
}

named! {
    /// What kind of value a field has.
    ///
    /// A `match` on it can name every kind, as whoever writes an exporter wants: a new one is a new minor version of gwfmt.
    ///
    /// ```
    /// # use gwfmt_format::Kind;
    /// assert!(Kind::Method.is_text() && !Kind::Status.is_text());
    /// assert_eq!(Kind::Status.expected(), "a status code");
    /// ```
    Kind {
        /// Any text.
        Text,
        /// Text that the line holds with quotes of its own: `error.messageString`.
        QuotedText,
        /// An HTTP status code.
        Status,
        /// Milliseconds.
        Millis,
        /// Bytes, or another whole number.
        Integer,
        /// `true` or `false`.
        Boolean,
        /// A point in time, to the second: `10/Jul/2024:18:14:22 +0000`.
        ClfTime,
        /// A point in time, in milliseconds since 1970.
        EpochMillis,
        /// An IP address.
        Ip,
        /// The HTTP method.
        Method,
        /// The event of a WebSocket API.
        EventType,
        /// Which gateway response answered.
        ErrorType,
        /// The base path of a custom domain, or that it is empty: `(none)`.
        BasePath,
        /// Text that becomes a type of the user's: `types(field = Type)` of the attribute. No variable has this kind.
        User,
    }
}

impl Kind {
    /// Whether the text of a value may hold what a line escapes.
    pub const fn is_text(self) -> bool {
        match self {
            Kind::Text
            | Kind::QuotedText
            | Kind::Method
            | Kind::EventType
            | Kind::ErrorType
            | Kind::BasePath
            | Kind::User => true,
            Kind::Status
            | Kind::Millis
            | Kind::Integer
            | Kind::Boolean
            | Kind::ClfTime
            | Kind::EpochMillis
            | Kind::Ip => false,
        }
    }

    /// The words of an error for what should be there.
    pub const fn expected(self) -> &'static str {
        match self {
            Kind::Text | Kind::Method | Kind::EventType | Kind::ErrorType | Kind::BasePath => {
                "text"
            }
            Kind::QuotedText => "text in quotes",
            Kind::Status => "a status code",
            Kind::Millis => "a whole number of milliseconds",
            Kind::Integer => "a whole number",
            Kind::Boolean => "`true` or `false`",
            Kind::ClfTime => "a time such as `10/Jul/2024:18:14:22 +0000`",
            Kind::EpochMillis => "milliseconds since 1970",
            Kind::Ip => "an IP address",
            Kind::User => "a value of the field's own type",
        }
    }
}

named! {
    /// How a value is written in the line.
    Enclosure {
        /// Inside a JSON string, whose quotes belong to the text around it.
        JsonString,
        /// As a JSON value, or a part of one, without quotes.
        JsonBare,
        /// As it is, or as XML escapes it.
        Plain,
    }
}
