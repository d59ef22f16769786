//! How an invoice stands and what its customer can do now.

use super::api::PayView;
use crate::frame::here;
use domain::billing::Status;
use i18n::words as w;
use leptos::prelude::*;
use ui::{Icon, done::refused, glyphs, locale};

/// What happens next: pay, wait, or nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
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
pub(super) const fn next(view: &PayView, returned: bool) -> Next {
    if view.open.is_none() {
        Next::Nothing
    } else if returned && view.paying {
        Next::Confirming
    } else if view.online {
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
    match next(&view, returned) {
        Next::Nothing => {
            let text =
                if view.status == Status::Credited { w::pay_credited(locale) } else { w::pay_paid(locale) };
            view! { <div class="notice notice-ok"><Icon icon=glyphs::CIRCLE_CHECK /><p>{text}</p></div> }
                .into_any()
        }
        Next::Confirming => view! {
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
        .into_any(),
        Next::PayOnline => view! { <PayOnline open=view.open.unwrap_or_default() /> }.into_any(),
        Next::PayThere => view! {
            <div class="notice"><Icon icon=glyphs::INFO /><p>{w::pay_there(locale)}</p></div>
        }
        .into_any(),
    }
}

/// The way to the payment page, and why it could not be opened.
#[component]
fn PayOnline(open: String) -> impl IntoView {
    let locale = locale();
    let error = refused("pay").and_then(|state| state.errors.into_iter().next());
    view! {
        {error.map(|error| view! {
            <div class="notice notice-warn" role="alert">
                <Icon icon=glyphs::TRIANGLE_ALERT /><p>{i18n::field_error(locale, &error)}</p>
            </div>
        })}
        <form method="post">
            <input type="hidden" name="form" value="pay" />
            <button class="btn btn-primary btn-block">{w::pay_online(locale, open)}</button>
        </form>
        <p class="soft">{w::pay_online_hint(locale)}</p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ui::billing::{PaperView, PartyView};

    fn view(open: Option<&str>, paying: bool, online: bool) -> PayView {
        let party = || PartyView { name: String::new(), lines: Vec::new() };
        PayView {
            number: "INV-2026-0001".into(),
            is_note: false,
            status: Status::Issued,
            issued: String::new(),
            due: String::new(),
            paper: PaperView {
                seller: party(),
                tax_number: String::new(),
                buyer: party(),
                vehicle: None,
                refers_to: String::new(),
                reason: String::new(),
                jobs: Vec::new(),
                sums: Vec::new(),
                total: String::new(),
                included: Vec::new(),
            },
            entries: Vec::new(),
            open: open.map(Into::into),
            paying,
            online,
            pretend: false,
        }
    }

    #[test]
    fn coming_back_from_the_payment_page_alone_never_makes_anything_paid() {
        assert_eq!(next(&view(Some("£1"), true, true), true), Next::Confirming);
        assert_eq!(next(&view(Some("£1"), false, true), true), Next::PayOnline);
        assert_eq!(next(&view(Some("£1"), true, true), false), Next::PayOnline);
        assert_eq!(next(&view(Some("£1"), false, false), true), Next::PayThere);
        assert_eq!(next(&view(None, false, true), true), Next::Nothing);
    }
}
