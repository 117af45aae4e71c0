// Written by `gwfmt generate rust` 0.1.0 from this format:
//
//     $context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId

/// A line of the access log.
#[derive(::gwfmt::private::v1::Clone)]
#[derive(::gwfmt::private::v1::Debug)]
#[derive(::gwfmt::private::v1::PartialEq)]
pub struct Line<'a> {
    /// `$context.identity.sourceIp`: Address of the TCP peer that called API Gateway (IPv4 or IPv6).
    pub identity_source_ip: ::gwfmt::private::v1::IpAddr,
    /// `$context.requestTime`: Time of the request in Common Log Format (dd/MMM/yyyy:HH:mm:ss +-hhmm); contains a space, a colon and slashes.
    pub request_time: ::gwfmt::private::v1::Timestamp,
    /// `$context.httpMethod`: HTTP method of the request.
    pub http_method: ::gwfmt::private::v1::Method<'a>,
    /// `$context.resourcePath`: Path template of the matched resource, with {parameter} placeholders. `None` when no resource matched.
    pub resource_path: ::gwfmt::private::v1::Option<::gwfmt::private::v1::Cow<'a, str>>,
    /// `$context.protocol`: Request protocol; stays HTTP/1.1 even for HTTP/2 clients.
    pub protocol: ::gwfmt::private::v1::Cow<'a, str>,
    /// `$context.status`: Status code returned to the client.
    pub status: u16,
    /// `$context.responseLength`: Size of the response payload. In bytes.
    pub response_length: u64,
    /// `$context.requestId`: Identifier of the request; one of the two that satisfy the mandatory-content check.
    pub request_id: ::gwfmt::private::v1::Cow<'a, str>,
}

