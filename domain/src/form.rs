//! Forms: what was typed and what is wrong with it, the same type in the browser, on the server and in the page between them.

use serde::{Deserialize, Serialize};

/// One thing wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form.
    pub field: String,
    /// The key of the translated sentence (`err_…` in the words).
    pub key: String,
    /// Values for the sentence's placeholders, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
}

impl FieldError {
    /// `key` is what is wrong with `field`.
    pub fn new(field: &str, key: &str) -> Self {
        Self { field: field.to_owned(), key: key.to_owned(), args: Vec::new() }
    }

    /// Adds a value for the placeholder `name`.
    #[must_use]
    pub fn arg(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}

/// The fields of a submitted form, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of `name`, trimmed; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of `name` exactly as typed: for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Whether a checkbox was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Every value of `name`: for groups of checkboxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What a page needs to show a refused form again: nothing typed is lost, secrets excepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState {
    /// Which form of the page was sent.
    pub form: String,
    /// What was typed.
    pub values: Fields,
    /// What is wrong with it, field by field; an empty field name speaks of the whole form.
    pub errors: Vec<FieldError>,
    /// Instants offered instead of the one that was refused (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<String>,
}

impl FormState {
    /// The state that shows `errors` beside `values`. Values of secret fields are dropped.
    pub fn refused(form: &str, values: Fields, errors: Vec<FieldError>) -> Self {
        let kept = values.0.into_iter().filter(|(name, _)| !SECRET_FIELDS.contains(&name.as_str())).collect();
        Self { form: form.to_owned(), values: Fields(kept), errors, offers: Vec::new() }
    }
}

/// Fields that are never sent back to a page.
const SECRET_FIELDS: [&str; 3] = ["password", "new_password", "token"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_keeps_what_was_typed_but_not_the_password() {
        let typed = Fields(vec![
            ("email".into(), " a@b.example ".into()),
            ("password".into(), "correct horse battery".into()),
        ]);
        let state = FormState::refused("sign_in", typed, vec![FieldError::new("email", "err_email")]);
        assert_eq!(state.values.get("email"), "a@b.example");
        assert_eq!(state.values.raw("password"), "");
    }
}
