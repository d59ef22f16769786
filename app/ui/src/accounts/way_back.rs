//! Where a person wanted to go before they were asked who they are.

use crate::done::query;

/// The page to go to after signing in, as the address names it; empty without one. Whether it may be gone to is decided
/// on the server.
pub fn next() -> String {
    query("next")
}

/// The address of `path` that keeps the way to `next`.
pub fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() { path.to_owned() } else { format!("{path}?next={}", escape(next)) }
}

/// A value in a query: everything but unreserved characters and slashes is escaped (RFC 3986, sections 2.3 and 3.4).
fn escape(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::with_next;

    #[test]
    fn the_way_back_survives_being_put_into_an_address() {
        assert_eq!(with_next("/b/x/sign-up", ""), "/b/x/sign-up");
        assert_eq!(with_next("/s", "/b/x/book?day=1&at=é"), "/s?next=/b/x/book%3Fday%3D1%26at%3D%C3%A9");
    }
}
