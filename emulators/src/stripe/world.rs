//! What the stand-in remembers, and what may happen to it.

use super::{
    API_VERSION,
    calls::{Call, Listing, NewRefund, NewSession},
    error::ApiError,
    ids::Ids,
    objects,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A page on which one customer can pay once.
#[derive(Debug)]
pub(super) struct Session {
    pub id: String,
    pub asked: NewSession,
    pub created: i64,
    pub status: SessionStatus,
    pub payment: Option<String>,
    /// Whether the last try to pay was declined.
    pub declined: bool,
}

/// How a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SessionStatus {
    Open,
    Complete,
    Expired,
}

/// A payment intent.
#[derive(Debug)]
pub(super) struct Payment {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub description: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub created: i64,
    pub succeeded: bool,
    pub charge: Option<String>,
}

/// A charge: one try to take the money.
#[derive(Debug)]
pub(super) struct Charge {
    pub id: String,
    pub payment: String,
    pub amount: i64,
    pub refunded: i64,
    pub currency: String,
    pub created: i64,
    pub paid: bool,
}

/// Money given back.
#[derive(Debug)]
pub(super) struct Refund {
    pub id: String,
    pub payment: String,
    pub charge: String,
    pub amount: i64,
    pub currency: String,
    pub reason: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub created: i64,
}

/// The request that caused an event.
#[derive(Clone, Debug, Default)]
pub(super) struct Cause {
    pub request: Option<String>,
    pub key: Option<String>,
}

/// Everything. Lists are oldest first.
#[derive(Debug)]
pub(super) struct World {
    /// Seconds since 1970.
    pub now: i64,
    /// Where the pages are.
    pub public_url: String,
    /// Who is asking.
    pub cause: Cause,
    ids: Ids,
    sessions: Vec<Session>,
    payments: Vec<Payment>,
    charges: Vec<Charge>,
    refunds: Vec<Refund>,
    events: Vec<Value>,
    fresh: Vec<Value>,
}

impl World {
    pub(super) fn new(seed: u64, public_url: String) -> Self {
        Self {
            now: 0,
            public_url,
            cause: Cause::default(),
            ids: Ids::new(seed),
            sessions: Vec::new(),
            payments: Vec::new(),
            charges: Vec::new(),
            refunds: Vec::new(),
            events: Vec::new(),
            fresh: Vec::new(),
        }
    }

    /// Moves to `now` and closes the sessions whose time is over.
    pub(super) fn tick(&mut self, now: i64) {
        self.now = now;
        let over: Vec<String> = (self.sessions.iter())
            .filter(|session| session.status == SessionStatus::Open && session.asked.expires_at <= now)
            .map(|session| session.id.clone())
            .collect();
        for id in over {
            // It is open, so it can be closed.
            let _closed = self.expire(&id);
        }
    }

    /// A fresh request id.
    pub(super) fn request_id(&mut self) -> String {
        self.ids.id("req_", 14)
    }

