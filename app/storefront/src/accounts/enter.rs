//! The page behind a one-time link.

use super::api::load_enter;
use crate::frame::{here, slug};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use ui::{
    accounts::{EnterForm, Gone},
    feedback::Loading,
    locale,
};

/// The page where a mailed link is followed, by pressing its button.
#[component]
pub fn Enter() -> impl IntoView {
    let site = here();
    let token = || use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let (slug, token) = (slug(), token());
    let data = Resource::new(move || (slug.clone(), token.clone()), |(slug, token)| load_enter(slug, token));
    let title = format!("{} · {}", w::sign_in_title(locale()), site.name);
    view! {
        <Title text=title />
        <Suspense fallback=Loading>
            {move || {
                let base = site.path("");
                Suspend::new(async move {
                    match data.await {
                        Ok(purpose) => view! { <div class="page page-narrow stack"><EnterForm purpose /></div> }.into_any(),
                        Err(fault) => view! { <Gone fault base /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}
