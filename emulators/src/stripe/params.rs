//! Form-encoded parameters with brackets, checked against a list of what an operation takes.

use super::error::ApiError;
use std::collections::BTreeMap;

/// What a parameter may hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Text of at most so many characters.
    Text(usize),
    /// A whole number.
    Integer,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An absolute web address.
    Url,
    /// An e-mail address.
    Email,
}

/// A parameter that an operation takes: its name, with `*` for an index or a free key, and what it may hold.
pub(super) type Rule = (&'static str, Kind);

/// The parameters of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Params(BTreeMap<String, String>);

impl Params {
    /// Reads `a[b][0]=c&…`. A name that comes twice has its last value.
    pub(super) fn read(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// Every parameter as it was sent, by name.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        self.0.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// Refuses what the operation does not take.
    pub(super) fn check(&self, rules: &[Rule]) -> Result<(), ApiError> {
        for (name, value) in &self.0 {
            let rule = rules.iter().find(|(pattern, _)| fits(pattern, name));
            let Some((_, kind)) = rule else {
                let message = format!("Received unknown parameter: {name}");
                return Err(ApiError::parameter("parameter_unknown", name, message));
            };
            check_value(*kind, name, value)?;
        }
        Ok(())
    }

    /// A value; an empty one counts as not sent.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }

    /// A value that must be there.
    pub(super) fn required(&self, name: &str) -> Result<String, ApiError> {
        self.text(name).ok_or_else(|| ApiError::missing(name))
    }

    /// A number, after [`Params::check`].
    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.parse().ok()
    }

    /// Whether anything starts with `name[`.
    pub(super) fn has_below(&self, name: &str) -> bool {
        let start = format!("{name}[");
        self.0.keys().any(|key| key.starts_with(&start))
    }

    /// The free keys below `name` with their values, in the bounds of docs.stripe.com/api/metadata.
    pub(super) fn metadata(&self, name: &str) -> Result<BTreeMap<String, String>, ApiError> {
        let start = format!("{name}[");
        let inner = |key: &str| key.strip_prefix(&start)?.strip_suffix(']').map(ToOwned::to_owned);
        let pairs: BTreeMap<_, _> =
            self.0.iter().filter_map(|(key, value)| Some((inner(key)?, value.clone()))).collect();
        if pairs.len() > 50 || pairs.keys().any(|key| key.chars().count() > 40) {
            let message = "Metadata can have up to 50 keys of up to 40 characters.";
            return Err(ApiError::parameter("parameter_invalid", name, message));
        }
        Ok(pairs)
    }
}

/// Whether `name` (`items[3][price]`) is what `pattern` (`items[*][price]`) means.
fn fits(pattern: &str, name: &str) -> bool {
    let segments = |text: &str| -> Vec<String> {
        text.split('[').map(|part| part.strip_suffix(']').unwrap_or(part).to_owned()).collect()
    };
    let (wanted, found) = (segments(pattern), segments(name));
    let balanced = name.matches('[').count() == name.matches(']').count();
    balanced && wanted.len() == found.len() && wanted.iter().zip(&found).all(|(w, f)| w == "*" || w == f)
}

fn check_value(kind: Kind, name: &str, value: &str) -> Result<(), ApiError> {
    let wrong = |code, message: String| Err(ApiError::parameter(code, name, message));
    match kind {
        Kind::Text(longest) if value.chars().count() > longest => wrong(
            "parameter_invalid",
            format!("Invalid string: {name} can have at most {longest} characters"),
        ),
        Kind::Integer if value.parse::<i64>().is_err() => {
            wrong("parameter_invalid_integer", format!("Invalid integer: {value}"))
        }
        Kind::Choice(words) if !words.contains(&value) => {
            wrong("parameter_invalid", format!("Invalid {name}: must be one of {}", words.join(", ")))
        }
        Kind::Url if !is_url(value) => wrong("url_invalid", "Not a valid URL".to_owned()),
        Kind::Email if !is_email(value) => wrong("email_invalid", format!("Invalid email address: {value}")),
        _ => Ok(()),
    }
}

fn is_url(value: &str) -> bool {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !value.contains(char::is_whitespace)
}

fn is_email(value: &str) -> bool {
    value.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        && !value.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &[Rule] =
        &[("items[*][price]", Kind::Integer), ("back", Kind::Url), ("free[*]", Kind::Text(3))];

    fn code(encoded: &str) -> Option<&'static str> {
        Params::read(encoded.as_bytes()).check(RULES).err().and_then(|error| error.code)
    }

    #[test]
    fn what_an_operation_does_not_take_is_refused() {
        assert_eq!(code("items%5B0%5D%5Bprice%5D=5&back=https%3A%2F%2Fa.example&free[x]=abc"), None);
        for unknown in
            ["item[0][price]=5", "items[0]=5", "items[0][price][x]=5", "items[0[price]=5", "backs=x"]
        {
            assert_eq!(code(unknown), Some("parameter_unknown"), "{unknown}");
        }
        assert_eq!(code("items[0][price]=5.5"), Some("parameter_invalid_integer"));
        assert_eq!(code("back=javascript:alert(1)"), Some("url_invalid"));
        assert_eq!(code("free[x]=abcd"), Some("parameter_invalid"));
    }
}