    /// The events since this was last asked.
    pub(super) fn take_fresh(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.fresh)
    }

    /// Does what was asked.
    pub(super) fn perform(&mut self, call: Call) -> Result<Value, ApiError> {
        match call {
            Call::Open(asked) => Ok(self.open(*asked)),
            Call::Expire(id) => self.expire(&id).map(|()| self.show_session(&id)),
            Call::Session(id) => self.session(&id).map(|session| objects::session(session, &self.public_url)),
            Call::Sessions(page) => objects::list("/v1/checkout/sessions", &self.all_sessions(), &page),
            Call::Payment(id) => self.payment(&id).map(objects::payment),
            Call::Refund(asked) => self.refund(asked),
            Call::RefundById(id) => self.refund_by_id(&id),
            Call::Refunds(page) => objects::list("/v1/refunds", &self.all_refunds(), &page),
            Call::Event(id) => self.event(&id),
            Call::Events(page) => self.list_events(&page),
        }
    }

    fn open(&mut self, asked: NewSession) -> Value {
        let id = self.ids.id("cs_test_", 58);
        let session = Session {
            id: id.clone(),
            asked,
            created: self.now,
            status: SessionStatus::Open,
            payment: None,
            declined: false,
        };
        self.sessions.push(session);
        self.show_session(&id)
    }

    /// Closes an open session.
    pub(super) fn expire(&mut self, id: &str) -> Result<(), ApiError> {
        let status = self.session(id)?.status;
        if status != SessionStatus::Open {
            let message = format!(
                "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {}.",
                objects::status(status)
            );
            return Err(ApiError::invalid(None, message));
        }
        self.change_session(id, |session| session.status = SessionStatus::Expired);
        let shown = self.show_session(id);
        self.emit("checkout.session.expired", shown);
        Ok(())
    }

    /// The customer pays. Answers the payment's id.
    pub(super) fn pay(&mut self, id: &str) -> Result<String, ApiError> {
        let payment = self.attempt(id, true)?;
        self.change_session(id, |session| {
            session.status = SessionStatus::Complete;
            session.declined = false;
        });
        let shown = self.show_session(id);
        self.emit("checkout.session.completed", shown);
        Ok(payment)
    }

    /// The customer tries to pay, and the bank says no. The session stays open.
    pub(super) fn decline(&mut self, id: &str) -> Result<String, ApiError> {
        let payment = self.attempt(id, false)?;
        self.change_session(id, |session| session.declined = true);
        Ok(payment)
    }

    fn attempt(&mut self, id: &str, succeeds: bool) -> Result<String, ApiError> {
        let session = self.session(id)?;
        if session.status != SessionStatus::Open {
            let message = format!("This Checkout Session is {}.", objects::status(session.status));
            return Err(ApiError::invalid(None, message));
        }
        let (asked, known) = (session.asked.clone(), session.payment.clone());
        let charge = Charge {
            id: self.ids.id("ch_3", 23),
            payment: known.clone().unwrap_or_else(|| self.ids.id("pi_3", 23)),
            amount: asked.amount,
            refunded: 0,
            currency: asked.currency.clone(),
            created: self.now,
            paid: succeeds,
        };
        let payment = charge.payment.clone();
        if known.is_none() {
            self.payments.push(Payment {
                id: payment.clone(),
                amount: asked.amount,
                currency: asked.currency,
                description: asked.payment_description,
                metadata: asked.payment_metadata,
                created: self.now,
                succeeded: false,
                charge: None,
            });
            self.change_session(id, |session| session.payment = Some(payment.clone()));
        }
        self.settle(charge, succeeds);
        Ok(payment)
    }

    fn settle(&mut self, charge: Charge, succeeds: bool) {
        let mut shown_payment = Value::Null;
        if let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == charge.payment) {
            payment.succeeded = succeeds;
            payment.charge = Some(charge.id.clone());
            shown_payment = objects::payment(payment);
        }
        let shown_charge = objects::charge(&charge);
        self.charges.push(charge);
        if succeeds {
            self.emit("charge.succeeded", shown_charge);
            self.emit("payment_intent.succeeded", shown_payment);
        } else {
            self.emit("charge.failed", shown_charge);
            self.emit("payment_intent.payment_failed", shown_payment);
        }
    }

    fn refund(&mut self, asked: NewRefund) -> Result<Value, ApiError> {
        if let Some(payment) = &asked.payment {
            self.payment(payment)?;
        }
        let fits = |charge: &&mut Charge| {
            asked.payment.as_ref().is_none_or(|id| *id == charge.payment)
                && asked.charge.as_ref().is_none_or(|id| *id == charge.id)
                && (charge.paid || asked.charge.is_some())
        };
        let Some(charge) = self.charges.iter_mut().find(fits) else {
            return Err(match asked.charge {
                Some(id) => ApiError::no_such("charge", "charge", &id),
                None => {
                    ApiError::invalid(None, "This PaymentIntent does not have a successful charge to refund.")
                }
            });
        };
        let left = if charge.paid { charge.amount - charge.refunded } else { 0 };
        if left == 0 {
            let message = format!("Charge {} has nothing left to refund.", charge.id);
            return Err(ApiError::invalid(Some("charge_already_refunded"), message));
        }
        let amount = asked.amount.unwrap_or(left);
        if amount > left {
            let message =
                format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})");
            return Err(ApiError { param: Some("amount".into()), ..ApiError::invalid(None, message) });
        }
        charge.refunded += amount;
        let refund = Refund {
            id: self.ids.id("re_3", 23),
            payment: charge.payment.clone(),
            charge: charge.id.clone(),
            amount,
            currency: charge.currency.clone(),
            reason: asked.reason,
            metadata: asked.metadata,
            created: self.now,
        };
        let (charge, shown) = (objects::charge(charge), objects::refund(&refund));
        self.refunds.push(refund);
        self.emit("charge.refunded", charge);
        self.emit("refund.updated", shown.clone());
        Ok(shown)
    }

    fn emit(&mut self, kind: &str, object: Value) {
        let event = json!({
            "id": self.ids.id("evt_1", 23),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now,
            "data": { "object": object },
            "livemode": false,
            "pending_webhooks": 1,
            "request": { "id": self.cause.request, "idempotency_key": self.cause.key },
            "type": kind,
        });
        self.events.push(event.clone());
        self.fresh.push(event);
    }

    /// The session with this id.
    pub(super) fn session(&self, id: &str) -> Result<&Session, ApiError> {
        let found = self.sessions.iter().find(|session| session.id == id);
        found.ok_or_else(|| ApiError::no_such("checkout.session", "session", id))
    }

    fn change_session(&mut self, id: &str, change: impl FnOnce(&mut Session)) {
        if let Some(session) = self.sessions.iter_mut().find(|session| session.id == id) {
            change(session);
        }
    }

    fn show_session(&self, id: &str) -> Value {
        self.session(id).map_or(Value::Null, |session| objects::session(session, &self.public_url))
    }

    fn payment(&self, id: &str) -> Result<&Payment, ApiError> {
        let found = self.payments.iter().find(|payment| payment.id == id);
        found.ok_or_else(|| ApiError::no_such("payment_intent", "payment_intent", id))
    }

    fn refund_by_id(&self, id: &str) -> Result<Value, ApiError> {
        let found = self.refunds.iter().find(|refund| refund.id == id);
        found.map(objects::refund).ok_or_else(|| ApiError::no_such("refund", "refund", id))
    }

    /// The event with this id.
    pub(super) fn event(&self, id: &str) -> Result<Value, ApiError> {
        let found = self.events.iter().find(|event| event.get("id").is_some_and(|found| found == id));
        found.cloned().ok_or_else(|| ApiError::no_such("event", "id", id))
    }

    fn list_events(&self, page: &Listing) -> Result<Value, ApiError> {
        objects::list("/v1/events", &self.events, page)
    }

    /// Every session, as the API shows it.
    pub(super) fn all_sessions(&self) -> Vec<Value> {
        self.sessions.iter().map(|session| objects::session(session, &self.public_url)).collect()
    }

    /// Every refund, as the API shows it.
    pub(super) fn all_refunds(&self) -> Vec<Value> {
        self.refunds.iter().map(objects::refund).collect()
    }

    /// Every event.
    pub(super) fn all_events(&self) -> Vec<Value> {
        self.events.clone()
    }
}
