//! How a status looks: its name with a colour and an icon, never a colour alone.

use super::api::JobCard;
use domain::{garage::JobStatus, locale::Locale};
use i18n::words as w;
use leptos::prelude::*;
use ui::{Glyph, Icon, glyphs, locale};

/// The drawing of a status.
pub(crate) fn glyph(status: JobStatus) -> Glyph {
    match status {
        JobStatus::Scheduled => glyphs::CALENDAR,
        JobStatus::CheckedIn => glyphs::LOG_IN,
        JobStatus::InProgress => glyphs::WRENCH,
        JobStatus::WaitingParts => glyphs::PACKAGE,
        JobStatus::Ready => glyphs::CIRCLE_CHECK,
        JobStatus::HandedOver => glyphs::FLAG,
    }
}

/// The colour of a status's column, by its name in the design system.
pub(crate) fn tone(status: JobStatus) -> Option<&'static str> {
    match status {
        JobStatus::InProgress => Some("accent"),
        JobStatus::WaitingParts => Some("warn"),
        JobStatus::Ready => Some("ok"),
        JobStatus::Scheduled | JobStatus::CheckedIn | JobStatus::HandedOver => None,
    }
}

/// The name of a status in the reader's language.
pub(crate) fn name(status: JobStatus) -> String {
    name_in(locale(), status)
}

/// The name of a status in `locale`.
pub(crate) fn name_in(locale: Locale, status: JobStatus) -> String {
    i18n::lookup(locale, status.word_key(), &[])
}

/// Where a job stands.
#[component]
pub(crate) fn StatusMark(status: JobStatus) -> impl IntoView {
    let class = match tone(status) {
        Some("accent") => "badge badge-accent",
        Some("warn") => "badge badge-warn",
        Some("ok") => "badge badge-ok",
        _ => "badge",
    };
    view! { <span class=class><Icon icon=glyph(status) /> {name(status)}</span> }
}

/// Where a job stands, and whether it is behind.
#[component]
pub(crate) fn StatusBadge(job: JobCard) -> impl IntoView {
    view! { <StatusMark status=job.status /> {job.late.then(|| view! { " " <LateBadge /> })} }
}

/// The mark of a job that is behind.
#[component]
pub(crate) fn LateBadge() -> impl IntoView {
    view! { <span class="badge badge-danger"><Icon icon=glyphs::CLOCK /> {w::today_late_mark(locale())}</span> }
}
