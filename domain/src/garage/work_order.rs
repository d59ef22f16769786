//! A work order's document and what the customer agreed to.
//!
//! Three things that never stand for each other: the document (here), where the job stands on the board
//! ([`super::board`]), and the authorisation of each job (here).

use serde::{Deserialize, Serialize};

/// What the paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// A proposal; nothing is agreed.
    Estimate,
    /// The agreed work.
    RepairOrder,
    /// The bill. It is never changed: a credit note corrects it.
    Invoice,
}

impl Document {
    /// Every document, in the order in which one becomes the next.
    pub const ALL: [Self; 3] = [Self::Estimate, Self::RepairOrder, Self::Invoice];

    /// The name stored in the database and sent by forms; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Estimate => "estimate",
            Self::RepairOrder => "repair_order",
            Self::Invoice => "invoice",
        }
    }

    /// The document of a stored or sent name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|document| document.as_str() == name)
    }

    /// The key of the document's name.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Estimate => "document_estimate",
            Self::RepairOrder => "document_repair_order",
            Self::Invoice => "document_invoice",
        }
    }

    /// What it may become: the usual next step first. A repair order goes back to an estimate when everything is open
    /// again.
    pub const fn moves(self) -> &'static [Self] {
        match self {
            Self::Estimate => &[Self::RepairOrder],
            Self::RepairOrder => &[Self::Invoice, Self::Estimate],
            Self::Invoice => &[],
        }
    }

    /// The document as `to`, given the authorisations of its jobs.
    ///
    /// # Errors
    /// [`Refusal::NoSuchMove`]; [`Refusal::NothingApproved`] when a repair order or an invoice would be empty;
    /// [`Refusal::Undecided`] when an invoice would silently leave out a job that nobody has declined.
    pub fn turn_into(self, to: Self, jobs: &[Authorisation]) -> Result<Self, Refusal> {
        if !self.moves().contains(&to) {
            return Err(Refusal::NoSuchMove);
        }
        if to != Self::Estimate && !jobs.contains(&Authorisation::Approved) {
            return Err(Refusal::NothingApproved);
        }
        if to == Self::Invoice && jobs.iter().any(|job| !job.is_decided()) {
            return Err(Refusal::Undecided);
        }
        Ok(to)
    }

    /// Whether the jobs of a work order may change while it is this document.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Invoice)
    }

    /// Whether a job with `authorisation` is part of this document's total: an estimate shows what may still be done,
    /// the others only what was agreed.
    pub const fn counts(self, authorisation: Authorisation) -> bool {
        match self {
            Self::Estimate => !matches!(authorisation, Authorisation::Declined),
            Self::RepairOrder | Self::Invoice => matches!(authorisation, Authorisation::Approved),
        }
    }
}

/// What the customer said to one job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authorisation {
    /// Not put to the customer, or changed since.
    Draft,
    /// Put to the customer, who has not answered.
    Asked,
    /// Agreed at the price that stands beside it.
    Approved,
    /// Not wanted, at the price that stands beside it.
    Declined,
}

impl Authorisation {
    /// Every state, in the order of a job's life.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Asked, Self::Approved, Self::Declined];

    /// The name stored in the database; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Declined => "declined",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// The key of the state's name.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Draft => "auth_draft",
            Self::Asked => "auth_asked",
            Self::Approved => "auth_approved",
            Self::Declined => "auth_declined",
        }
    }

    /// Whether the customer has answered.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Approved | Self::Declined)
    }

    /// Puts the job to the customer; asking again is a reminder.
    ///
    /// # Errors
    /// [`Refusal::AskedAlready`] when the customer has answered: another price asks anew, see [`after_change`].
    pub const fn ask(self) -> Result<Self, Refusal> {
        match self {
            Self::Draft | Self::Asked => Ok(Self::Asked),
            Self::Approved | Self::Declined => Err(Refusal::AskedAlready),
        }
    }

    /// What becomes of the job when the customer gives `answer`. The same answer twice changes nothing, so that a second
    /// tap on a slow phone does no harm.
    ///
    /// Over the link only what was asked can be answered, and only once: work may have begun. In person and by phone the
    /// business records whatever the customer said, a change of mind included.
    ///
    /// # Errors
    /// Over the link: [`Refusal::ChangedSince`] when the job is no longer what was asked, [`Refusal::Decided`] when the
    /// other answer was given.
    pub fn decide(self, answer: Answer, how: How) -> Result<Self, Refusal> {
        let decided = match answer {
            Answer::Approve => Self::Approved,
            Answer::Decline => Self::Declined,
        };
        match (how, self) {
            (How::InPerson | How::Phone, _) | (How::Link, Self::Asked) => Ok(decided),
            (How::Link, Self::Draft) => Err(Refusal::ChangedSince),
            (How::Link, _) if self == decided => Ok(self),
            (How::Link, _) => Err(Refusal::Decided),
        }
    }
}

/// What becomes of a job whose lines changed: a new price resets it.
///
/// An answer stands only for the price it was given at. `agreed_price` is that price, tax included, in minor units, or
/// `None` where none was kept; `new_price` is the job's total now. What was asked but not answered has no kept price, so
/// any change takes the question back.
pub fn after_change(auth: Authorisation, agreed_price: Option<i64>, new_price: i64) -> Authorisation {
    if agreed_price == Some(new_price) { auth } else { Authorisation::Draft }
}

/// What a customer can say to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Do it.
    Approve,
    /// Leave it.
    Decline,
}

impl Answer {
    /// Both answers.
    pub const ALL: [Self; 2] = [Self::Approve, Self::Decline];

    /// The name sent by forms; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
        }
    }

    /// The answer of a sent name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == name)
    }
}

/// How an answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By the customer alone, over the link.
    Link,
    /// Said at the counter, recorded by staff.
    InPerson,
    /// Said on the phone, recorded by staff.
    Phone,
}

impl How {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Link, Self::InPerson, Self::Phone];

    /// The name stored in the database and sent by forms; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::InPerson => "in_person",
            Self::Phone => "phone",
        }
    }

    /// The way of a stored or sent name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.as_str() == name)
    }

    /// The key of the way's name.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Link => "auth_how_link",
            Self::InPerson => "auth_how_in_person",
            Self::Phone => "auth_how_phone",
        }
    }
}

/// Why a document or an authorisation stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The document cannot become that one.
    NoSuchMove,
    /// No job is approved.
    NothingApproved,
    /// A job is neither approved nor declined.
    Undecided,
    /// The customer has answered, so there is nothing to ask.
    AskedAlready,
    /// The job changed after it was put to the customer.
    ChangedSince,
    /// The customer gave the other answer before.
    Decided,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::NoSuchMove,
        Self::NothingApproved,
        Self::Undecided,
        Self::AskedAlready,
        Self::ChangedSince,
        Self::Decided,
    ];

    /// The key of the sentence that tells the person who tried.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoSuchMove => "err_document_move",
            Self::NothingApproved => "err_document_nothing_approved",
            Self::Undecided => "err_document_undecided",
            Self::AskedAlready => "err_auth_asked_already",
            Self::ChangedSince => "err_auth_changed_since",
            Self::Decided => "err_auth_decided",
        }
    }
}

#[cfg(test)]
#[path = "work_order_tests.rs"]
mod tests;
