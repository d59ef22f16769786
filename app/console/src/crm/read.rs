//! From customers to what pages show of them: times written out in the business's zone.

use super::api::{CustomerRow, CustomerView, CustomersView, LONG_PAGE, PAGE, VehicleFacts, VisitLine};
use crate::{businesses::api::Place, garage::api::Moment};
use domain::{
    agenda::BookingState,
    crm::{Order, Search},
    locale::Locale,
    text::grouped,
    time::{date_short, date_with_year, local, time_of_day},
};
use i18n::words as w;
use jiff::Timestamp;
use services::{
    Scope,
    businesses::Business,
    crm::{
        customer::{Profile, Visit},
        customers::{Ask, Customer, Found},
    },
    garage::vehicles::Vehicle,
};

/// What the address asks for, and the page that will show it. `how` is `sort`, `rows` and `page` of the address.
pub(super) fn ask(place: Place, q: &str, how: (&str, &str, &str)) -> (Ask, CustomersView) {
    let (sort, rows, page) = how;
    let by_visit = sort == "visit";
    let per_page = if rows.parse() == Ok(LONG_PAGE) { LONG_PAGE } else { PAGE };
    let ask = Ask {
        search: Search::read(q),
        order: if by_visit { Order::LastVisit } else { Order::Name },
        page: page.parse().unwrap_or(1),
        per_page: usize::try_from(per_page).unwrap_or(usize::MAX),
    };
    let q = q.trim().to_owned();
    (ask, CustomersView { place, q, by_visit, per_page, page: 1, pages: 1, total: 0, rows: Vec::new() })
}

/// Puts who was found onto the page.
pub(super) fn fill(view: &mut CustomersView, scope: &Scope, business: &Business, found: Found) {
    (view.page, view.pages, view.total) = (count(found.page), count(found.pages), count(found.total));
    view.rows = found.customers.into_iter().map(|customer| row(scope.locale, business, customer)).collect();
}

fn row(locale: Locale, business: &Business, customer: Customer) -> CustomerRow {
    CustomerRow {
        id: customer.id.to_string(),
        name: customer.name,
        email: customer.email,
        phone: customer.phone,
        vehicles: count(customer.vehicles),
        last: customer.last.map(|at| date(locale, business, at)),
        next: customer.next.map(|at| soon(locale, business, at)),
    }
}

/// The page of one customer.
pub(super) fn customer(scope: &Scope, business: &Business, place: Place, profile: Profile) -> CustomerView {
    let locale = scope.locale;
    let line = |at: fn(Locale, &Business, Timestamp) -> Moment| {
        move |visit: Visit| visit_line(locale, at(locale, business, visit.starts), visit)
    };
    CustomerView {
        place,
        since: date(locale, business, profile.since),
        vehicles: profile.vehicles.into_iter().map(|vehicle| facts(locale, vehicle)).collect(),
        upcoming: profile.upcoming.into_iter().map(line(soon)).collect(),
        past: profile.past.into_iter().map(line(date)).collect(),
        name: profile.name,
        email: profile.email,
        phone: profile.phone,
    }
}

fn facts(locale: Locale, vehicle: Vehicle) -> VehicleFacts {
    let draft = vehicle.draft;
    let year = draft.year.map(|year| format!(" {year}")).unwrap_or_default();
    VehicleFacts {
        id: vehicle.id.to_string(),
        name: format!("{} {}{year}", draft.make, draft.model),
        plate: draft.plate,
        vin: draft.vin,
        odometer: draft.odometer_km.map(|km| w::kilometres(locale, grouped(km))),
    }
}

fn visit_line(locale: Locale, when: Moment, visit: Visit) -> VisitLine {
    VisitLine {
        job: (visit.state == BookingState::Confirmed).then(|| visit.id.to_string()),
        when,
        service: visit.service.name.get(locale).to_owned(),
        vehicle: visit.vehicle.unwrap_or_default(),
        state: visit.state,
        status: visit.status,
    }
}

/// The day of what may lie years ago.
fn date(locale: Locale, business: &Business, at: Timestamp) -> Moment {
    let wall = local(at, &business.zone);
    Moment { text: date_with_year(wall.date(), locale), at: at.to_string() }
}

/// Day and time of what comes within the months that can be booked.
fn soon(locale: Locale, business: &Business, at: Timestamp) -> Moment {
    let wall = local(at, &business.zone);
    let (day, time) = (date_short(wall.date(), locale), time_of_day(wall.time(), locale));
    Moment { text: w::when_at(locale, day, time), at: at.to_string() }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::accounts::Role;

    fn asked(how: (&str, &str, &str)) -> (usize, usize, Order) {
        let place = Place {
            slug: "quay".into(),
            name: "Quay".into(),
            city: "Leith".into(),
            role: Role::Owner,
            capabilities: Vec::new(),
            unread: 0,
        };
        let (ask, view) = ask(place, " ana ", how);
        assert_eq!((view.q.as_str(), view.by_visit), ("ana", ask.order == Order::LastVisit));
        (ask.page, ask.per_page, ask.order)
    }

    #[test]
    fn an_address_that_nobody_wrote_for_us_asks_for_the_first_page_by_name() {
        assert_eq!(asked(("", "", "")), (1, 50, Order::Name));
        assert_eq!(asked(("'; --", "9999999", "-3")), (1, 50, Order::Name));
        assert_eq!(asked(("visit", "1000", "2")), (2, 1_000, Order::LastVisit));
    }
}
