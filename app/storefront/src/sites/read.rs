//! From a business to what its pages show: words chosen, times and prices written out.

use super::api::{BusinessCard, HomePage, ServiceCard, Site};
use domain::{
    locale::Locale,
    time::{date_short, local, time_of_day, weekday_name},
};
use i18n::words as w;
use jiff::civil::Weekday;
use services::{
    Scope, Visitor,
    businesses::{Business, Service},
};

/// Days ahead in which the home page names holidays and other exceptions.
const EXCEPTIONS_AHEAD: i64 = 28;

pub(crate) fn site(visitor: &Visitor, business: &Business) -> Site {
    Site {
        slug: business.slug.clone(),
        name: business.name.clone(),
        address: business.address_line(),
        phone: business.phone.clone(),
        phone_link: phone_link(&business.phone),
        email: business.email.clone(),
        locales: business.locales.clone(),
        capabilities: business.capabilities.clone(),
        signed_in: visitor.site.as_ref().map(|session| session.person.name.clone()),
        unread: None,
        zone: zone_city(business),
    }
}

/// The town that names the business's clocks: the last part of its IANA zone.
pub(crate) fn zone_city(business: &Business) -> String {
    business.zone_name.rsplit('/').next().unwrap_or_default().replace('_', " ")
}

fn phone_link(phone: &str) -> String {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}

pub(crate) fn card(locale: Locale, business: &Business) -> BusinessCard {
    BusinessCard {
        slug: business.slug.clone(),
        name: business.name.clone(),
        kind: business.kind.clone(),
        tagline: business.tagline.get(locale).to_owned(),
        city: business.city.clone(),
    }
}

/// A service as the pages show it.
pub(crate) fn service(locale: Locale, service: &Service) -> ServiceCard {
    ServiceCard {
        slug: service.slug.clone(),
        name: service.name.get(locale).to_owned(),
        summary: service.summary.get(locale).to_owned(),
        price: service.price.display(locale),
        minutes: service.length_min,
    }
}

pub(crate) fn home(scope: &Scope, business: &Business, services: &[Service]) -> HomePage {
    let locale = scope.locale;
    let is_open = business.hours.is_open_at(scope.now(), &business.zone);
    HomePage {
        tagline: business.tagline.get(locale).to_owned(),
        about: business.about.get(locale).to_owned(),
        open: open_text(scope, business),
        is_open,
        services: services.iter().map(|one| service(locale, one)).collect(),
        week: week(locale, business),
        exceptions: exceptions(scope, business),
        map: format!("https://www.openstreetmap.org/search?query={}", encode(&business.address_line())),
        json_ld: super::structured::business(business, services, scope.core.base_url(), locale).to_string(),
    }
}

/// A value in a query (RFC 3986, section 2.1): everything but unreserved characters is escaped.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn open_text(scope: &Scope, business: &Business) -> String {
    let (locale, now) = (scope.locale, scope.now());
    if let Some(until) = business.hours.open_until(now, &business.zone) {
        return w::open_until(locale, time_of_day(local(until, &business.zone).time(), locale));
    }
    match business.hours.next_opening(now, &business.zone) {
        Some((opens, _)) => {
            let (today, opens) = (local(now, &business.zone).date(), local(opens, &business.zone));
            let time = time_of_day(opens.time(), locale);
            if opens.date() == today {
                w::opens_today(locale, time)
            } else {
                w::opens_on(locale, weekday_name(opens.date().weekday(), locale), time)
            }
        }
        None => w::closed_now(locale).to_owned(),
    }
}

fn spans_text(locale: Locale, spans: &[domain::agenda::Span]) -> String {
    if spans.is_empty() {
        return w::closed(locale).to_owned();
    }
    spans.iter().map(|span| span.to_string().replace('-', "–")).collect::<Vec<_>>().join(", ")
}

fn week(locale: Locale, business: &Business) -> Vec<(String, String)> {
    let days = Weekday::Monday.cycle_forward().take(7);
    days.zip(&business.hours.week)
        .map(|(day, spans)| (weekday_name(day, locale).to_owned(), spans_text(locale, spans)))
        .collect()
}

fn exceptions(scope: &Scope, business: &Business) -> Vec<(String, String)> {
    let today = local(scope.now(), &business.zone).date();
    let last = today.saturating_add(jiff::Span::new().days(EXCEPTIONS_AHEAD));
    business
        .hours
        .exceptions
        .range(today..=last)
        .map(|(date, exception)| {
            (date_short(*date, scope.locale), spans_text(scope.locale, &exception.spans))
        })
        .collect()
}
