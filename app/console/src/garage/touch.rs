//! The keyboard's place on the board: kept while cards are drawn anew, led from card to card by the arrow keys.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, FocusOptions, HtmlElement};

/// The id of a job's card in the page.
pub(crate) fn card_id(job: &str) -> String {
    format!("job-{job}")
}

/// The job whose card holds the keyboard now.
pub(crate) fn held() -> Option<String> {
    let card = document().active_element()?.closest(".job-card").ok()??;
    card.id().strip_prefix("job-").map(str::to_owned)
}

/// Gives the keyboard back to the card of `job` once the page is drawn anew, unless it went elsewhere meanwhile.
/// Scrolls to the card only when `follow` says so: a tap must not move the page away from under the thumb.
pub(crate) fn give_back(job: String, follow: bool) {
    request_animation_frame(move || {
        let lost = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
        let title = document().get_element_by_id(&card_id(&job)).as_ref().and_then(title_of);
        if let Some(title) = title.filter(|_| lost) {
            let options = FocusOptions::new();
            options.set_prevent_scroll(!follow);
            let _ = title.focus_with_options(&options);
        }
    });
}

/// Leads the keyboard to the card before or after `card` in its column. Returns whether there is one.
pub(crate) fn lead(card: &Element, forward: bool) -> bool {
    let next = if forward { card.next_element_sibling() } else { card.previous_element_sibling() };
    next.as_ref().and_then(title_of).is_some_and(|title| title.focus().is_ok())
}

/// The link of a card, which carries its focus.
fn title_of(card: &Element) -> Option<HtmlElement> {
    card.query_selector(".job-card-title").ok()??.dyn_into().ok()
}
