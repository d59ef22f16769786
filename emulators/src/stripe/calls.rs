//! Which operation a request asks for, and whether its parameters can be taken at all. Whether it fits how things
//! stand is decided in `world`.

use super::{
    error::ApiError,
    params::{Kind, Params, Rule},
};
use std::collections::BTreeMap;

/// An operation with its checked parameters.
#[derive(Clone, Debug)]
pub(super) enum Call {
    Open(Box<NewSession>),
    Expire(String),
    Session(String),
    Sessions(Listing),
    Payment(String),
    Refund(NewRefund),
    RefundById(String),
    Refunds(Listing),
    Event(String),
    Events(Listing),
}

/// A session to open.
#[derive(Clone, Debug)]
pub(super) struct NewSession {
    pub success_url: String,
    pub cancel_url: Option<String>,
    pub reference: Option<String>,
    pub email: Option<String>,
    pub expires_at: i64,
    pub locale: Option<String>,
    pub currency: String,
    pub amount: i64,
    pub items: Vec<Item>,
    pub metadata: BTreeMap<String, String>,
    pub payment_description: Option<String>,
    pub payment_metadata: BTreeMap<String, String>,
}

/// A line of a session.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub name: String,
    pub description: Option<String>,
    pub quantity: i64,
}

/// A refund to make.
#[derive(Clone, Debug)]
pub(super) struct NewRefund {
    pub payment: Option<String>,
    pub charge: Option<String>,
    pub amount: Option<i64>,
    pub reason: Option<String>,
    pub metadata: BTreeMap<String, String>,
}

/// A page of a list (docs.stripe.com/api/pagination), newest first.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    pub limit: usize,
    pub starting_after: Option<String>,
    pub ending_before: Option<String>,
    /// Fields and the values they must have.
    pub equal: Vec<(&'static str, String)>,
    /// The first and the last second of creation.
    pub created: (i64, i64),
}

const LOCALES: &[&str] = &["auto", "en", "en-GB", "fr", "fr-CA", "pt", "pt-BR"];
const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

const OPEN: &[Rule] = &[
    ("mode", Kind::Choice(&["payment"])),
    ("success_url", Kind::Url),
    ("cancel_url", Kind::Url),
    ("client_reference_id", Kind::Text(200)),
    ("customer_email", Kind::Email),
    ("expires_at", Kind::Integer),
    ("locale", Kind::Choice(LOCALES)),
    ("submit_type", Kind::Choice(&["auto", "book", "donate", "pay"])),
    ("payment_method_types[*]", Kind::Choice(&["card"])),
    ("line_items[*][quantity]", Kind::Integer),
    ("line_items[*][price_data][currency]", Kind::Choice(&["brl", "cad", "chf", "eur", "gbp", "usd"])),
    ("line_items[*][price_data][unit_amount]", Kind::Integer),
    ("line_items[*][price_data][product_data][name]", Kind::Text(5000)),
    ("line_items[*][price_data][product_data][description]", Kind::Text(40_000)),
    ("metadata[*]", Kind::Text(500)),
    ("payment_intent_data[description]", Kind::Text(1000)),
    ("payment_intent_data[metadata][*]", Kind::Text(500)),
    ("payment_intent_data[receipt_email]", Kind::Email),
];

const REFUND: &[Rule] = &[
    ("payment_intent", Kind::Text(5000)),
    ("charge", Kind::Text(5000)),
    ("amount", Kind::Integer),
    ("reason", Kind::Choice(&["duplicate", "fraudulent", "requested_by_customer"])),
    ("metadata[*]", Kind::Text(500)),
];

const LIST: &[Rule] = &[
    ("limit", Kind::Integer),
    ("starting_after", Kind::Text(5000)),
    ("ending_before", Kind::Text(5000)),
    ("created[gt]", Kind::Integer),
    ("created[gte]", Kind::Integer),
    ("created[lt]", Kind::Integer),
    ("created[lte]", Kind::Integer),
];

impl Call {
    /// The operation that `method` and `path` (below `/v1/`) mean. `now` in seconds.
    pub(super) fn plan(method: &str, path: &str, params: &Params, now: i64) -> Result<Self, ApiError> {
        let segments: Vec<&str> = path.split('/').collect();
        let plain = |call: Self| params.check(&[]).map(|()| call);
        match (method, segments.as_slice()) {
            ("POST", ["checkout", "sessions"]) => Ok(Self::Open(Box::new(open(params, now)?))),
            ("POST", ["checkout", "sessions", id, "expire"]) => plain(Self::Expire((*id).to_owned())),
            ("GET", ["checkout", "sessions", id]) => plain(Self::Session((*id).to_owned())),
            ("GET", ["checkout", "sessions"]) => list(params, &["payment_intent"]).map(Self::Sessions),
            ("GET", ["payment_intents", id]) => plain(Self::Payment((*id).to_owned())),
            ("POST", ["refunds"]) => refund(params).map(Self::Refund),
            ("GET", ["refunds", id]) => plain(Self::RefundById((*id).to_owned())),
            ("GET", ["refunds"]) => list(params, &["payment_intent", "charge"]).map(Self::Refunds),
            ("GET", ["events", id]) => plain(Self::Event((*id).to_owned())),
            ("GET", ["events"]) => list(params, &["type"]).map(Self::Events),
            _ => {
                let message = format!("Unrecognized request URL ({method}: /v1/{path}).");
                Err(ApiError { status: 404, ..ApiError::invalid(None, message) })
            }
        }
    }
}

