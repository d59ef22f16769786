//! Notifications: what people are told of, on which ways, and what of that they may switch off.
//!
//! Other doors: `services::messaging::notify` (the one way out), `services::messaging::notifications` (reading them),
//! `storefront::notifications` and `console::notifications` (screens).

mod choices;

pub use choices::{Choices, name};

use crate::{
    accounts::{Realm, Role},
    businesses::Text,
    money::Money,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a notification is about: the unit that a person switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// To customers: their booking was made, moved or cancelled.
    Booking,
    /// To customers: an estimate waits for their answer.
    Estimate,
    /// To customers: the work is done.
    Ready,
    /// To customers: a vehicle is due for something.
    Reminder,
    /// To customers: work that they declined is offered again.
    FollowUp,
    /// To customers: invoices, receipts, credit notes, money that goes back.
    Invoice,
    /// To staff: a customer approved or declined a job.
    Decision,
    /// To staff: a customer asked something about a job.
    Question,
    /// To staff: a booking was made, moved or cancelled.
    Visit,
    /// To staff: a customer paid online.
    Payment,
    /// To staff: a message could not be delivered.
    Undelivered,
}

impl Kind {
    /// Every kind, in the order of the settings page.
    pub const ALL: [Self; 11] = [
        Self::Booking,
        Self::Estimate,
        Self::Ready,
        Self::Reminder,
        Self::FollowUp,
        Self::Invoice,
        Self::Decision,
        Self::Question,
        Self::Visit,
        Self::Payment,
        Self::Undelivered,
    ];

    /// The name stored in the database and used in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Estimate => "estimate",
            Self::Ready => "ready",
            Self::Reminder => "reminder",
            Self::FollowUp => "follow_up",
            Self::Invoice => "invoice",
            Self::Decision => "decision",
            Self::Question => "question",
            Self::Visit => "visit",
            Self::Payment => "payment",
            Self::Undelivered => "undelivered",
        }
    }

    /// The kind of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The side on which it is told: customers on the sites, staff at the portal.
    pub const fn realm(self) -> Realm {
        match self {
            Self::Booking
            | Self::Estimate
            | Self::Ready
            | Self::Reminder
            | Self::FollowUp
            | Self::Invoice => Realm::Site,
            Self::Decision | Self::Question | Self::Visit | Self::Payment | Self::Undelivered => {
                Realm::Portal
            }
        }
    }

    /// Whether a member with `role` is told of it. `own` says that the job it is about is theirs.
    pub const fn reaches(self, role: Role, own: bool) -> bool {
        match self {
            Self::Decision | Self::Question | Self::Visit => match role {
                Role::Owner | Role::FrontDesk => true,
                Role::Technician => own,
                Role::Kitchen => false,
            },
            Self::Payment => matches!(role, Role::Owner | Role::FrontDesk),
            // Only the owner can look at what failed and send it again.
            Self::Undelivered => matches!(role, Role::Owner),
            Self::Booking
            | Self::Estimate
            | Self::Ready
            | Self::Reminder
            | Self::FollowUp
            | Self::Invoice => false,
        }
    }

    /// Whether it goes out on `channel` for who has chosen nothing.
    pub const fn by_default(self, channel: Channel) -> bool {
        match (self.realm(), channel) {
            (Realm::Site, _) | (Realm::Portal, Channel::InApp | Channel::Push) => true,
            (Realm::Portal, Channel::Email) => matches!(self, Self::Undelivered),
        }
    }

    /// Why `channel` cannot be switched off for it; `None` for what can be.
    pub const fn kept(self, channel: Channel) -> Option<Kept> {
        match (self, channel) {
            (_, Channel::InApp) => Some(Kept::Record),
            (Self::Booking, Channel::Email) => Some(Kept::Confirmation),
            (Self::Invoice, Channel::Email) => Some(Kept::Receipt),
            _ => None,
        }
    }
}

