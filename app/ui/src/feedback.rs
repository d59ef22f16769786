//! What a page says when there is nothing, when it waits, and when something went wrong.

use crate::{Fault, Icon, glyphs, locale};
use domain::error::ErrorKind;
use i18n::words as w;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A page's whole answer when what it shows cannot be had: what happened, and what to do now.
#[component]
pub fn Failure(
    /// What went wrong.
    fault: Fault,
    /// Where to go from here.
    #[prop(into)]
    home: String,
) -> impl IntoView {
    let locale = locale();
    #[cfg(feature = "ssr")]
    crate::request::set_status(fault.0.kind);
    let sentence = i18n::lookup(locale, &fault.0.key, &[]);
    let path = use_location().pathname.get_untracked();
    let sign_in = (fault.0.kind == ErrorKind::SignedOut).then(|| sign_in_path(&path));
    let again = matches!(fault.0.kind, ErrorKind::Unavailable | ErrorKind::Internal);
    view! {
        <div class="page page-narrow">
            <div class="empty" role="alert">
                <Icon icon=glyphs::TRIANGLE_ALERT />
                <h1>{title(fault.0.kind, locale)}</h1>
                <p>{sentence}</p>
                {fault.0.reference.map(|reference| view! { <p class="soft">{w::fault_reference(locale, reference)}</p> })}
                <div class="cluster">
                    {sign_in.map(|path| view! { <a class="btn btn-primary" href=path rel="external">{w::nav_sign_in(locale)}</a> })}
                    {again.then(|| view! { <a class="btn btn-primary" href="" rel="external">{w::try_again(locale)}</a> })}
                    <a class="btn" href=home rel="external">{w::to_start(locale)}</a>
                </div>
            </div>
        </div>
    }
}

/// The sign-in page of the side of the product that `path` belongs to, which leads back to it.
fn sign_in_path(path: &str) -> String {
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next()) {
        (Some("b"), Some(slug)) => format!("/b/{slug}/sign-in?next={path}"),
        _ => format!("/console/sign-in?next={path}"),
    }
}

fn title(kind: ErrorKind, locale: domain::locale::Locale) -> &'static str {
    match kind {
        ErrorKind::NotFound | ErrorKind::Gone => w::fault_not_found(locale),
        ErrorKind::SignedOut | ErrorKind::Forbidden => w::fault_forbidden(locale),
        ErrorKind::Unavailable => w::fault_away(locale),
        _ => w::fault_other(locale),
    }
}

/// Grey shapes while something loads in the browser; the server always sends the finished page.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <div class="page stack" aria-busy="true">
            <span class="skeleton h-10"></span>
            <span class="skeleton h-24"></span>
            <span class="skeleton h-24"></span>
            <p class="visually-hidden" role="status">{w::loading(locale())}</p>
        </div>
    }
}