fn open(params: &Params, now: i64) -> Result<NewSession, ApiError> {
    params.check(OPEN)?;
    params.required("mode")?;
    let expires_at = params.integer("expires_at").unwrap_or(now + DAY);
    if !(now + 30 * MINUTE..=now + DAY).contains(&expires_at) {
        let message =
            "The `expires_at` timestamp must be 30 minutes to 24 hours from Checkout Session creation.";
        return Err(ApiError::parameter("parameter_invalid", "expires_at", message));
    }
    let (currency, amount, items) = lines(params)?;
    Ok(NewSession {
        success_url: params.required("success_url")?,
        cancel_url: params.text("cancel_url"),
        reference: params.text("client_reference_id"),
        email: params.text("customer_email"),
        expires_at,
        locale: params.text("locale"),
        currency,
        amount,
        items,
        metadata: params.metadata("metadata")?,
        payment_description: params.text("payment_intent_data[description]"),
        payment_metadata: params.metadata("payment_intent_data[metadata]")?,
    })
}

/// The lines of a session with their currency and total.
fn lines(params: &Params) -> Result<(String, i64, Vec<Item>), ApiError> {
    let mut items = Vec::new();
    let (mut currency, mut total) = (None, 0_i64);
    while params.has_below(&format!("line_items[{}]", items.len())) {
        let line = format!("line_items[{}]", items.len());
        let data = format!("{line}[price_data]");
        let quantity = params.integer(&format!("{line}[quantity]")).unwrap_or(1);
        let unit_name = format!("{data}[unit_amount]");
        let unit = params.integer(&unit_name).ok_or_else(|| ApiError::missing(&unit_name))?;
        if unit < 0 || quantity < 1 {
            let message = "Invalid integer: amounts are 0 or more, quantities 1 or more";
            return Err(ApiError::parameter("parameter_invalid_integer", &line, message));
        }
        let theirs = params.required(&format!("{data}[currency]"))?;
        if currency.get_or_insert_with(|| theirs.clone()) != &theirs {
            let message = "All line items must have the same currency.";
            return Err(ApiError::parameter("parameter_invalid", &format!("{data}[currency]"), message));
        }
        total = total.saturating_add(unit.saturating_mul(quantity));
        items.push(Item {
            name: params.required(&format!("{data}[product_data][name]"))?,
            description: params.text(&format!("{data}[product_data][description]")),
            quantity,
        });
    }
    let currency = currency.ok_or_else(|| ApiError::missing("line_items"))?;
    // docs.stripe.com/currencies: eight digits at most, and a least amount that depends on the currency.
    let least = if currency == "gbp" { 30 } else { 50 };
    match total {
        100_000_000.. => Err(ApiError::invalid(Some("amount_too_large"), "The total amount is too large.")),
        total if total < least => {
            let message =
                format!("The total amount must be at least {least} in the smallest unit of {currency}.");
            Err(ApiError::invalid(Some("amount_too_small"), message))
        }
        total => Ok((currency, total, items)),
    }
}

fn refund(params: &Params) -> Result<NewRefund, ApiError> {
    params.check(REFUND)?;
    let refund = NewRefund {
        payment: params.text("payment_intent"),
        charge: params.text("charge"),
        amount: params.integer("amount"),
        reason: params.text("reason"),
        metadata: params.metadata("metadata")?,
    };
    if refund.payment.is_none() && refund.charge.is_none() {
        let message =
            "One of the following params should be provided for this request: payment_intent or charge.";
        return Err(ApiError::invalid(Some("parameter_missing"), message));
    }
    if refund.amount.is_some_and(|amount| amount < 1) {
        return Err(ApiError::parameter("parameter_invalid_integer", "amount", "Invalid positive integer"));
    }
    Ok(refund)
}

fn list(params: &Params, filters: &[&'static str]) -> Result<Listing, ApiError> {
    let mut rules = LIST.to_vec();
    rules.extend(filters.iter().map(|name| (*name, Kind::Text(5000))));
    params.check(&rules)?;
    let limit = params.integer("limit").unwrap_or(10);
    if !(1..=100).contains(&limit) {
        let message = "This value must be between 1 and 100.";
        return Err(ApiError::parameter("parameter_invalid_integer", "limit", message));
    }
    let bound = |name: &str, otherwise: i64| params.integer(&format!("created[{name}]")).unwrap_or(otherwise);
    let first = bound("gte", i64::MIN).max(bound("gt", i64::MIN).saturating_add(1));
    let last = bound("lte", i64::MAX).min(bound("lt", i64::MAX).saturating_sub(1));
    Ok(Listing {
        limit: usize::try_from(limit).unwrap_or(10),
        starting_after: params.text("starting_after"),
        ending_before: params.text("ending_before"),
        equal: filters.iter().filter_map(|name| Some((*name, params.text(name)?))).collect(),
        created: (first, last),
    })
}