/// Why something cannot be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The list in the app is the record of what was told.
    Record,
    /// The mail carries the link with which a booking is moved and cancelled.
    Confirmation,
    /// Invoices and receipts have to reach who pays.
    Receipt,
}

/// A way to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// The list in the app.
    InApp,
    /// A mail.
    Email,
    /// Web push, to every browser in which the person has switched it on.
    Push,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 3] = [Self::InApp, Self::Email, Self::Push];

    /// The name stored in the database and used in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InApp => "in_app",
            Self::Email => "email",
            Self::Push => "push",
        }
    }

    /// The channel of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == name)
    }
}

/// A visit as notifications speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The service, in every language of the business.
    pub service: Text,
    /// When it starts.
    pub starts: Timestamp,
    /// The customer's name.
    pub customer: String,
}

/// Money and the paper it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// The number of the invoice or credit note.
    pub number: String,
    /// How much.
    pub amount: Money,
    /// The customer's name.
    pub customer: String,
}

/// What happened, with all that a sentence about it needs. Stored as JSON; made into words when it is shown, in the
/// language of who reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// To the customer: the booking is confirmed.
    Booked(Visit),
    /// To the customer: the booking has a new time.
    Moved(Visit),
    /// To the customer: the booking is cancelled.
    Cancelled(Visit),
    /// To the customer: the work is done.
    Ready(Visit),
    /// To the customer: jobs wait for an answer.
    Asked {
        /// The vehicle; empty where there is none.
        vehicle: String,
        /// The number of the work order.
        number: String,
    },
    /// To the customer: a vehicle is due.
    Due {
        /// What is to be done.
        title: String,
        /// The vehicle.
        vehicle: String,
    },
    /// To the customer: declined work is offered again.
    OfferedAgain {
        /// The job.
        title: String,
    },
    /// To the customer: a deposit is asked for.
    DepositAsked(Sum),
    /// To the customer: an invoice was issued.
    Issued(Sum),
    /// To the customer: money was received.
    Receipt(Sum),
    /// To the customer: a credit note was issued.
    Credited(Sum),
    /// To the customer: money goes back.
    SentBack(Sum),
    /// To staff: the customer agreed to a job.
    Approved {
        /// The customer's name.
        customer: String,
        /// The job.
        job: String,
    },
    /// To staff: the customer declined a job.
    Declined {
        /// The customer's name.
        customer: String,
        /// The job.
        job: String,
    },
    /// To staff: the customer asked about a job.
    Question {
        /// The customer's name.
        customer: String,
        /// The job.
        job: String,
    },
    /// To staff: a booking was made.
    NewVisit(Visit),
    /// To staff: a booking was moved.
    VisitMoved(Visit),
    /// To staff: a booking was cancelled.
    VisitCancelled(Visit),
    /// To staff: a customer paid online.
    Paid(Sum),
    /// To staff: a message could not be delivered.
    Undelivered {
        /// Its receiver's address.
        to: String,
        /// Its subject.
        subject: String,
    },
}

impl Event {
    /// What it is about.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Booked(_) | Self::Moved(_) | Self::Cancelled(_) => Kind::Booking,
            Self::Ready(_) => Kind::Ready,
            Self::Asked { .. } => Kind::Estimate,
            Self::Due { .. } => Kind::Reminder,
            Self::OfferedAgain { .. } => Kind::FollowUp,
            Self::DepositAsked(_)
            | Self::Issued(_)
            | Self::Receipt(_)
            | Self::Credited(_)
            | Self::SentBack(_) => Kind::Invoice,
            Self::Approved { .. } | Self::Declined { .. } => Kind::Decision,
            Self::Question { .. } => Kind::Question,
            Self::NewVisit(_) | Self::VisitMoved(_) | Self::VisitCancelled(_) => Kind::Visit,
            Self::Paid(_) => Kind::Payment,
            Self::Undelivered { .. } => Kind::Undelivered,
        }
    }
}
