//! Where a person is signed in, and signing out.

use crate::{
    Icon,
    form::{Form, Submit},
    glyphs, locale,
};
use domain::{
    accounts::{Agent, Listed, Realm},
    ids::SessionId,
    locale::Locale,
};
use i18n::words as w;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Which one.
    pub id: String,
    /// The browser, in words.
    pub browser: String,
    /// The side it holds on.
    pub realm: Realm,
    /// When it was last used, in words.
    pub used: String,
    /// The same for machines (RFC 3339).
    pub used_at: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Whether it can be ended from here: the two sides do not reach into each other.
    pub can_end: bool,
}

impl SessionRow {
    /// A person's sessions as the page of their session `current`, on the side `here`, shows them at `now`, in milliseconds
    /// since 1970 UTC.
    pub fn list(
        locale: Locale,
        now: i64,
        listed: Vec<Listed>,
        (current, here): (SessionId, Realm),
    ) -> Vec<Self> {
        let row = |listed: Listed| Self {
            id: listed.id.to_string(),
            browser: named(locale, &listed.agent),
            realm: listed.realm,
            used: last_used(locale, now, listed.seen.as_millisecond()),
            used_at: listed.seen.to_string(),
            current: listed.id == current,
            can_end: listed.id != current && listed.realm == here,
        };
        listed.into_iter().map(row).collect()
    }
}

/// What a browser called itself, in words.
pub(super) fn named(locale: Locale, header: &str) -> String {
    match Agent::read(header) {
        Agent { browser: Some(browser), system: Some(system) } => {
            w::session_browser_on(locale, browser, system)
        }
        Agent { browser: Some(only), .. } | Agent { system: Some(only), .. } => only.to_owned(),
        Agent { .. } => w::session_unknown(locale).to_owned(),
    }
}

/// How long before `now` something was used, in words; both in milliseconds since 1970 UTC. Time zones play no part, so
/// it reads the same wherever the person is.
fn last_used(locale: Locale, now: i64, used: i64) -> String {
    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;
    // Uses are written down every few minutes only: anything finer would be made up.
    const NOW: i64 = 6 * MINUTE;
    match (now - used).max(0) {
        ago if ago < NOW => w::session_used_now(locale).to_owned(),
        ago if ago < HOUR => w::session_used_minutes(locale, ago / MINUTE),
        ago if ago < 2 * HOUR => w::session_used_hour(locale).to_owned(),
        ago if ago < 48 * HOUR => w::session_used_hours(locale, ago / HOUR),
        ago => w::session_used_days(locale, ago / (24 * HOUR)),
    }
}

/// The list, in the form `end_session`: each button sends its own session's id. Then the forms `end_others`, when there are
/// others, and `sign_out`.
#[component]
pub fn Sessions(
    /// The sessions.
    rows: Vec<SessionRow>,
) -> impl IntoView {
    let locale = locale();
    let others = rows.iter().any(|row| !row.current);
    view! {
        <Form name="end_session">
            <ul class="rows">
                {rows.into_iter().map(|row| view! { <li><Line row /></li> }).collect_view()}
            </ul>
        </Form>
        {others.then(|| view! {
            <Form name="end_others">
                <p class="hint">{w::account_end_others_hint(locale)}</p>
                <Submit class="btn">{w::account_end_others(locale)}</Submit>
            </Form>
        })}
        <Form name="sign_out">
            <Submit class="btn btn-block"><Icon icon=glyphs::LOG_OUT /> {w::account_sign_out(locale)}</Submit>
        </Form>
    }
}

#[component]
fn Line(row: SessionRow) -> impl IntoView {
    let locale = locale();
    let realm = match row.realm {
        Realm::Site => w::realm_site(locale),
        Realm::Portal => w::realm_portal(locale),
    };
    let end = w::session_end_of(locale, &row.browser);
    view! {
        <span>
            {row.browser}
            <span class="hint">{realm} " · " <time datetime=row.used_at>{row.used}</time></span>
        </span>
        {row.current.then(|| view! { <span class="badge badge-ok">{w::session_here(locale)}</span> })}
        {row.can_end.then(|| view! {
            <button class="btn" type="submit" name="session" value=row.id aria-label=end>{w::session_end(locale)}</button>
        })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_use_is_told_in_the_largest_unit_that_fits() {
        const MINUTE: i64 = 60_000;
        let told = |minutes: i64| last_used(Locale::En, 1_000_000 * MINUTE, (1_000_000 - minutes) * MINUTE);
        assert_eq!(told(-3), "Used just now");
        assert_eq!(told(59), "Used 59 minutes ago");
        assert_eq!(told(119), "Used an hour ago");
        assert_eq!(told(120), "Used 2 hours ago");
        assert_eq!(told(47 * 60), "Used 47 hours ago");
        assert_eq!(told(48 * 60), "Used 2 days ago");
    }

    #[test]
    fn only_another_session_of_this_side_can_be_ended_here() {
        let ids = [1, 2, 3].map(|n| -> SessionId { format!("{n:032}").parse().unwrap() });
        let realms = [Realm::Site, Realm::Site, Realm::Portal];
        let listed = ids.into_iter().zip(realms).map(|(id, realm)| Listed {
            id,
            realm,
            agent: String::new(),
            seen: Default::default(),
        });
        let rows = SessionRow::list(Locale::En, 0, listed.collect(), (ids[0], Realm::Site));
        assert_eq!(
            rows.iter().map(|row| (row.current, row.can_end)).collect::<Vec<_>>(),
            [(true, false), (false, true), (false, false)]
        );
        assert_eq!(rows[0].used_at, "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_browser_that_hides_its_name_is_still_listed() {
        assert_eq!(named(Locale::En, ""), "A browser we do not recognise");
        assert_eq!(named(Locale::En, "Mozilla/5.0 (Windows NT 10.0)"), "Windows");
    }
}