#[allow(clippy::all, clippy::pedantic)]
#[allow(unused_variables, unused_mut, unused_comparisons)]
const _: () = {
    use ::gwfmt::private::v1 as __gwfmt;

    impl<'a> __gwfmt::Template<'a> for Line<'a> {
        type Slots = [&'a str; 8];
        const EMPTY: Self::Slots = [""; 8];
        const FORMAT: &'static __gwfmt::Format<'static> = &__gwfmt::Format {
            layout: __gwfmt::Layout::Text,
            slots: &[
                __gwfmt::Slot {
                    name: __gwfmt::text("identity_source_ip"),
                    path: __gwfmt::names(&["identity_source_ip"]),
                    kind: __gwfmt::Kind::Ip,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: false,
                    closed: false,
                    stops: __gwfmt::text(" \","),
                    optional: false,
                    texts: __gwfmt::TextSet {
                        form: __gwfmt::Form::Address,
                        letters: 0x7e0000007e07ff400000000000,
                        absent: &[],
                    },
                },
                __gwfmt::Slot {
                    name: __gwfmt::text("request_time"),
                    path: __gwfmt::names(&["request_time"]),
                    kind: __gwfmt::Kind::ClfTime,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: false,
                    closed: false,
                    stops: __gwfmt::text("]\","),
                    optional: false,
                    texts: __gwfmt::TextSet {
                        form: __gwfmt::Form::Patterns(&["00/Aaa/0000:00:00:00 +0000"]),
                        letters: 0x7fffffe07fffffe07ffa80100000000,
                        absent: &[],
                    },
                },
                __gwfmt::Slot {
                    name: __gwfmt::text("http_method"),
                    path: __gwfmt::names(&["http_method"]),
                    kind: __gwfmt::Kind::Method,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: false,
                    closed: false,
                    stops: __gwfmt::text(" \","),
                    optional: false,
                    texts: __gwfmt::TextSet {
                        form: __gwfmt::Form::Letters,
                        letters: 0x7fffffe0000000000000000,
                        absent: &[],
                    },
                },
                __gwfmt::Slot {
                    name: __gwfmt::text("resource_path"),
                    path: __gwfmt::names(&["resource_path"]),
                    kind: __gwfmt::Kind::Text,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: false,
                    closed: false,
                    stops: __gwfmt::text(" \","),
                    optional: true,
                    texts: __gwfmt::TextSet {
                        form: __gwfmt::Form::Path,
                        letters: 0x6ffffffe87ffffff27ffef3200000000,
                        absent: &["-"],
                    },
                },
                __gwfmt::Slot {
                    name: __gwfmt::text("protocol"),
                    path: __gwfmt::names(&["protocol"]),
                    kind: __gwfmt::Kind::Text,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: false,
                    closed: false,
                    stops: __gwfmt::text("\" ,"),
                    optional: false,
                    texts: __gwfmt::TextSet {
                        form: __gwfmt::Form::Letters,
                        letters: 0x6fffffffefffffffa7ffef3a00000000,
                        absent: &[],
                    },
                },
                __gwfmt::Slot {
                    name: __gwfmt::text("status"),
                    path: __gwfmt::names(&["status"]),
                    kind: __gwfmt::Kind::Status,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: false,
                    closed: false,
                    stops: __gwfmt::text(" \","),
                    optional: false,
                    texts: __gwfmt::TextSet {
                        form: __gwfmt::Form::Status,
                        letters: 0x3ff000000000000,
                        absent: &[],
                    },
                },
                __gwfmt::Slot {
                    name: __gwfmt::text("response_length"),
                    path: __gwfmt::names(&["response_length"]),
                    kind: __gwfmt::Kind::Integer,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: false,
                    closed: false,
                    stops: __gwfmt::text(" \","),
                    optional: false,
                    texts: __gwfmt::TextSet {
                        form: __gwfmt::Form::Number,
                        letters: 0x3ff000000000000,
                        absent: &[],
                    },
                },
                __gwfmt::Slot {
                    name: __gwfmt::text("request_id"),
                    path: __gwfmt::names(&["request_id"]),
                    kind: __gwfmt::Kind::Text,
                    enclosure: __gwfmt::Enclosure::Plain,
                    free: false,
                    closed: false,
                    stops: __gwfmt::text(" \","),
                    optional: false,
                    texts: __gwfmt::TextSet {
                        form: __gwfmt::Form::Letters,
                        letters: 0x7fffffe87fffffe23ffa80000000000,
                        absent: &[],
                    },
                },
            ],
            pieces: [
                &[
                    __gwfmt::text(""),
                    __gwfmt::text(" - - ["),
                    __gwfmt::text("] \""),
                    __gwfmt::text(" "),
                    __gwfmt::text(" "),
                    __gwfmt::text("\" "),
                    __gwfmt::text(" "),
                    __gwfmt::text(" "),
                    __gwfmt::text(""),
                ],
                &[
                    __gwfmt::text("{\"identity_source_ip\":"),
                    __gwfmt::text(",\"request_time\":"),
                    __gwfmt::text(",\"http_method\":"),
                    __gwfmt::text(",\"resource_path\":"),
                    __gwfmt::text(",\"protocol\":"),
                    __gwfmt::text(",\"status\":"),
                    __gwfmt::text(",\"response_length\":"),
                    __gwfmt::text(",\"request_id\":"),
                    __gwfmt::text("}"),
                ],
                &[
                    __gwfmt::text(""),
                    __gwfmt::text(","),
                    __gwfmt::text(","),
                    __gwfmt::text(","),
                    __gwfmt::text(","),
                    __gwfmt::text(","),
                    __gwfmt::text(","),
                    __gwfmt::text(","),
                    __gwfmt::text(""),
                ],
                &[
                    __gwfmt::text("<record><identity_source_ip>"),
                    __gwfmt::text("</identity_source_ip><request_time>"),
                    __gwfmt::text("</request_time><http_method>"),
                    __gwfmt::text("</http_method><resource_path>"),
                    __gwfmt::text("</resource_path><protocol>"),
                    __gwfmt::text("</protocol><status>"),
                    __gwfmt::text("</status><response_length>"),
                    __gwfmt::text("</response_length><request_id>"),
                    __gwfmt::text("</request_id></record>"),
                ],
            ],
            ends: "",
            certain: 8,
            doubt: __gwfmt::None,
            by_name: false,
            columns: &[
            ],
        };

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn read(line: &'a str) -> __gwfmt::Result<Self, __gwfmt::Error> {
            let mut cursor = __gwfmt::Cursor::behind_mark(line);
            let __gwfmt::Some(v0) =
                __gwfmt::read(cursor.until::<32, 32, 32>(""), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            let __gwfmt::Some(v1) =
                __gwfmt::read(cursor.clf_time(" - - ["), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            let __gwfmt::Some(v2) =
                __gwfmt::read(cursor.until::<32, 32, 32>("] \""), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            let __gwfmt::Some(v3) =
                __gwfmt::read(cursor.until::<32, 32, 32>(" "), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            let __gwfmt::Some(v4) =
                __gwfmt::read(cursor.until::<34, 34, 34>(" "), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            let __gwfmt::Some(v5) =
                __gwfmt::read(cursor.fixed::<3, 32>("\" "), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            let __gwfmt::Some(v6) =
                __gwfmt::read(cursor.until::<32, 32, 32>(" "), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            let __gwfmt::Some(v7) =
                __gwfmt::read(cursor.rest::<32, 34, 44>(" "), __gwfmt::Decode::Plain)
            else {
                return __gwfmt::read_slowly(line);
            };
            if cursor.finish("").is_none() {
                return __gwfmt::read_slowly(line);
            }
            __gwfmt::Ok(Self {
                identity_source_ip: v0,
                request_time: v1,
                http_method: v2,
                resource_path: v3,
                protocol: v4,
                status: v5,
                response_length: v6,
                request_id: v7,
            })
        }

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn split<__GwfmtU: __gwfmt::Upto>(
            line: &'a str,
        ) -> __gwfmt::Option<__gwfmt::Split<Self::Slots>> {
            let mut cursor = __gwfmt::Cursor::behind_mark(line);
            let mut slots = Self::EMPTY;
            slots[0] = cursor.until::<32, 32, 32>("")?;
            if __GwfmtU::LAST >= 1 {
                slots[1] = cursor.clf_time(" - - [")?;
            }
            if __GwfmtU::LAST >= 2 {
                slots[2] = cursor.until::<32, 32, 32>("] \"")?;
            }
            if __GwfmtU::LAST >= 3 {
                slots[3] = cursor.until::<32, 32, 32>(" ")?;
            }
            if __GwfmtU::LAST >= 4 {
                slots[4] = cursor.until::<34, 34, 34>(" ")?;
            }
            if __GwfmtU::LAST >= 5 {
                slots[5] = cursor.until::<32, 32, 32>("\" ")?;
            }
            if __GwfmtU::LAST >= 6 {
                slots[6] = cursor.until::<32, 32, 32>(" ")?;
            }
            if __GwfmtU::LAST >= 7 {
                slots[7] = cursor.rest::<32, 34, 44>(" ")?;
            }
            if __GwfmtU::LAST >= 7 {
                cursor.finish("")?;
            } else {
                cursor.stands_before(
                    const { Self::FORMAT.literals()[__GwfmtU::LAST + 1].fixed() },
                )?;
            }
            __gwfmt::Some(__gwfmt::Split::new(slots, __gwfmt::Decode::Plain))
        }

        fn convert<__GwfmtM: __gwfmt::Mode<'a>>(
            split: &__gwfmt::Split<Self::Slots>,
            mode: &mut __GwfmtM,
        ) -> __gwfmt::Result<Self, __gwfmt::Error> {
            let (slots, decode) = (&split.slots, split.decode);
            __gwfmt::Ok(Self {
                identity_source_ip: mode.field(slots[0], decode, 0)?,
                request_time: mode.field(slots[1], decode, 1)?,
                http_method: mode.field(slots[2], decode, 2)?,
                resource_path: mode.field(slots[3], decode, 3)?,
                protocol: mode.field(slots[4], decode, 4)?,
                status: mode.field(slots[5], decode, 5)?,
                response_length: mode.field(slots[6], decode, 6)?,
                request_id: mode.field(slots[7], decode, 7)?,
            })
        }

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn visit<V: __gwfmt::Visitor>(&self, visitor: &mut V) {
            visitor.field::<0, _>(&self.identity_source_ip);
            visitor.field::<1, _>(&self.request_time);
            visitor.field::<2, _>(&self.http_method);
            visitor.field::<3, _>(&self.resource_path);
            visitor.field::<4, _>(&self.protocol);
            visitor.field::<5, _>(&self.status);
            visitor.field::<6, _>(&self.response_length);
            visitor.field::<7, _>(&self.request_id);
        }

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn clf<V: __gwfmt::ClfVisitor>(&self, visitor: &mut V) {
            visitor.value::<0, _>(&self.identity_source_ip);
            visitor.text(" - - [");
            visitor.value::<1, _>(&self.request_time);
            visitor.text("] \"");
            visitor.value::<2, _>(&self.http_method);
            visitor.text(" ");
            visitor.value::<3, _>(&self.resource_path);
            visitor.text(" ");
            visitor.value::<4, _>(&self.protocol);
            visitor.text("\" ");
            visitor.value::<5, _>(&self.status);
            visitor.text(" ");
            visitor.value::<6, _>(&self.response_length);
            visitor.text(" ");
            visitor.value::<7, _>(&self.request_id);
        }
    }

    impl<'a> Line<'a> {
        /// The field `identity_source_ip`, for [`Self::select`].
        pub const IDENTITY_SOURCE_IP: __gwfmt::Field<Self, __gwfmt::IpAddr, 0> =
            __gwfmt::Field::NEW;
        /// The field `request_time`, for [`Self::select`].
        pub const REQUEST_TIME: __gwfmt::Field<Self, __gwfmt::Timestamp, 1> =
            __gwfmt::Field::NEW;
        /// The field `http_method`, for [`Self::select`].
        pub const HTTP_METHOD: __gwfmt::Field<Self, __gwfmt::Method<'a>, 2> =
            __gwfmt::Field::NEW;
        /// The field `resource_path`, for [`Self::select`].
        pub const RESOURCE_PATH: __gwfmt::Field<Self, __gwfmt::Option<__gwfmt::Cow<'a, str>>, 3> =
            __gwfmt::Field::NEW;
        /// The field `protocol`, for [`Self::select`].
        pub const PROTOCOL: __gwfmt::Field<Self, __gwfmt::Cow<'a, str>, 4> =
            __gwfmt::Field::NEW;
        /// The field `status`, for [`Self::select`].
        pub const STATUS: __gwfmt::Field<Self, u16, 5> =
            __gwfmt::Field::NEW;
        /// The field `response_length`, for [`Self::select`].
        pub const RESPONSE_LENGTH: __gwfmt::Field<Self, u64, 6> =
            __gwfmt::Field::NEW;
        /// The field `request_id`, for [`Self::select`].
        pub const REQUEST_ID: __gwfmt::Field<Self, __gwfmt::Cow<'a, str>, 7> =
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
            "identity_source_ip,request_time,http_method,resource_path,protocol,status,response_length,request_id"
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
                identity_source_ip: self.identity_source_ip,
                request_time: self.request_time,
                http_method: __gwfmt::Own::own(self.http_method),
                resource_path: __gwfmt::Own::own(self.resource_path),
                protocol: __gwfmt::Own::own(self.protocol),
                status: self.status,
                response_length: self.response_length,
                request_id: __gwfmt::Own::own(self.request_id),
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
                0 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.identity_source_ip)),
                1 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.request_time)),
                2 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.http_method)),
                3 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.resource_path)),
                4 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.protocol)),
                5 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.status)),
                6 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.response_length)),
                7 => __gwfmt::Some(__gwfmt::ToValue::to_value(&self.request_id)),
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
                let mut object = serializer.serialize_struct("Line", 8)?;
                object.serialize_field("identity_source_ip", &self.identity_source_ip)?;
                object.serialize_field("request_time", &self.request_time)?;
                object.serialize_field("http_method", &self.http_method)?;
                object.serialize_field("resource_path", &self.resource_path)?;
                object.serialize_field("protocol", &self.protocol)?;
                object.serialize_field("status", &self.status)?;
                object.serialize_field("response_length", &self.response_length)?;
                object.serialize_field("request_id", &self.request_id)?;
                object.end()
            }
        }
        impl<'de, 'a> __gwfmt::serde::Deserialize<'de> for Line<'a> {
            fn deserialize<__GwfmtD: __gwfmt::serde::Deserializer<'de>>(
                deserializer: __GwfmtD,
            ) -> __gwfmt::Result<Self, __GwfmtD::Error> {
                const __GWFMT_KEYS: &[&str] = &[
                    "identity_source_ip",
                    "request_time",
                    "http_method",
                    "resource_path",
                    "protocol",
                    "status",
                    "response_length",
                    "request_id",
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
                            identity_source_ip: __gwfmt::element::<__gwfmt::IpAddr, __GwfmtA>(
                                &mut values,
                                0,
                            )?,
                            request_time: __gwfmt::element::<__gwfmt::Timestamp, __GwfmtA>(
                                &mut values,
                                1,
                            )?,
                            http_method: __gwfmt::element::<__gwfmt::Method<'a>, __GwfmtA>(
                                &mut values,
                                2,
                            )?,
                            resource_path: __gwfmt::element::<__gwfmt::Option<__gwfmt::Cow<'a, str>>, __GwfmtA>(
                                &mut values,
                                3,
                            )?,
                            protocol: __gwfmt::element::<__gwfmt::Cow<'a, str>, __GwfmtA>(
                                &mut values,
                                4,
                            )?,
                            status: __gwfmt::element::<u16, __GwfmtA>(
                                &mut values,
                                5,
                            )?,
                            response_length: __gwfmt::element::<u64, __GwfmtA>(
                                &mut values,
                                6,
                            )?,
                            request_id: __gwfmt::element::<__gwfmt::Cow<'a, str>, __GwfmtA>(
                                &mut values,
                                7,
                            )?,
                        })
                    }
                    fn visit_map<__GwfmtA: __gwfmt::MapAccess<'de>>(
                        self,
                        mut entries: __GwfmtA,
                    ) -> __gwfmt::Result<Self::Value, __GwfmtA::Error> {
                        let mut v0: __gwfmt::Option<__gwfmt::IpAddr> =
                            __gwfmt::None;
                        let mut v1: __gwfmt::Option<__gwfmt::Timestamp> =
                            __gwfmt::None;
                        let mut v2: __gwfmt::Option<__gwfmt::Method<'a>> =
                            __gwfmt::None;
                        let mut v3: __gwfmt::Option<__gwfmt::Option<__gwfmt::Cow<'a, str>>> =
                            __gwfmt::None;
                        let mut v4: __gwfmt::Option<__gwfmt::Cow<'a, str>> =
                            __gwfmt::None;
                        let mut v5: __gwfmt::Option<u16> =
                            __gwfmt::None;
                        let mut v6: __gwfmt::Option<u64> =
                            __gwfmt::None;
                        let mut v7: __gwfmt::Option<__gwfmt::Cow<'a, str>> =
                            __gwfmt::None;
                        while let __gwfmt::Some(at) = __gwfmt::key(&mut entries, __GWFMT_KEYS)? {
                            match at {
                                0 => v0 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                1 => v1 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                2 => v2 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                3 => v3 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                4 => v4 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                5 => v5 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                6 => v6 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                7 => v7 = __gwfmt::Some(__gwfmt::value(&mut entries)?),
                                _ => __gwfmt::skip(&mut entries)?,
                            }
                        }
                        __gwfmt::Ok(Line {
                            identity_source_ip: __gwfmt::present(v0, "identity_source_ip")?,
                            request_time: __gwfmt::present(v1, "request_time")?,
                            http_method: __gwfmt::present(v2, "http_method")?,
                            resource_path: __gwfmt::present(v3, "resource_path")?,
                            protocol: __gwfmt::present(v4, "protocol")?,
                            status: __gwfmt::present(v5, "status")?,
                            response_length: __gwfmt::present(v6, "response_length")?,
                            request_id: __gwfmt::present(v7, "request_id")?,
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
                __gwfmt::record_schema("urn:gwfmt:record:fbdb7b0302409c11", &[
                    __gwfmt::Property {
                        keys: &["identity_source_ip"],
                        kind: __gwfmt::Kind::Ip,
                        optional: false,
                        description: "`$context.identity.sourceIp`: Address of the TCP peer that called API Gateway (IPv4 or IPv6).",
                    },
                    __gwfmt::Property {
                        keys: &["request_time"],
                        kind: __gwfmt::Kind::ClfTime,
                        optional: false,
                        description: "`$context.requestTime`: Time of the request in Common Log Format (dd/MMM/yyyy:HH:mm:ss +-hhmm); contains a space, a colon and slashes.",
                    },
                    __gwfmt::Property {
                        keys: &["http_method"],
                        kind: __gwfmt::Kind::Method,
                        optional: false,
                        description: "`$context.httpMethod`: HTTP method of the request.",
                    },
                    __gwfmt::Property {
                        keys: &["resource_path"],
                        kind: __gwfmt::Kind::Text,
                        optional: true,
                        description: "`$context.resourcePath`: Path template of the matched resource, with {parameter} placeholders. `null` when no resource matched.",
                    },
                    __gwfmt::Property {
                        keys: &["protocol"],
                        kind: __gwfmt::Kind::Text,
                        optional: false,
                        description: "`$context.protocol`: Request protocol; stays HTTP/1.1 even for HTTP/2 clients.",
                    },
                    __gwfmt::Property {
                        keys: &["status"],
                        kind: __gwfmt::Kind::Status,
                        optional: false,
                        description: "`$context.status`: Status code returned to the client.",
                    },
                    __gwfmt::Property {
                        keys: &["response_length"],
                        kind: __gwfmt::Kind::Integer,
                        optional: false,
                        description: "`$context.responseLength`: Size of the response payload. In bytes.",
                    },
                    __gwfmt::Property {
                        keys: &["request_id"],
                        kind: __gwfmt::Kind::Text,
                        optional: false,
                        description: "`$context.requestId`: Identifier of the request; one of the two that satisfy the mandatory-content check.",
                    },
                ])
            }
        }
    }
};
