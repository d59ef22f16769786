//! The page behind a one-time link to the portal.

use super::{
    api::load_enter,
    frame::{Card, Frame},
};
use i18n::words as w;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{
    accounts::{EnterForm, Gone},
    feedback::Loading,
    locale,
    page::suspended,
};

/// The page where a mailed link is followed, by pressing its button.
#[component]
pub fn Enter() -> impl IntoView {
    let token = || use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let data = Resource::new(token, load_enter);
    let content = move || async move {
        match data.await {
            Ok(purpose) => view! { <Card><EnterForm purpose /></Card> }.into_any(),
            Err(fault) => view! { <Gone fault base="/console".to_owned() /> }.into_any(),
        }
    };
    view! {
        <Frame title=w::portal_sign_in_title(locale())>
            <Suspense fallback=Loading>{suspended(content)}</Suspense>
        </Frame>
    }
}
