//! Booking a visit, and what becomes of it: choosing a service and a time, the details, following, moving, cancelling.
//!
//! Rules are in `domain::agenda`, use cases in `services::agenda`. A booking's pages go by the token of its link, so that
//! who has the link needs no account.

pub mod api;
mod book;
#[cfg(feature = "ssr")]
pub mod forms;
mod held;
mod manage;
mod moving;
mod parts;
#[cfg(feature = "ssr")]
mod read;
mod times;
mod visit;
mod visits;

pub use book::ChooseService;
pub use held::Held;
pub use moving::Move;
pub use times::ChooseTime;
pub use visit::VisitPage;
pub use visits::Visits;
