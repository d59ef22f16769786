//! Errors in the shape that Stripe publishes (schema `api_errors`, and docs.stripe.com/error-codes).

use serde_json::{Value, json};

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// `invalid_request_error`, `card_error`, `idempotency_error` or `api_error`.
    pub kind: &'static str,
    /// A short word that programs can act on.
    pub code: Option<&'static str>,
    /// The parameter at fault.
    pub param: Option<String>,
    /// What is wrong, for a developer.
    pub message: String,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.status, self.code.unwrap_or(self.kind), self.message)
    }
}

impl std::error::Error for ApiError {}

impl ApiError {
    /// A parameter that cannot be taken.
    pub(super) fn parameter(code: &'static str, param: &str, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            kind: "invalid_request_error",
            code: Some(code),
            param: Some(param.to_owned()),
            message: message.into(),
        }
    }

    /// A parameter that must be there.
    pub(super) fn missing(param: &str) -> Self {
        Self::parameter("parameter_missing", param, format!("Missing required param: {param}."))
    }

    /// A request that does not fit how things stand.
    pub(super) fn invalid(code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { status: 400, kind: "invalid_request_error", code, param: None, message: message.into() }
    }

    /// An id that belongs to nothing.
    pub(super) fn no_such(what: &str, param: &str, id: &str) -> Self {
        let message = format!("No such {what}: '{id}'");
        Self { status: 404, ..Self::parameter("resource_missing", param, message) }
    }

    /// A key that is missing or wrong.
    pub(super) fn unauthorised(message: &str) -> Self {
        Self { status: 401, ..Self::invalid(None, message) }
    }

    /// An idempotency key that cannot be used for this.
    pub(super) fn idempotency(status: u16, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { status, kind: "idempotency_error", code, param: None, message: message.into() }
    }

    /// What an ordered failure with this status says.
    pub(super) fn ordered(status: u16) -> Self {
        let (kind, code, message) = match status {
            402 => ("card_error", Some("card_declined"), "Your card was declined."),
            409 => {
                ("invalid_request_error", Some("lock_timeout"), "This object cannot be accessed right now.")
            }
            429 => {
                ("invalid_request_error", Some("rate_limit"), "Too many requests hit the API too quickly.")
            }
            500.. => ("api_error", None, "An unknown error occurred."),
            _ => ("invalid_request_error", None, "The request was refused."),
        };
        Self { status, kind, code, param: None, message: message.to_owned() }
    }

    /// The body of the answer.
    pub(super) fn body(&self) -> Value {
        let mut error = json!({ "type": self.kind, "message": self.message });
        if let Some(fields) = error.as_object_mut() {
            fields.extend(self.code.map(|code| ("code".to_owned(), json!(code))));
            fields.extend(self.param.as_ref().map(|param| ("param".to_owned(), json!(param))));
        }
        json!({ "error": error })
    }
}
