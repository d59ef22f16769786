//! People: who may sign in, and as what.
//!
//! Other doors: `services::accounts` (sign-up, sign-in, sessions), `storefront::accounts` and `console::accounts` (screens).

mod agent;
mod listed;
mod purpose;

pub use agent::Agent;
pub use listed::Listed;
pub use purpose::Purpose;

use crate::form::{FieldError, Fields};
use serde::{Deserialize, Serialize};

/// What a person is to one business. An operator belongs to the installation instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works on jobs in the bay.
    Technician,
    /// Works at the kitchen display.
    Kitchen,
    /// Receives customers and keeps the agenda.
    FrontDesk,
    /// Runs the business.
    Owner,
}

impl Role {
    /// Every role, from the narrowest to the widest.
    pub const ALL: [Self; 4] = [Self::Technician, Self::Kitchen, Self::FrontDesk, Self::Owner];

    /// The name stored in the database and used on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Technician => "technician",
            Self::Kitchen => "kitchen",
            Self::FrontDesk => "front_desk",
            Self::Owner => "owner",
        }
    }

    /// The role of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The key of the role's name in the words.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Technician => "role_technician",
            Self::Kitchen => "role_kitchen",
            Self::FrontDesk => "role_front_desk",
            Self::Owner => "role_owner",
        }
    }

    /// Whether this role may do `deed` in its own business.
    pub const fn may(self, deed: Deed) -> bool {
        match deed {
            Deed::SeeBoard | Deed::MoveJobs | Deed::WriteOrders => !matches!(self, Self::Kitchen),
            Deed::SeeDay => true,
            Deed::SeeCustomers | Deed::Bill | Deed::KeepTimes => {
                matches!(self, Self::FrontDesk | Self::Owner)
            }
            Deed::RunBusiness => matches!(self, Self::Owner),
        }
    }
}

/// Something that only some roles may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// See the jobs on the board.
    SeeBoard,
    /// Move a job on the board and add notes to it.
    MoveJobs,
    /// Write work orders: jobs, labour and parts; ask the customer; record an answer.
    WriteOrders,
    /// See the day at a glance.
    SeeDay,
    /// See customers' contact details beyond the name on a job.
    SeeCustomers,
    /// Give discounts, issue invoices, take payments.
    Bill,
    /// See and correct the times that anybody clocked.
    KeepTimes,
    /// Change the business itself: hours, staff, messages that failed.
    RunBusiness,
}

/// Where a session holds: the public site and the portal never share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Realm {
    /// The public sites.
    Site,
    /// The portal of owners and staff.
    Portal,
}

impl Realm {
    /// The name stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Portal => "portal",
        }
    }

    /// The realm of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Site, Self::Portal].into_iter().find(|realm| realm.as_str() == name)
    }
}

/// The longest e-mail address (RFC 5321, section 4.5.3.1.3).
const EMAIL_MAX: usize = 254;
const NAME_MAX: usize = 80;
const PASSWORD_MIN: usize = 10;
const PASSWORD_MAX: usize = 200;
/// Passwords of ten characters and more that head every list of leaked ones, without their usual tails of digits.
const COMMON: [&str; 8] =
    ["password", "qwertyuiop", "iloveyou", "administrator", "azertyuiop", "motdepasse", "welcome", "letmein"];

/// An address in the form in which it is stored and compared: trimmed and in lower case.
///
/// # Errors
/// `err_required` or `err_email`, at the field `email`.
pub fn email(text: &str) -> Result<String, FieldError> {
    let address = text.trim().to_lowercase();
    if address.is_empty() {
        return Err(FieldError::new("email", "err_required"));
    }
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"".contains(c);
    let sound = address.len() <= EMAIL_MAX
        && address.chars().all(plain)
        && address.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && host
                    .split('.')
                    .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
        });
    if sound { Ok(address) } else { Err(FieldError::new("email", "err_email")) }
}

/// A name a person may be called by.
///
/// # Errors
/// `err_name_required` or `err_too_long`, at the field `name`.
pub fn name(text: &str) -> Result<String, FieldError> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().any(char::is_control) {
        Err(FieldError::new("name", "err_name_required"))
    } else if name.chars().count() > NAME_MAX {
        Err(FieldError::new("name", "err_too_long").arg("max", NAME_MAX))
    } else {
        Ok(name)
    }
}

/// Whether a new password is long enough and not one that everybody guesses (NIST SP 800-63B, section 3.1.1.2).
///
/// # Errors
/// `err_password_short`, `err_too_long` or `err_password_common`, at `field`.
pub fn new_password(field: &str, password: &str) -> Result<(), FieldError> {
    let length = password.chars().count();
    let bare = password.to_lowercase();
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || "!.?*".contains(c));
    if length < PASSWORD_MIN {
        Err(FieldError::new(field, "err_password_short"))
    } else if length > PASSWORD_MAX {
        Err(FieldError::new(field, "err_too_long").arg("max", PASSWORD_MAX))
    } else if bare.is_empty() || COMMON.contains(&bare) || bare.chars().all(|c| bare.starts_with(c)) {
        Err(FieldError::new(field, "err_password_common"))
    } else {
        Ok(())
    }
}

