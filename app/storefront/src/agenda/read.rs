//! From bookings and free times to what their pages show: words chosen, dates and times written out.

use super::api::{
    DayChoice, HeldTime, JobStep, MyVisits, TimeChoice, Times, VehicleChoice, VisitCard, VisitView,
};
use domain::{
    agenda::BookingState,
    form::FormState,
    garage::board::JobStatus,
    ids::BookingId,
    locale::Locale,
    time::{date_long, date_short, date_with_year, local, month_short, time_of_day, weekday_short},
};
use i18n::words as w;
use jiff::{Timestamp, civil::Date};
use services::{
    Result, Scope,
    agenda::{offer, visit::Visit},
    businesses::{Business, Service},
    garage::{parts::Wait, vehicles::Vehicle},
};

/// Day and time at the business, in full.
pub(super) fn when(scope: &Scope, business: &Business, at: Timestamp) -> String {
    let at = local(at, &business.zone);
    w::when_at(scope.locale, date_long(at.date(), scope.locale), time_of_day(at.time(), scope.locale))
}

/// The time of day at the business.
fn clock(scope: &Scope, business: &Business, at: Timestamp) -> String {
    time_of_day(local(at, &business.zone).time(), scope.locale)
}

/// The days of the window and the times of one of them: of `wanted` if that is a date of the window, else of the first
/// free day. `except` is the booking that is being moved.
pub(super) async fn times(
    scope: &Scope,
    business: &Business,
    service: &Service,
    wanted: &str,
    except: Option<BookingId>,
) -> Result<Times> {
    let days = offer::days(scope, business, service, except).await?;
    let wanted = wanted.parse::<Date>().ok().filter(|wanted| days.iter().any(|(date, _)| date == wanted));
    let free = |(_, count): &&(Date, usize)| *count > 0;
    let first = days.iter().find(free).or(days.first()).map(|(date, _)| *date);
    let day = wanted.or(first).unwrap_or_else(|| local(scope.now(), &business.zone).date());
    let slots = offer::times(scope, business, service, day, except).await?;
    let next = if slots.is_empty() { days.iter().filter(free).find(|(date, _)| *date > day) } else { None };
    Ok(Times {
        service: crate::sites::read::service(scope.locale, service),
        day: day.to_string(),
        day_name: date_long(day, scope.locale),
        times: slots
            .iter()
            .map(|slot| TimeChoice {
                starts: slot.starts.to_string(),
                label: clock(scope, business, slot.starts),
            })
            .collect(),
        next_day: next.map(|(date, _)| (date.to_string(), date_long(*date, scope.locale))),
        offers: offers(scope, business),
        days: days.iter().map(|(date, count)| day_choice(scope, *date, *count)).collect(),
    })
}

fn day_choice(scope: &Scope, date: Date, free: usize) -> DayChoice {
    DayChoice {
        date: date.to_string(),
        weekday: weekday_short(date.weekday(), scope.locale).to_owned(),
        number: date.day().to_string(),
        month: month_short(date, scope.locale).to_owned(),
        free: u32::try_from(free).unwrap_or(u32::MAX),
    }
}

/// The free times that came with the refusal of this page's form, with their days.
fn offers(scope: &Scope, business: &Business) -> Vec<TimeChoice> {
    let refused = ui::request::extension::<FormState>().unwrap_or_default();
    let label = |at: Timestamp| {
        let there = local(at, &business.zone);
        w::when_at(
            scope.locale,
            date_short(there.date(), scope.locale),
            time_of_day(there.time(), scope.locale),
        )
    };
    let instants = refused.offers.iter().filter_map(|offer| offer.parse::<Timestamp>().ok());
    instants.map(|at| TimeChoice { starts: at.to_string(), label: label(at) }).collect()
}

pub(super) fn held(scope: &Scope, business: &Business, visit: &Visit, vehicles: &[Vehicle]) -> HeldTime {
    let until = visit.held_until.filter(|until| visit.state == BookingState::Held && *until > scope.now());
    HeldTime {
        service: crate::sites::read::service(scope.locale, &visit.service),
        needs_vehicle: visit.service.needs_vehicle,
        when: when(scope, business, visit.starts),
        starts: visit.starts.to_string(),
        kept_until: until.map(|until| clock(scope, business, until)),
        waits: waits(visit.state),
        signed_in: scope.customer().is_ok(),
        vehicles: vehicles.iter().map(vehicle_choice).collect(),
        offers: offers(scope, business),
    }
}

fn vehicle_choice(vehicle: &Vehicle) -> VehicleChoice {
    VehicleChoice {
        id: vehicle.id.to_string(),
        name: crate::garage::vehicle_name(&vehicle.draft),
        plate: vehicle.draft.plate.clone(),
    }
}

const fn waits(state: BookingState) -> bool {
    matches!(state, BookingState::Held | BookingState::Expired)
}

