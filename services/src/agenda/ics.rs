//! The calendar file of a booking (RFC 5545). A moved or cancelled booking has the same UID and a higher SEQUENCE, so
//! that a calendar replaces its entry (section 3.8.7.4).

use crate::{
    Scope,
    businesses::{Business, Service},
    core::instant,
};
use domain::{agenda::BookingState, locale::Locale};
use entity::booking;
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus};
use jiff::{Timestamp, tz::TimeZone};

/// The file for a booking in the reader's language.
pub fn file(
    scope: &Scope,
    business: &Business,
    row: &booking::Model,
    service: &Service,
    locale: Locale,
) -> String {
    let cancelled = row.state == BookingState::Cancelled.as_str();
    let link = super::visit::link(scope, business, &row.token);
    let event = Event::new()
        .uid(&format!("{}@{}", row.id, business.slug))
        .summary(&one_line(&format!("{} – {}", service.name.get(locale), business.name)))
        .location(&one_line(&business.address_line()))
        .description(&link)
        .add_property("URL", &link)
        .add_property("DTSTAMP", stamp(scope.now()))
        .add_property("DTSTART", stamp(instant(row.starts_at)))
        .add_property("DTEND", stamp(instant(row.ends_at)))
        .add_property("SEQUENCE", row.sequence.to_string())
        .status(if cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed })
        .done();
    let mut calendar = Calendar::new();
    calendar.append_property(("METHOD", if cancelled { "CANCEL" } else { "PUBLISH" }));
    calendar.push(event);
    calendar.to_string()
}

/// `text` without control characters. The crate escapes a line feed, but some readers end a line at a lone return too.
fn one_line(text: &str) -> String {
    text.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A form 2 date-time of RFC 5545, section 3.3.5: UTC.
fn stamp(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}