/// A telephone number as typed, or nothing. Digits, spaces, dots, dashes, brackets and one leading plus.
///
/// # Errors
/// `err_phone`, at the field `phone`.
pub fn phone(text: &str) -> Result<Option<String>, FieldError> {
    let number = text.trim();
    if number.is_empty() {
        return Ok(None);
    }
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let rest = number.strip_prefix('+').unwrap_or(number);
    let sound = (6..=15).contains(&digits)
        && number.len() <= 30
        && rest.chars().all(|c| c.is_ascii_digit() || " .-()/".contains(c));
    if sound { Ok(Some(number.to_owned())) } else { Err(FieldError::new("phone", "err_phone")) }
}

/// What a person gives to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUp {
    /// The name they may be called by.
    pub name: String,
    /// Their address, normalised.
    pub email: String,
    /// Their telephone number, when they gave one.
    pub phone: Option<String>,
    /// The password, as typed.
    pub password: String,
}

impl SignUp {
    /// Reads the registration form: the same rules in the browser and on the server.
    ///
    /// # Errors
    /// Everything that is wrong, field by field.
    pub fn read(fields: &Fields) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = keep(name(fields.get("name")), &mut errors);
        let email = keep(email(fields.get("email")), &mut errors);
        let phone = keep(phone(fields.get("phone")), &mut errors);
        let password = fields.raw("password").to_owned();
        keep(new_password("password", &password), &mut errors);
        match (name, email, phone) {
            (Some(name), Some(email), Some(phone)) if errors.is_empty() => {
                Ok(Self { name, email, phone, password })
            }
            _ => Err(errors),
        }
    }
}

/// What a person gives to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Their address, normalised.
    pub email: String,
    /// The password, as typed.
    pub password: String,
}

impl SignIn {
    /// Reads the sign-in form: the same rules in the browser and on the server.
    ///
    /// # Errors
    /// Everything that is wrong, field by field.
    pub fn read(fields: &Fields) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let email = keep(email(fields.get("email")), &mut errors);
        let password = fields.raw("password").to_owned();
        if password.is_empty() {
            errors.push(FieldError::new("password", "err_required"));
        }
        match email {
            Some(email) if errors.is_empty() => Ok(Self { email, password }),
            _ => Err(errors),
        }
    }
}

/// What a person may correct about themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The name they may be called by.
    pub name: String,
    /// Their telephone number, when they give one.
    pub phone: Option<String>,
}

impl Contact {
    /// Reads the form for name and number: the same rules in the browser and on the server.
    ///
    /// # Errors
    /// Everything that is wrong, field by field.
    pub fn read(fields: &Fields) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = keep(name(fields.get("name")), &mut errors);
        let phone = keep(phone(fields.get("phone")), &mut errors);
        match (name, phone) {
            (Some(name), Some(phone)) => Ok(Self { name, phone }),
            _ => Err(errors),
        }
    }
}

/// The value, or `None` with its error kept for the form.
pub fn keep<T>(result: Result<T, FieldError>, errors: &mut Vec<FieldError>) -> Option<T> {
    result.map_err(|error| errors.push(error)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_compared_in_one_form() {
        assert_eq!(email("  Ana.Silva@Example.PT "), Ok("ana.silva@example.pt".into()));
        for wrong in
            ["", "a@b", "a b@c.d", "@c.d", "a@.d", "a@c.", "a@b@c.d", "a@b.c\r\nBcc: x@y.z", "<a@b.c>"]
        {
            assert!(email(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn guessable_passwords_are_refused_and_sentences_accepted() {
        for wrong in ["short", "password123", "Password1234!", "aaaaaaaaaaaa", "1234567890"] {
            assert!(new_password("password", wrong).is_err(), "{wrong}");
        }
        assert_eq!(new_password("password", "the red van leaks"), Ok(()));
    }

    #[test]
    fn a_sign_in_says_everything_that_is_missing_at_once() {
        let wrong = |fields: &Fields| SignIn::read(fields).unwrap_err().into_iter().map(|error| error.field);
        assert_eq!(wrong(&Fields::default()).collect::<Vec<_>>(), ["email", "password"]);
        let spaces =
            Fields(vec![("email".into(), " A@b.example".into()), ("password".into(), "  x ".into())]);
        let read = SignIn::read(&spaces).unwrap();
        assert_eq!((read.email.as_str(), read.password.as_str()), ("a@b.example", "  x "));
    }

    #[test]
    fn only_the_owner_runs_the_business_and_the_kitchen_moves_no_cars() {
        assert!(Role::Owner.may(Deed::RunBusiness));
        assert!(!Role::FrontDesk.may(Deed::RunBusiness));
        assert!(!Role::Kitchen.may(Deed::MoveJobs));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_form_panic_and_no_control_character_gets_through(a in any::<String>(), b in any::<String>()) {
            let fields = Fields(vec![("name".into(), a.clone()), ("email".into(), b), ("password".into(), a)]);
            if let Ok(form) = SignUp::read(&fields) {
                prop_assert!(!form.name.chars().any(char::is_control));
                prop_assert!(!form.email.chars().any(char::is_control));
            }
        }
    }
}
