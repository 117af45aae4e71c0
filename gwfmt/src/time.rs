//! [`Timestamp`]: a point in time, read from both ways in which API Gateway writes one.

use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::str::FromStr;
use std::time::{Duration, SystemTime};

/// Milliseconds since 1970-01-01T00:00:00Z.
///
/// Read from `$context.requestTime` (to the second) and from `$context.requestTimeEpoch` (to the millisecond).
///
/// ```
/// use gwfmt::Timestamp;
///
/// let time = Timestamp::from_clf("10/Jul/2024:18:14:22 +0000").unwrap();
/// assert_eq!(time.as_millis(), 1_720_635_262_000);
/// assert_eq!(time.to_string(), "2024-07-10T18:14:22.000Z");
///
/// // A text in either form is read; durations are added, and are what lies between two points.
/// use std::time::Duration;
///
/// let later: Timestamp = "2024-07-10T18:14:24.500Z".parse()?;
/// assert_eq!(later, time + Duration::from_millis(2500));
/// assert_eq!(later.duration_since(time), Some(Duration::from_millis(2500)));
/// # Ok::<(), gwfmt::ParseTimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The point that many milliseconds after 1970 began.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 began.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970 began.
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The milliseconds after the whole second.
    pub const fn subsec_millis(self) -> u32 {
        self.0.rem_euclid(1000) as u32
    }

    /// Reads the time of Common Log Format: `10/Jul/2024:18:14:22 +0000`.
    pub fn from_clf(text: &str) -> Option<Self> {
        clf_seconds(text.as_bytes()).map(|seconds| Self(seconds * 1000))
    }

    /// Reads RFC 3339 in UTC, as it is displayed: `2024-07-10T18:14:22.451Z`.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let millis = match text.get(19..)? {
            "Z" => 0,
            rest => {
                let digits = rest.strip_prefix('.')?.strip_suffix('Z')?;
                let good = digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit());
                digits.parse().ok().filter(|_| good)?
            }
        };
        let (date, time) = text.get(..19)?.split_once('T')?;
        let [year, month, day] = *date.split('-').collect::<Vec<_>>() else {
            return None;
        };
        let &[tens @ b'0'..=b'9', ones @ b'0'..=b'9'] = month.as_bytes() else {
            return None;
        };
        let month = usize::from(tens - b'0') * 10 + usize::from(ones - b'0');
        let name = MONTHS.get(month.checked_sub(1)?)?;
        let name = std::str::from_utf8(name).ok()?;
        let seconds = clf_seconds(format!("{day}/{name}/{year}:{time} +0000").as_bytes())?;
        Some(Self(seconds * 1000 + millis))
    }

    /// The time of Common Log Format in UTC, without the milliseconds; `None` before year 1 and after year 9999.
    pub fn to_clf(self) -> Option<[u8; 26]> {
        (FIRST <= self.0 && self.0 <= LAST).then(|| {
            let mut text = [0; 26];
            clf_text(self.as_secs(), &mut text);
            text
        })
    }

    /// RFC 3339 in UTC with milliseconds, as [`Display`](fmt::Display) has it: `2024-07-10T18:14:22.451Z`; `None` before year 1 and after
    /// year 9999.
    ///
    /// ```
    /// let time = gwfmt::Timestamp::from_millis(1_720_635_262_451);
    /// assert_eq!(&time.to_rfc3339().unwrap(), b"2024-07-10T18:14:22.451Z");
    /// ```
    pub fn to_rfc3339(self) -> Option<[u8; 24]> {
        if self.0 < FIRST || LAST < self.0 {
            return None;
        }
        let (days, second) = (
            self.as_secs().div_euclid(DAY),
            self.as_secs().rem_euclid(DAY),
        );
        let (year, month, day) = civil(days);
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let mut put = |at: usize, digits: usize, number: u32| {
            let mut left = number;
            for place in text.iter_mut().skip(at).take(digits).rev() {
                *place = b'0' + (left % 10) as u8;
                left /= 10;
            }
        };
        // none of them is negative in these years, and numbers of 32 bits are divided sooner
        let [year, second] = [year, second].map(|number| number.unsigned_abs() as u32);
        put(0, 4, year);
        put(5, 2, month);
        put(8, 2, day);
        put(11, 2, second / 3600);
        put(14, 2, second / 60 % 60);
        put(17, 2, second % 60);
        put(20, 3, self.subsec_millis());
        Some(text)
    }
}