pub(super) fn visit(scope: &Scope, business: &Business, visit: &Visit) -> VisitView {
    // Only work on a vehicle is followed: its stations and sentences speak of one.
    let followed =
        visit.service.needs_vehicle && matches!(visit.state, BookingState::Confirmed | BookingState::Done);
    let (state, tone) = state_word(visit, false);
    VisitView {
        service: crate::sites::read::service(scope.locale, &visit.service),
        state,
        tone,
        waits: waits(visit.state),
        open: visit.open,
        over: is_over(scope, visit),
        dated: !waits(visit.state),
        when: when(scope, business, visit.starts),
        starts: visit.starts.to_string(),
        worker: visit.worker.clone(),
        vehicle: visit.vehicle.clone(),
        note: visit.note.clone(),
        steps: if followed { steps(visit.status) } else { Vec::new() },
        says: followed.then(|| visit.status.says_key().to_owned()),
        eta: visit.eta.filter(|_| followed).map(|eta| eta_text(scope, business, visit, eta)),
        parts: visit.parts.as_ref().filter(|_| followed).and_then(|wait| parts_text(scope.locale, wait)),
        asks: None,
    }
}

/// When the missing part is expected and what it is; nothing while nobody knows.
fn parts_text(locale: Locale, wait: &Wait) -> Option<String> {
    let what = wait.expected.what.as_str();
    let day = date_long(wait.expected.on?, locale);
    Some(match (wait.late, what.is_empty()) {
        (true, _) => w::visit_parts_late(locale).to_owned(),
        (false, true) => w::visit_parts(locale, day),
        (false, false) => w::visit_parts_what(locale, day, what),
    })
}

/// The time alone on the day of the visit, with its day when the work runs over.
fn eta_text(scope: &Scope, business: &Business, visit: &Visit, eta: Timestamp) -> String {
    let same_day = local(eta, &business.zone).date() == local(visit.starts, &business.zone).date();
    let text = if same_day { clock(scope, business, eta) } else { when(scope, business, eta) };
    w::visit_eta(scope.locale, text)
}

/// The stations of a job. Waiting for parts is one only while it lasts.
fn steps(status: JobStatus) -> Vec<JobStep> {
    let shown = JobStatus::ALL.into_iter().filter(|step| *step != JobStatus::WaitingParts || *step == status);
    shown
        .map(|step| JobStep {
            key: step.word_key().to_owned(),
            state: match step.cmp(&status) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "current",
                std::cmp::Ordering::Greater => "next",
            }
            .to_owned(),
            rests: step == JobStatus::WaitingParts,
        })
        .collect()
}

/// The word for where a booking stands, and its look. In a list a vehicle that is being worked on says how far it is.
fn state_word(visit: &Visit, in_list: bool) -> (String, String) {
    let begun = visit.state == BookingState::Confirmed && visit.status != JobStatus::Scheduled;
    if in_list && begun && visit.service.needs_vehicle {
        let tone = match visit.status {
            JobStatus::WaitingParts => "warn",
            JobStatus::Ready => "ok",
            _ => "",
        };
        return (visit.status.word_key().to_owned(), tone.to_owned());
    }
    let tone = match visit.state {
        BookingState::Confirmed => "ok",
        BookingState::Held => "warn",
        BookingState::Cancelled | BookingState::NoShow => "danger",
        BookingState::Expired | BookingState::Done => "",
    };
    (visit.state.key().to_owned(), tone.to_owned())
}

/// Whether nothing more is to come of a booking.
fn is_over(scope: &Scope, visit: &Visit) -> bool {
    let under_way = !matches!(visit.status, JobStatus::Scheduled | JobStatus::HandedOver);
    let to_come = visit.status == JobStatus::Scheduled && visit.ends > scope.now();
    !waits(visit.state) && !(visit.state == BookingState::Confirmed && (under_way || to_come))
}

/// The bookings, the latest first as they come, parted into those to come and those past.
pub(super) fn mine(scope: &Scope, business: &Business, visits: &[Visit]) -> MyVisits {
    let (past, mut upcoming): (Vec<_>, Vec<_>) = visits.iter().partition(|visit| is_over(scope, visit));
    upcoming.reverse();
    let cards = |visits: Vec<&Visit>, past| {
        visits.into_iter().map(|visit| card(scope, business, visit, past)).collect()
    };
    MyVisits { upcoming: cards(upcoming, false), past: cards(past, true) }
}

fn card(scope: &Scope, business: &Business, visit: &Visit, past: bool) -> VisitCard {
    let there = local(visit.starts, &business.zone);
    let (state, tone) = state_word(visit, true);
    VisitCard {
        token: visit.token.clone(),
        service: visit.service.name.get(scope.locale).to_owned(),
        when: if past {
            date_with_year(there.date(), scope.locale)
        } else {
            when(scope, business, visit.starts)
        },
        starts: visit.starts.to_string(),
        state,
        tone,
        vehicle: visit.vehicle.as_ref().map(|(name, plate)| format!("{name}, {plate}")),
    }
}
