//! How an invoice stands and what its customer can do now.

use super::api::PayView;
use crate::frame::here;
use domain::billing::Status;
use i18n::words as w;
use leptos::prelude::*;
use ui::{Icon, done::refused, glyphs, locale};

/// What is known of an invoice or of a deposit that was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    /// Whether something is to be paid.
    pub(crate) open: bool,
    /// Whether an online payment is under way.
    pub(crate) paying: bool,
    /// Whether it can be paid online.
    pub(crate) online: bool,
}

/// What happens next: pay, wait, or nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// It can be paid online.
    PayOnline,
    /// It is paid at the counter or by transfer.
    PayThere,
    /// The customer came back from paying, and the ledger does not say so yet.
    Confirming,
    /// Nothing is open.
    Nothing,
}

/// `returned` says that the customer comes from the payment page: that alone proves nothing.
pub(crate) const fn next(standing: Standing, returned: bool) -> Next {
    if !standing.open {
        Next::Nothing
    } else if returned && standing.paying {
        Next::Confirming
    } else if standing.online {
        Next::PayOnline
    } else {
        Next::PayThere
    }
}

/// The part of the page that changes by itself; listeners hear it.
#[component]
pub(super) fn State(view: PayView, token: String, returned: bool) -> impl IntoView {
    let locale = locale();
    let page = here().path(&format!("/pay/{token}"));
    let standing = Standing { open: view.open.is_some(), paying: view.paying, online: view.online };
    match next(standing, returned) {
        Next::Nothing => {
            let text =
                if view.status == Status::Credited { w::pay_credited(locale) } else { w::pay_paid(locale) };
            view! { <div class="notice notice-ok"><Icon icon=glyphs::CIRCLE_CHECK /><p>{text}</p></div> }
                .into_any()
        }
        Next::Confirming => view! { <Confirming page /> }.into_any(),
        Next::PayOnline => view! { <PayOnline form="pay" open=view.open.unwrap_or_default() /> }.into_any(),
        Next::PayThere => view! {
            <div class="notice"><Icon icon=glyphs::INFO /><p>{w::pay_there(locale)}</p></div>
        }
        .into_any(),
    }
}

/// The customer came back from paying to `page`; whether the money came is not known yet.
#[component]
pub(crate) fn Confirming(page: String) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="notice">
            <Icon icon=glyphs::HOURGLASS />
            <div class="stack stack-tight">
                <p><strong>{w::pay_confirming(locale)}</strong> " " {w::pay_confirming_text(locale)}</p>
                <p class="cluster">
                    <a class="btn" href=format!("{page}?paid=1") rel="external">
                        <Icon icon=glyphs::REFRESH /> {w::pay_check_again(locale)}
                    </a>
                    <a class="btn btn-quiet" href=page rel="external">{w::pay_not_yet(locale)}</a>
                </p>
            </div>
        </div>
    }
}

/// The way to the payment page by the form of this name, and why it could not be opened.
#[component]
pub(crate) fn PayOnline(form: &'static str, open: String) -> impl IntoView {
    let locale = locale();
    let error = refused(form).and_then(|state| state.errors.into_iter().next());
    view! {
        {error.map(|error| view! {
            <div class="notice notice-warn" role="alert">
                <Icon icon=glyphs::TRIANGLE_ALERT /><p>{i18n::field_error(locale, &error)}</p>
            </div>
        })}
        <form method="post">
            <input type="hidden" name="form" value=form />
            <button class="btn btn-primary btn-block">{w::pay_online(locale, open)}</button>
        </form>
        <p class="soft">{w::pay_online_hint(locale)}</p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coming_back_from_the_payment_page_alone_never_makes_anything_paid() {
        let standing = |open, paying, online| Standing { open, paying, online };
        assert_eq!(next(standing(true, true, true), true), Next::Confirming);
        assert_eq!(next(standing(true, false, true), true), Next::PayOnline);
        assert_eq!(next(standing(true, true, true), false), Next::PayOnline);
        assert_eq!(next(standing(true, false, false), true), Next::PayThere);
        assert_eq!(next(standing(false, false, true), true), Next::Nothing);
    }
}