impl Timestamp {
    /// That much later, what is finer than a millisecond cut off; `None` when there is no such point.
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        let millis = i64::try_from(duration.as_millis()).ok()?;
        self.0.checked_add(millis).map(Self)
    }

    /// That much earlier, what is finer than a millisecond cut off; `None` when there is no such point.
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        let millis = i64::try_from(duration.as_millis()).ok()?;
        self.0.checked_sub(millis).map(Self)
    }

    /// How long it is after `earlier`; `None` when it is before it.
    pub fn duration_since(self, earlier: Self) -> Option<Duration> {
        let millis = i128::from(self.0) - i128::from(earlier.0);
        u64::try_from(millis).ok().map(Duration::from_millis)
    }
}

/// Stays at the last point there is.
impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        self.checked_add(duration).unwrap_or(Self(i64::MAX))
    }
}

/// Stays at the first point there is.
impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        self.checked_sub(duration).unwrap_or(Self(i64::MIN))
    }
}

impl AddAssign<Duration> for Timestamp {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl SubAssign<Duration> for Timestamp {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

/// Reads what API Gateway writes, and what is displayed: the time of Common Log Format, milliseconds since 1970, or RFC 3339 in
/// UTC.
impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let millis = || {
            let millis = text.parse().ok().filter(|_| is_number(text));
            millis.map(Self)
        };
        let time = Self::from_clf(text).or_else(|| Self::from_rfc3339(text));
        time.or_else(millis).ok_or(ParseTimestampError(()))
    }
}

/// A text that is not a time.
///
/// ```
/// use gwfmt::Timestamp;
///
/// let error = "yesterday".parse::<Timestamp>().unwrap_err();
/// assert!(error.to_string().starts_with("not a time"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseTimestampError(());

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a time: expected `10/Jul/2024:18:14:22 +0000`, `2024-07-10T18:14:22.451Z` or milliseconds since 1970",
        )
    }
}

impl std::error::Error for ParseTimestampError {}

/// 0001-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z.
const FIRST: i64 = -62_135_596_800_000;
const LAST: i64 = 253_402_300_799_999;

/// As RFC 3339 in UTC: `2024-07-10T18:14:22.451Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.to_rfc3339()
            && let Ok(text) = std::str::from_utf8(&text)
        {
            return f.write_str(text);
        }
        let (days, second) = (
            self.as_secs().div_euclid(DAY),
            self.as_secs().rem_euclid(DAY),
        );
        let (year, month, day) = civil(days);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
            second / 3600,
            second / 60 % 60,
            second % 60,
            self.subsec_millis()
        )
    }
}

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        let distance = Duration::from_millis(time.0.unsigned_abs());
        let moved = if time.0 < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        };
        // No log holds a time that the platform cannot represent; the nearest is the epoch itself.
        moved.unwrap_or(SystemTime::UNIX_EPOCH)
    }
}

/// Cuts what is finer than a millisecond.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let millis = |d: Duration| i64::try_from(d.as_millis()).unwrap_or(i64::MAX);
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => Self(millis(after)),
            Err(before) => Self(-millis(before.duration())),
        }
    }
}

#[cfg(feature = "jiff")]
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = jiff::Error;

    fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
        jiff::Timestamp::from_millisecond(time.0)
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(time: jiff::Timestamp) -> Self {
        Self(time.as_millisecond())
    }
}

/// `Err` holds the timestamp that is out of range.
#[cfg(feature = "chrono")]
impl TryFrom<Timestamp> for chrono::DateTime<chrono::Utc> {
    type Error = Timestamp;

    fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
        chrono::DateTime::from_timestamp_millis(time.0).ok_or(time)
    }
}

#[cfg(feature = "chrono")]
impl From<chrono::DateTime<chrono::Utc>> for Timestamp {
    fn from(time: chrono::DateTime<chrono::Utc>) -> Self {
        Self(time.timestamp_millis())
    }
}

