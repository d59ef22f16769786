//! The bell: the way to the notifications, with how many are unread.

use crate::{Icon, glyphs, locale};
use i18n::words as w;
use leptos::prelude::*;

/// The bell of a header. Plain markup: `public/start.js` keeps the number right on an open page, in the words that the
/// bell itself carries.
#[component]
pub fn Bell(
    /// The first page of the site or portal; the list is under it.
    #[prop(into)]
    base: String,
    /// How many notifications are unread.
    unread: u32,
) -> impl IntoView {
    let locale = locale();
    let (none, one) = (w::nav_notifications(locale), w::note_bell_one(locale));
    let other = w::note_bell_other(locale, "{count}");
    let name = match unread {
        0 => none.to_owned(),
        1 => one.to_owned(),
        more => w::note_bell_other(locale, more),
    };
    let list = format!("{base}/notifications");
    view! {
        <a
            class="btn btn-quiet btn-icon bell"
            href=list.clone()
            aria-label=name
            data-bell=format!("{list}/live")
            data-none=none
            data-one=one
            data-other=other
        >
            <Icon icon=glyphs::BELL />
            <span class="bell-count" aria-hidden="true" hidden=unread == 0>{unread.to_string()}</span>
        </a>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_bell_says_its_number_and_is_silent_about_none() {
        let html = |unread| view! { <Bell base="/b/x" unread /> }.to_html();
        assert!(
            html(0).contains(r#"aria-label="Notifications""#) && html(0).contains("hidden"),
            "{}",
            html(0)
        );
        assert!(html(3).contains(r#"aria-label="Notifications, 3 unread""#), "{}", html(3));
        assert!(html(3).contains(r#"data-bell="/b/x/notifications/live""#), "{}", html(3));
        assert!(html(3).contains("{count} unread"), "the script fills it in: {}", html(3));
    }
}
