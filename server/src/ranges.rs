//! Parts of a file, as a player asks for them (RFC 9110, section 14).

use http::{HeaderMap, header};
use std::ops::Range;

/// What a request asks of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// All of it.
    Whole,
    /// These bytes, which it has.
    Part(Range<u64>),
    /// Bytes that it does not have.
    Outside,
}

/// What these headers ask of a file of `size` bytes that `etag` names. Several ranges at once, other units and what cannot be
/// read ask for the whole, as section 14.2 allows; so does a range of a file that has changed since (`If-Range`).
pub(crate) fn asked(headers: &HeaderMap, size: u64, etag: &str) -> Asked {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::IF_RANGE).is_some_and(|known| known != etag) {
        return Asked::Whole;
    }
    text(header::RANGE).and_then(|range| parse(range, size)).unwrap_or(Asked::Whole)
}

fn parse(text: &str, size: u64) -> Option<Asked> {
    let (unit, range) = text.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let part = match (first, last) {
        ("", last) => size.saturating_sub(number(last)?)..size,
        (first, "") => number(first)?..size,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(size)
        }
    };
    Some(if part.start < part.end { Asked::Part(part) } else { Asked::Outside })
}

/// Digits only; a number too large to be held is larger than every file.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use proptest::prelude::*;

    const ETAG: &str = "\"a\"";

    fn of(range: &str, size: u64) -> Asked {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_str(range).unwrap());
        asked(&headers, size, ETAG)
    }

    #[test]
    fn bounded_open_and_suffix_ranges_are_understood() {
        for (range, wanted) in [
            ("bytes=0-1", 0..2),
            ("bytes=0-0", 0..1),
            ("bytes=99-99", 99..100),
            ("bytes=10-500", 10..100),
            ("bytes=0-99999999999999999999999", 0..100),
            ("bytes=40-", 40..100),
            ("bytes=-1", 99..100),
            ("bytes=-500", 0..100),
            ("Bytes= 5-6", 5..7),
        ] {
            assert_eq!(of(range, 100), Asked::Part(wanted), "{range}");
        }
    }

    #[test]
    fn what_the_file_does_not_have_is_outside_and_what_is_no_range_is_ignored() {
        for range in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(of(range, 100), Asked::Outside, "{range}");
        }
        assert_eq!(of("bytes=0-", 0), Asked::Outside);
        for range in
            ["bytes=", "bytes=-", "bytes=5-4", "bytes=a-b", "bytes=+1-2", "lines=0-1", "bytes=0-1,5-6", "0-1"]
        {
            assert_eq!(of(range, 100), Asked::Whole, "{range}");
        }
        assert_eq!(asked(&HeaderMap::new(), 100, ETAG), Asked::Whole);
    }

    #[test]
    fn a_range_of_another_version_asks_for_the_whole() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=0-1"));
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"b\""));
        assert_eq!(asked(&headers, 100, ETAG), Asked::Whole);
        headers.insert(header::IF_RANGE, HeaderValue::from_static(ETAG));
        assert_eq!(asked(&headers, 100, ETAG), Asked::Part(0..2));
    }

    proptest! {
        #[test]
        fn a_part_always_lies_within_the_file(range in "bytes=[0-9]{0,21}-[0-9]{0,21}|\\PC{0,30}", size in any::<u64>()) {
            if let Ok(value) = HeaderValue::from_str(&range) {
                let headers = HeaderMap::from_iter([(header::RANGE, value)]);
                if let Asked::Part(part) = asked(&headers, size, ETAG) {
                    prop_assert!(part.start < part.end && part.end <= size);
                }
            }
        }
    }
}