#[cfg(feature = "time")]
impl TryFrom<Timestamp> for time::UtcDateTime {
    type Error = time::error::ComponentRange;

    fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
        time::UtcDateTime::from_unix_timestamp_nanos(i128::from(time.0) * 1_000_000)
    }
}

#[cfg(feature = "time")]
impl From<time::UtcDateTime> for Timestamp {
    fn from(time: time::UtcDateTime) -> Self {
        let millis = time.unix_timestamp_nanos().div_euclid(1_000_000);
        Self(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

const DAY: i64 = 86_400;
const MONTHS: [[u8; 3]; 12] = [
    *b"Jan", *b"Feb", *b"Mar", *b"Apr", *b"May", *b"Jun", *b"Jul", *b"Aug", *b"Sep", *b"Oct",
    *b"Nov", *b"Dec",
];
const DAYS_BEFORE: [u16; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS: [u8; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// From the second and third letter of a month to its number; the first letter is checked afterwards.
const MONTH_OF: [u8; 32] = {
    let mut table = [0; 32];
    let mut month = 0;
    while month < 12 {
        let slot = month_slot(MONTHS[month][1], MONTHS[month][2]);
        assert!(table[slot] == 0, "two months share a slot");
        table[slot] = month as u8 + 1;
        month += 1;
    }
    table
};

const fn month_slot(second: u8, third: u8) -> usize {
    (second as usize + third as usize) & 31
}

/// `10/Jul/2024:18:14:22 +0000` as seconds since 1970.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn clf_seconds(text: &[u8]) -> Option<i64> {
    let b: &[u8; 26] = text.try_into().ok()?;
    let word = |at: usize| b.get(at..).and_then(|rest| rest.first_chunk::<8>());
    let month = usize::from(MONTH_OF[month_slot(b[4], b[5])]);
    let name = MONTHS.get(month.wrapping_sub(1))?;
    // `10/?????`, `?????2024:`, `18:14:22`, as digits; other places must hold what they should.
    let day = digits(
        *word(0)?,
        *b"00/\0\0\0\0\0",
        [9, 9, 0, 255, 255, 255, 255, 255],
    )?;
    let year = digits(*word(6)?, *b"/0000:\0\0", [0, 9, 9, 9, 9, 0, 255, 255])?;
    let time = digits(*word(12)?, *b"00:00:00", [9, 9, 0, 9, 9, 0, 9, 9])?;
    if [b[3], b[4], b[5]] != *name {
        return None;
    }
    let digit = |word: u64, at: u32| (word >> (8 * at) & 0xff) as u32;
    let pair = |word, at| digit(word, at) * 10 + digit(word, at + 1);
    let (day, year) = (pair(day, 0), pair(year, 1) * 100 + pair(year, 3));
    let (hour, minute, second) = (pair(time, 0), pair(time, 3), pair(time, 6));
    let leap = u32::from((year % 4 == 0) & ((year % 25 != 0) | (year % 16 == 0)));
    let longest = u32::from(DAYS[month]) + (leap & u32::from(month == 2));
    let bad = (day.wrapping_sub(1) >= longest)
        | (hour > 23)
        | (minute > 59)
        | (second > 59)
        | (year == 0);
    if bad {
        return None;
    }
    let before = year.wrapping_sub(1);
    let century = before / 100;
    let days = i64::from(before * 365 + before / 4 - century + century / 4) - 719_162
        + i64::from(u32::from(DAYS_BEFORE[month]) + (leap & u32::from(month > 2)) + day - 1);
    let zone = if b.ends_with(b" +0000") {
        0
    } else {
        zone_seconds(b)?
    };
    Some(days * DAY + i64::from(hour * 3600 + minute * 60 + second) - zone)
}

/// The bytes less `base`, each no more than `most`; where `most` is 255 the byte does not count.
#[cfg_attr(not(debug_assertions), inline(always))]
fn digits(bytes: [u8; 8], base: [u8; 8], most: [u8; 8]) -> Option<u64> {
    let high = 0x8080_8080_8080_8080;
    // Where nothing counts, the byte is cleared first.
    let counts = u64::from_le_bytes(most.map(|most| if most == 255 { 0 } else { 255 }));
    let room = u64::from_le_bytes(most.map(|most| 0x7f - (most & 0x7f)));
    let word = (u64::from_le_bytes(bytes) & counts).wrapping_sub(u64::from_le_bytes(base));
    ((word | word.wrapping_add(room)) & high == 0).then_some(word)
}

/// ` +0130`
#[cold]
fn zone_seconds(b: &[u8; 26]) -> Option<i64> {
    let pair = |at: usize| {
        let [tens, ones] = [b[at], b[at + 1]].map(|digit| i64::from(digit.wrapping_sub(b'0')));
        (tens <= 9 && ones <= 9).then_some(tens * 10 + ones)
    };
    let (hours, minutes) = (pair(22)?, pair(24)?);
    if b[20] != b' ' || hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3600 + minutes * 60;
    match b[21] {
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
#[cfg_attr(not(debug_assertions), inline(always))]
fn civil(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097) as u32;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    (
        i64::from(year_of_era) + era * 400 + i64::from(month <= 2),
        month,
        day,
    )
}

/// Year, month and day of a day counted from 0001-01-01, up to year 9999, with multiplications in place of most divisions.
#[cfg_attr(not(debug_assertions), inline(always))]
fn date_of(day: u32) -> (u32, u32, u32) {
    // Years begin in March here, so that the leap day comes last.
    let quarters = 4 * (day + 306) + 3;
    let (century, day_of_century) = (quarters / 146_097, quarters % 146_097 / 4);
    // 2,939,745 is 2^32 / 1461, rounded up: the high half is the year, the low half the part of it that has gone by.
    let years = 2_939_745 * u64::from(4 * day_of_century + 3);
    let (year, day_of_year) = ((years >> 32) as u32, years as u32 / 2_939_745 / 4);
    // Months from March have 2141 / 65536 of a month a day, near enough.
    let months = 2141 * day_of_year + 197_913;
    let (month, day) = (months >> 16, (months & 0xffff) / 2141 + 1);
    let next_year = u32::from(day_of_year >= 306);
    (
        100 * century + year + next_year,
        month - 12 * next_year,
        day,
    )
}

/// Seconds since 1970, years 1 to 9999, as the time of Common Log Format.
#[inline]
fn clf_text(seconds: i64, text: &mut [u8; 26]) {
    let (words, rest) = clf_words(seconds);
    for (room, word) in text.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        *room = word.to_le_bytes();
    }
    if let Some(room) = text.last_chunk_mut::<2>() {
        *room = rest;
    }
}

/// The same in words of eight bytes, the first byte the lowest, and two bytes.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn clf_words(seconds: i64) -> ([u64; 3], [u8; 2]) {
    let since_first = (seconds - FIRST / 1000).unsigned_abs();
    let (day, second) = (
        (since_first / DAY.unsigned_abs()) as u32,
        (since_first % DAY.unsigned_abs()) as u32,
    );
    let (year, month, day) = date_of(day);
    let [d1, d2] = two(day);
    let [m1, m2, m3] = MONTHS[(month as usize - 1) % 12];
    let ([y1, y2], [y3, y4]) = (two(year / 100), two(year % 100));
    let hour = second / 3600;
    let minute = second / 60 - hour * 60;
    let ([h1, h2], [n1, n2], [s1, s2]) = (two(hour), two(minute), two(second % 60));
    let words = [
        u64::from_le_bytes([d1, d2, b'/', m1, m2, m3, b'/', y1]),
        u64::from_le_bytes([y2, y3, y4, b':', h1, h2, b':', n1]),
        u64::from_le_bytes([n2, b':', s1, s2, b' ', b'+', b'0', b'0']),
    ];
    (words, *b"00")
}

/// A number below 100 as two digits.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) const fn two(number: u32) -> [u8; 2] {
    let tens = (number * 103) >> 10;
    [b'0' + tens as u8, b'0' + (number - tens * 10) as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_form_and_nothing_else() {
        let time = |text: &str| text.parse::<Timestamp>().ok();
        assert_eq!(time("1720635262451"), Some(Timestamp(1_720_635_262_451)));
        assert_eq!(
            time("10/Jul/2024:18:14:22 +0000"),
            Some(Timestamp(1_720_635_262_000))
        );
        let shown = Timestamp(1_720_635_262_451).to_string();
        assert_eq!(time(&shown), Some(Timestamp(1_720_635_262_451)));
        for text in ["", "-1", "+1", "yesterday", "99999999999999999999"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_added_up_to_the_ends_of_time() {
        let (time, second) = (Timestamp(1_500), Duration::from_secs(1));
        assert_eq!(time + second, Timestamp(2_500));
        assert_eq!(time - second - second, Timestamp(-500));
        assert_eq!(time.duration_since(time - second), Some(second));
        assert_eq!((time - second).duration_since(time), None);
        assert_eq!(time + Duration::MAX, Timestamp(i64::MAX));
        assert_eq!(time - Duration::MAX, Timestamp(i64::MIN));
        assert_eq!(time.checked_add(Duration::MAX), None);
        let whole = Timestamp(i64::MAX).duration_since(Timestamp(i64::MIN));
        assert_eq!(whole, Some(Duration::from_millis(u64::MAX)));
    }

    #[test]
    fn reads_what_it_displays() {
        for millis in [0, 1_720_635_262_451, -1, FIRST, LAST, 951_782_400_000] {
            let time = Timestamp(millis);
            assert_eq!(Timestamp::from_rfc3339(&time.to_string()), Some(time));
        }
        for text in [
            "",
            "2024-07-10",
            "2024-02-30T00:00:00Z",
            "2024-7-10T18:14:22.451Z",
            "2024-07-10T18:14:22",
            "2024-07-10T18:14:22.45Z",
            "2024-07-10T18:14:22.+12Z",
            "2024-00-10T18:14:22Z",
            "2024-07-10 18:14:22Z",
            "é024-07-10T18:14:22Z",
            "2024-07-10T24:14:22Z",
            "2024-+7-10T18:14:22Z",
        ] {
            assert_eq!(Timestamp::from_rfc3339(text), None, "{text}");
        }
        let whole = Timestamp::from_rfc3339("2024-07-10T18:14:22Z");
        assert_eq!(whole, Some(Timestamp(1_720_635_262_000)));
    }

    #[test]
    fn reads_clf_times_and_writes_them() {
        for (text, seconds) in [
            ("01/Jan/1970:00:00:00 +0000", 0),
            ("10/Oct/2000:13:55:36 -0700", 971_211_336),
            ("29/Feb/2024:23:59:59 +0000", 1_709_251_199),
            ("31/Dec/9999:23:59:59 +0000", 253_402_300_799),
            ("01/Jan/0001:00:00:00 +0000", -62_135_596_800),
        ] {
            assert_eq!(clf_seconds(text.as_bytes()), Some(seconds), "{text}");
        }
        let mut seconds = -62_135_596_800;
        while seconds <= 253_402_300_799 {
            let mut text = [0; 26];
            clf_text(seconds, &mut text);
            assert_eq!(
                clf_seconds(&text),
                Some(seconds),
                "{}",
                String::from_utf8_lossy(&text)
            );
            seconds += DAY * 37 + 3671;
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "29/Feb/2023:00:00:00 +0000",
            "31/Apr/2024:00:00:00 +0000",
            "10/Okt/2024:00:00:00 +0000",
            "1a/Oct/2024:00:00:00 +0000",
            "10/Oct/2024:24:00:00 +0000",
            "10/Oct/2024:00:60:00 +0000",
            "10/Oct/2024:00:00:00 0000",
            "10/Oct/2024 00:00:00 +0000",
            "00/Oct/2024:00:00:00 +0000",
            "10/Oct/0000:00:00:00 +0000",
            "-",
            "",
        ] {
            assert_eq!(clf_seconds(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn converts_to_the_system_s_time_and_back() {
        for millis in [0, 1, -1, 1_720_635_262_451, -62_135_596_800_000] {
            let time = Timestamp::from_millis(millis);
            assert_eq!(Timestamp::from(SystemTime::from(time)), time);
        }
        assert_eq!(
            Timestamp::from_millis(-1).to_string(),
            "1969-12-31T23:59:59.999Z"
        );
        assert_eq!(Timestamp::from_millis(LAST + 1).to_clf(), None);
    }
}
