//! Server functions of the pages of clocked times.

use crate::{businesses::api::Place, garage::api::Moment};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::Fault;

#[cfg(feature = "ssr")]
use {super::read, crate::door::at, services::garage::times::Whose};

/// One clocked time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeLine {
    /// Its kind and id, as its form sends them.
    pub entry: String,
    /// The shift, or what was worked on.
    pub what: String,
    /// The id and the number of the work order, for a job.
    pub order: Option<(String, String)>,
    /// From when to when, written out.
    pub span: String,
    /// When it began.
    pub begins: Moment,
    /// How long it is.
    pub length: String,
    /// Whether the clock runs.
    pub running: bool,
    /// What the form of its correction starts with.
    pub from: String,
    /// The same for its end; empty while it runs.
    pub to: String,
    /// The time as it was shown, so that a change meanwhile is noticed.
    pub seen: String,
    /// The day of the page, for the way back.
    pub day: String,
    /// Whether the reader may correct it.
    pub correctable: bool,
    /// What was corrected, oldest first.
    pub corrections: Vec<CorrectionLine>,
}

/// What was corrected of a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionLine {
    /// What it was.
    pub before: String,
    /// What it became.
    pub after: String,
    /// Why.
    pub reason: String,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// The day of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonTimes {
    /// The name.
    pub name: String,
    /// The time of the shift.
    pub shift: String,
    /// The time on jobs.
    pub jobs: String,
    /// The part of the shift that no job accounts for.
    pub difference: String,
    /// The clocked times.
    pub lines: Vec<TimeLine>,
}

/// A day of clocked times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimesDay {
    /// Which one.
    pub day: Moment,
    /// Who clocked on it.
    pub people: Vec<PersonTimes>,
}

/// A page of clocked times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimesView {
    /// The business.
    pub place: Place,
    /// Whether it shows everybody's.
    pub everybody: bool,
    /// Which days, in words.
    pub title: String,
    /// The `day` of the page before.
    pub previous: String,
    /// The `day` of the page after; empty when that lies in the future.
    pub next: String,
    /// The days, newest first.
    pub days: Vec<TimesDay>,
    /// The months whose files are offered, as `YYYY-MM` and in words.
    pub months: Vec<(String, String)>,
}

/// The times of who is signed in at the business `slug`, on the seven days up to `day` (`YYYY-MM-DD`; anything else is
/// today).
#[server(prefix = "/console/api", endpoint = "times", input = GetUrl)]
pub async fn load_times(slug: String, day: String) -> Result<TimesView, Fault> {
    let (scope, business) = at(&slug).await?;
    read::times(&scope, &business, Place::of(&scope, &business).await?, Whose::Mine, &day).await
}

/// Everybody's times at the business `slug` on `day` (`YYYY-MM-DD`; anything else is today).
#[server(prefix = "/console/api", endpoint = "all_times", input = GetUrl)]
pub async fn load_all_times(slug: String, day: String) -> Result<TimesView, Fault> {
    let (scope, business) = at(&slug).await?;
    read::times(&scope, &business, Place::of(&scope, &business).await?, Whose::Everybody, &day).await
}
