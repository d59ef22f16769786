//! The page behind a one-time link.

use super::api::load_enter;
use crate::frame::{here, param, slug};
use domain::accounts::Purpose;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    accounts::{EnterForm, Gone},
    locale,
    page::{Asking, Key, page_or},
};

/// The page where a mailed link is followed, by pressing its button.
#[component]
pub fn Enter() -> impl IntoView {
    let site = here();
    let key = vec![slug(), param("token")];
    let title = format!("{} · {}", w::sign_in_title(locale()), site.name);
    let form = |purpose: Purpose| {
        view! { <div class="page page-narrow stack"><EnterForm purpose /></div> }.into_any()
    };
    let gone = move |fault| view! { <Gone fault base=site.path("") /> }.into_any();
    let ask = |key: Key| -> Asking { Box::pin(load_enter(key[0].clone(), key[1].clone())) };
    view! {
        <Title text=title />
        {page_or(move || key.clone(), ask, gone, form)}
    }
}
