// Written by `gwfmt generate rust` 0.1.0 from this format:
//
//     <request id="$context.requestId"><status>$context.status</status><agent>$context.identity.userAgent</agent></request>

/// A line of the access log.
#[derive(::gwfmt::private::v1::Clone)]
#[derive(::gwfmt::private::v1::Debug)]
#[derive(::gwfmt::private::v1::PartialEq)]
pub struct Line<'a> {
    /// `$context.requestId`: Identifier of the request; one of the two that satisfy the mandatory-content check.
    pub id: ::gwfmt::private::v1::Cow<'a, str>,
    /// `$context.status`: Status code returned to the client.
    pub status: u16,
    /// `$context.identity.userAgent`: User-Agent header, fully chosen by the client. `None` when the client sent no User-Agent header.
    pub agent: ::gwfmt::private::v1::Option<::gwfmt::private::v1::Cow<'a, str>>,
}

#[allow(clippy::all, clippy::pedantic)]
#[allow(unused_variables, unused_mut, unused_comparisons)]
const _: () = {
    use ::gwfmt::private::v1 as __gwfmt;

    impl<'a> __gwfmt::Template<'a> for Line<'a> {
        type Slots = [&'a str; 3];
        const EMPTY: Self::Slots = [""; 3];
        const FORMAT: &'static __gwfmt::Format<'static> = &__gwfmt::Format {
            layout: __gwfmt::Layout::Xml,
            slots: &[
                __gwfmt::Slot {
                    name: __gwfmt::text("id"),
                    path: __gwfmt::names(&["request", "@id"]),
                    kind: __gwfmt::Kind::Text,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: false,
                    closed: false,
                    stops: __gwfmt::text("\"<"),
                    optional: false,
                    texts: __gwfmt::TextSet {
                        form: __gwfmt::Form::Letters,
                        letters: 0x7fffffe87fffffe23ffa80000000000,
                        absent: &[],
                    },
                },
                __gwfmt::Slot {
                    name: __gwfmt::text("status"),
                    path: __gwfmt::names(&["request", "status"]),
                    kind: __gwfmt::Kind::Status,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: false,
                    closed: false,
                    stops: __gwfmt::text("<"),
                    optional: false,
                    texts: __gwfmt::TextSet {
                        form: __gwfmt::Form::Status,
                        letters: 0x3ff000000000000,
                        absent: &[],
                    },
                },
                __gwfmt::Slot {
                    name: __gwfmt::text("agent"),
                    path: __gwfmt::names(&["request", "agent"]),
                    kind: __gwfmt::Kind::Text,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: true,
                    closed: false,
                    stops: __gwfmt::text("<"),
                    optional: true,
                    texts: __gwfmt::TextSet::ANYTHING,
                },
            ],
            pieces: [
                &[
                    __gwfmt::text("<request id=\""),
                    __gwfmt::text("\"><status>"),
                    __gwfmt::text("</status><agent>"),
                    __gwfmt::text("</agent></request>"),
                ],
                &[
                    __gwfmt::text("{\"id\":"),
                    __gwfmt::text(",\"status\":"),
                    __gwfmt::text(",\"agent\":"),
                    __gwfmt::text("}"),
                ],
                &[
                    __gwfmt::text(""),
                    __gwfmt::text(","),
                    __gwfmt::text(","),
                    __gwfmt::text(""),
                ],
                &[
                    __gwfmt::text("<request id=\""),
                    __gwfmt::text("\"><status>"),
                    __gwfmt::text("</status><agent>"),
                    __gwfmt::text("</agent></request>"),
                ],
            ],
            ends: "<",
            certain: 2,
            doubt: __gwfmt::Some(38),
            by_name: true,
            columns: &[
            ],
        };

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn read(line: &'a str) -> __gwfmt::Result<Self, __gwfmt::Error> {
            let mut cursor = __gwfmt::Cursor::new(line);
            let __gwfmt::Some(v0) =
                __gwfmt::read(cursor.until::<34, 60, 60>("<request id=\""), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            let __gwfmt::Some(v1) =
                __gwfmt::read(cursor.fixed::<3, 60>("\"><status>"), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            let __gwfmt::Some(v2) =
                __gwfmt::read(cursor.until::<60, 60, 60>("</status><agent>"), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            if cursor.finish("</agent></request>").is_none() {
                return __gwfmt::read_slowly(line);
            }
            __gwfmt::Ok(Self {
                id: v0,
                status: v1,
                agent: v2,
            })
        }

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn split<__GwfmtU: __gwfmt::Upto>(
            line: &'a str,
        ) -> __gwfmt::Option<__gwfmt::Split<Self::Slots>> {
            let mut cursor = __gwfmt::Cursor::new(line);
            let mut slots = Self::EMPTY;
            slots[0] = cursor.until::<34, 60, 60>("<request id=\"")?;
            if __GwfmtU::LAST >= 1 {
                slots[1] = cursor.until::<60, 60, 60>("\"><status>")?;
            }
            if __GwfmtU::LAST >= 2 {
                slots[2] = cursor.until::<60, 60, 60>("</status><agent>")?;
            }
            if __GwfmtU::LAST >= 2 {
                cursor.finish("</agent></request>")?;
            } else {
                cursor.stands_before(
                    const { Self::FORMAT.literals()[__GwfmtU::LAST + 1].fixed() },
                )?;
            }
            if cursor.is_in_doubt(38) {
                return __gwfmt::None;
            }
            __gwfmt::Some(__gwfmt::Split::new(slots, __gwfmt::Decode::Plain))
        }

        fn convert<__GwfmtM: __gwfmt::Mode<'a>>(
            split: &__gwfmt::Split<Self::Slots>,
            mode: &mut __GwfmtM,
        ) -> __gwfmt::Result<Self, __gwfmt::Error> {
            let (slots, decode) = (&split.slots, split.decode);
            __gwfmt::Ok(Self {
                id: mode.field(slots[0], decode, 0)?,
                status: mode.field(slots[1], decode, 1)?,
                agent: mode.field(slots[2], decode, 2)?,
            })
        }

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn visit<V: __gwfmt::Visitor>(&self, visitor: &mut V) {
            visitor.field::<0, _>(&self.id);
            visitor.field::<1, _>(&self.status);
            visitor.field::<2, _>(&self.agent);
        }

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn clf<V: __gwfmt::ClfVisitor>(&self, visitor: &mut V) {
            visitor.text("- - - [-] \"- - -\" ");
            visitor.value::<1, _>(&self.status);
            visitor.text(" -");
        }
    }

    impl<'a> Line<'a> {
        /// The field `id`, for [`Self::select`].
        pub const ID: __gwfmt::Field<Self, __gwfmt::Cow<'a, str>, 0> =
            __gwfmt::Field::NEW;
        /// The field `status`, for [`Self::select`].
        pub const STATUS: __gwfmt::Field<Self, u16, 1> =
            __gwfmt::Field::NEW;
        /// The field `agent`, for [`Self::select`].
        pub const AGENT: __gwfmt::Field<Self, __gwfmt::Option<__gwfmt::Cow<'a, str>>, 2> =
            __gwfmt::Field::NEW;

        /// Reads a line, with or without its line break. A line that can be read in several ways is an
        /// error.
        #[inline]
        pub fn parse(line: &'a str) -> __gwfmt::Result<Self, __gwfmt::Error> {
            __gwfmt::parse(line)
        }

        /// Reads a line of bytes; they must be UTF-8.
        #[inline]
        pub fn parse_bytes(line: &'a [u8]) -> __gwfmt::Result<Self, __gwfmt::Error> {
            __gwfmt::parse_bytes(line)
        }

        /// Reads what can be read of a line: the good fields, and a list of the bad ones. A field is good
        /// when its value is sure: every other reader gives the same value of it, or an error.
        #[inline]
        pub fn parse_partial(
            line: &'a str,
        ) -> __gwfmt::Result<__gwfmt::Partial<Self>, __gwfmt::Error> {
            __gwfmt::parse_partial(line)
        }

        /// The records of a buffer of lines, one for each line that is not empty: what [`Self::parse`]
        /// makes of the line. A byte order mark before a line is skipped.
        #[inline]
        pub fn records(buffer: &'a [u8]) -> __gwfmt::Records<'a, Self> {
            __gwfmt::Records::new(buffer)
        }

        /// Reads single fields, named by the constants of this type: one, or a tuple.
        ///
        /// A value is the one that [`Self::parse`] gives, where that does not fail; it is an error where the
        /// line does not tell the end of a value, but not where something else is wrong that cannot change
        /// it. The line is read up to the text behind the last field where that is sure to end it, as in
        /// JSON whose values are each alone in a string; after a value that may hold anything elsewhere, it
        /// is read to its end, which costs up to what `parse` costs.
        #[inline]
        pub fn select<S: __gwfmt::Select<'a, Self>>(
            line: &'a str,
            fields: S,
        ) -> __gwfmt::Result<S::Output, __gwfmt::Error> {
            __gwfmt::select::<Self, S>(line, fields)
        }

        /// As [`Self::select`], of a line of bytes; they must be UTF-8.
        #[inline]
        pub fn select_bytes<S: __gwfmt::Select<'a, Self>>(
            line: &'a [u8],
            fields: S,
        ) -> __gwfmt::Result<S::Output, __gwfmt::Error> {
            __gwfmt::select_bytes::<Self, S>(line, fields)
        }

        /// The names of the columns that `write_csv` writes, as a row.
        pub fn csv_header() -> &'static str {
            "id,status,agent"
        }

        /// Writes the record as JSON.
        #[inline]
        pub fn write_json<K>(
            &self,
            output: &mut impl __gwfmt::Output<K>,
        ) -> __gwfmt::Result<(), __gwfmt::WriteError> {
            __gwfmt::write_json(self, output)
        }

        /// Appends the record to a buffer as JSON; faster than writing.
        #[inline]
        pub fn append_json(&self, buffer: &mut __gwfmt::Vec<u8>) {
            __gwfmt::append_json(self, buffer);
        }

        /// The record as JSON.
        #[inline]
        pub fn to_json(&self) -> __gwfmt::String {
            __gwfmt::to_string(|text| __gwfmt::append_json(self, text))
        }

        /// Writes the record as a row of CSV, without a line break.
        #[inline]
        pub fn write_csv<K>(
            &self,
            output: &mut impl __gwfmt::Output<K>,
        ) -> __gwfmt::Result<(), __gwfmt::WriteError> {
            __gwfmt::write_csv(self, output)
        }

        /// Appends the record to a buffer as a row of CSV, without a line break; faster than writing.
        #[inline]
        pub fn append_csv(&self, buffer: &mut __gwfmt::Vec<u8>) {
            __gwfmt::append_csv(self, buffer);
        }

        /// The record as a row of CSV, without a line break.
        #[inline]
        pub fn to_csv(&self) -> __gwfmt::String {
            __gwfmt::to_string(|text| __gwfmt::append_csv(self, text))
        }

        /// Writes the record as a row of CSV of which no spreadsheet takes a cell for a formula:
        /// such cells begin with `'`.
        #[inline]
        pub fn write_csv_guarded<K>(
            &self,
            output: &mut impl __gwfmt::Output<K>,
        ) -> __gwfmt::Result<(), __gwfmt::WriteError> {
            __gwfmt::write_csv_guarded(self, output)
        }

        /// Appends the record to a buffer as a row of CSV of which no spreadsheet takes a cell for a formula:
        /// such cells begin with `'`; faster than writing.
        #[inline]
        pub fn append_csv_guarded(&self, buffer: &mut __gwfmt::Vec<u8>) {
            __gwfmt::append_csv_guarded(self, buffer);
        }

        /// The record as a row of CSV of which no spreadsheet takes a cell for a formula:
        /// such cells begin with `'`.
        #[inline]
        pub fn to_csv_guarded(&self) -> __gwfmt::String {
            __gwfmt::to_string(|text| __gwfmt::append_csv_guarded(self, text))
        }

        /// Writes the record as XML.
        #[inline]
        pub fn write_xml<K>(
            &self,
            output: &mut impl __gwfmt::Output<K>,
        ) -> __gwfmt::Result<(), __gwfmt::WriteError> {
            __gwfmt::write_xml(self, output)
        }

        /// Appends the record to a buffer as XML; faster than writing.
        #[inline]
        pub fn append_xml(&self, buffer: &mut __gwfmt::Vec<u8>) {
            __gwfmt::append_xml(self, buffer);
        }

        /// The record as XML.
        #[inline]
        pub fn to_xml(&self) -> __gwfmt::String {
            __gwfmt::to_string(|text| __gwfmt::append_xml(self, text))
        }

        /// Writes the record as a line of Common Log Format.
        #[inline]
        pub fn write_clf<K>(
            &self,
            output: &mut impl __gwfmt::Output<K>,
        ) -> __gwfmt::Result<(), __gwfmt::WriteError> {
            __gwfmt::write_clf(self, output)
        }

        /// Appends the record to a buffer as a line of Common Log Format; faster than writing.
        #[inline]
        pub fn append_clf(&self, buffer: &mut __gwfmt::Vec<u8>) {
            __gwfmt::append_clf(self, buffer);
        }

        /// The record as a line of Common Log Format.
        #[inline]
        pub fn to_clf(&self) -> __gwfmt::String {
            __gwfmt::to_string(|text| __gwfmt::append_clf(self, text))
        }

        /// Writes the line as API Gateway would. Fails, naming the field, when the format cannot carry a
        /// value: reading the line would give another one.
        #[inline]
        pub fn write_native<K>(
            &self,
            output: &mut impl __gwfmt::Output<K>,
        ) -> __gwfmt::Result<(), __gwfmt::WriteError> {
            __gwfmt::write_native(self, output)
        }

        /// Appends the line to a buffer; faster than writing. Fails as [`Self::write_native`] does.
        #[inline]
        pub fn append_native(
            &self,
            buffer: &mut __gwfmt::Vec<u8>,
        ) -> __gwfmt::Result<(), __gwfmt::WriteError> {
            __gwfmt::append_native(self, buffer)
        }

        /// The line as API Gateway would write it; see [`Self::write_native`].
        #[inline]
        pub fn to_native(&self) -> __gwfmt::Result<__gwfmt::String, __gwfmt::WriteError> {
            __gwfmt::to_text(|text| __gwfmt::append_native(self, text))
        }

        /// The same record without a borrow.
        #[inline]
        pub fn into_owned(self) -> Line<'static> {
            Line {
                id: __gwfmt::Own::own(self.id),
                status: self.status,
                agent: __gwfmt::Own::own(self.agent),
            }
        }
    }

    impl<'a> Line<'a> {
        /// The names and values of the fields, in the order of the line; the names of nested ones with dots.
        pub fn iter(&self) -> __gwfmt::Values<'_, Self> {
            __gwfmt::Values::new(self)
        }

        /// The value of a field, by its name with dots.
        pub fn get(&self, name: &str) -> __gwfmt::Option<__gwfmt::Value<'_>> {
            __gwfmt::get(self, name)
        }
    }

    impl __gwfmt::Row for Line<'_> {
        fn format() -> &'static __gwfmt::Format<'static> {
            <Self as __gwfmt::Template<'_>>::FORMAT
        }

        fn value(&self, slot: usize) -> __gwfmt::Option<__gwfmt::Value<'_>> {
            match slot {
                0 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.id)),
                1 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.status)),
                2 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.agent)),
                _ => __gwfmt::None,
            }
        }
    }

    /// The line as API Gateway would write it, whether it reads back or not; [`Self::to_native`] tells.
    impl __gwfmt::Display for Line<'_> {
        fn fmt(&self, f: &mut __gwfmt::Formatter<'_>) -> __gwfmt::FmtResult {
            __gwfmt::display(self, f)
        }
    }

    impl<'a> __gwfmt::TryFrom<&'a str> for Line<'a> {
        type Error = __gwfmt::Error;

        fn try_from(line: &'a str) -> __gwfmt::Result<Self, __gwfmt::Error> {
            __gwfmt::parse(line)
        }
    }

    /// Owns its texts.
    impl __gwfmt::FromStr for Line<'static> {
        type Err = __gwfmt::Error;

        fn from_str(line: &str) -> __gwfmt::Result<Self, __gwfmt::Error> {
            __gwfmt::parse::<Line<'_>>(line).map(|record| record.into_owned())
        }
    }

    __gwfmt::if_serde! {
        impl __gwfmt::serde::Serialize for Line<'_> {
            fn serialize<__GwfmtS: __gwfmt::serde::Serializer>(
                &self,
                serializer: __GwfmtS,
            ) -> __gwfmt::Result<__GwfmtS::Ok, __GwfmtS::Error> {
                use __gwfmt::SerializeStruct as _;
                let mut object = serializer.serialize_struct("Line", 3)?;
                object.serialize_field("id", &self.id)?;
                object.serialize_field("status", &self.status)?;
                object.serialize_field("agent", &self.agent)?;
                object.end()
            }
        }
        impl<'de, 'a> __gwfmt::serde::Deserialize<'de> for Line<'a> {
            fn deserialize<__GwfmtD: __gwfmt::serde::Deserializer<'de>>(
                deserializer: __GwfmtD,
            ) -> __gwfmt::Result<Self, __GwfmtD::Error> {
                const __GWFMT_KEYS: &[&str] = &[
                    "id",
                    "status",
                    "agent",
                ];
                struct __GwfmtReader<'a>(__gwfmt::PhantomData<&'a str>);
                impl<'de, 'a> __gwfmt::SerdeVisitor<'de> for __GwfmtReader<'a> {
                    type Value = Line<'a>;
                    fn expecting(
                        &self,
                        formatter: &mut __gwfmt::Formatter<'_>,
                    ) -> __gwfmt::FmtResult {
                        formatter.write_str("a record of type Line")
                    }
                    fn visit_seq<__GwfmtA: __gwfmt::SeqAccess<'de>>(
                        self,
                        mut values: __GwfmtA,
                    ) -> __gwfmt::Result<Self::Value, __GwfmtA::Error> {
                        __gwfmt::Ok(Line {
                            id: __gwfmt::element::<__gwfmt::Cow<'a, str>, __GwfmtA>(
                                &mut values,
                                0,
                            )?,
                            status: __gwfmt::element::<u16, __GwfmtA>(
                                &mut values,
                                1,
                            )?,
                            agent: __gwfmt::element::<__gwfmt::Option<__gwfmt::Cow<'a, str>>, __GwfmtA>(
                                &mut values,
                                2,
                            )?,
                        })
                    }
                    fn visit_map<__GwfmtA: __gwfmt::MapAccess<'de>>(
                        self,
                        mut entries: __GwfmtA,
                    ) -> __gwfmt::Result<Self::Value, __GwfmtA::Error> {
                        let mut v0: __gwfmt::Option<__gwfmt::Cow<'a, str>> =
                            __gwfmt::None;
                        let mut v1: __gwfmt::Option<u16> =
                            __gwfmt::None;
                        let mut v2: __gwfmt::Option<__gwfmt::Option<__gwfmt::Cow<'a, str>>> =
                            __gwfmt::None;
                        while let __gwfmt::Some(at) = __gwfmt::key(&mut entries, __GWFMT_KEYS)? {
                            match at {
                                0 => v0 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                1 => v1 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                2 => v2 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                _ => __gwfmt::skip(&mut entries)?,
                            }
                        }
                        __gwfmt::Ok(Line {
                            id: __gwfmt::present(v0, "id")?,
                            status: __gwfmt::present(v1, "status")?,
                            agent: __gwfmt::present(v2, "agent")?,
                        })
                    }
                }
                deserializer.deserialize_struct("Line", __GWFMT_KEYS, __GwfmtReader(__gwfmt::PhantomData))
            }
        }
    }

    __gwfmt::if_schema! {
        impl __gwfmt::JsonSchema for Line<'_> {
            fn schema_name() -> __gwfmt::Cow<'static, str> {
                __gwfmt::Cow::Borrowed("Line")
            }

            fn schema_id() -> __gwfmt::Cow<'static, str> {
                __gwfmt::Cow::Borrowed(__gwfmt::concat!(
                    __gwfmt::module_path!(),
                    "::",
                    "Line"
                ))
            }

            fn json_schema(_: &mut __gwfmt::SchemaGenerator) -> __gwfmt::Schema {
                __gwfmt::record_schema("urn:gwfmt:record:27466e47e11e6f95", &[
                    __gwfmt::Property {
                        keys: &["id"],
                        kind: __gwfmt::Kind::Text,
                        optional: false,
                        description: "`$context.requestId`: Identifier of the request; one of the two that satisfy the mandatory-content check.",
                    },
                    __gwfmt::Property {
                        keys: &["status"],
                        kind: __gwfmt::Kind::Status,
                        optional: false,
                        description: "`$context.status`: Status code returned to the client.",
                    },
                    __gwfmt::Property {
                        keys: &["agent"],
                        kind: __gwfmt::Kind::Text,
                        optional: true,
                        description: "`$context.identity.userAgent`: User-Agent header, fully chosen by the client. `null` when the client sent no User-Agent header.",
                    },
                ])
            }
        }
    }
};
