//! The forms of an invoice: money that came, money that goes back, and what is no longer asked for.

use super::api::{InvoiceView, Refundable, Typing};
use domain::{
    billing::{PaymentMethod, typed},
    form::{FieldError, Fields},
    locale::Locale,
    money::Currency,
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    done::{was_refused, was_refused_at},
    form::{Form, SelectField, Submit, TextArea, TextField},
    glyphs, locale,
};

/// How money comes at the counter.
pub(super) const AT_THE_COUNTER: [PaymentMethod; 3] =
    [PaymentMethod::Cash, PaymentMethod::Terminal, PaymentMethod::Transfer];

/// What the browser's check needs to read the amount as the server will.
#[component]
fn Hidden(currency: String) -> impl IntoView {
    view! {
        <input type="hidden" name="locale" value=locale().tag() />
        <input type="hidden" name="currency" value=currency />
    }
}

fn check_amount(fields: &Fields) -> Vec<FieldError> {
    let currency = Currency::from_code(fields.get("currency")).unwrap_or(Currency::Eur);
    let locale = Locale::from_tag(fields.get("locale")).unwrap_or_default();
    typed::amount(fields, locale, currency).err().into_iter().collect()
}

fn check_credit(fields: &Fields) -> Vec<FieldError> {
    let mut errors = check_amount(fields);
    if fields.get("reason").is_empty() {
        errors.push(FieldError::new("reason", "err_required"));
    }
    errors
}

#[component]
fn Amount(value: String) -> impl IntoView {
    view! {
        <TextField
            name="amount"
            label=w::bill_amount(locale())
            value
            inputmode="decimal"
            class="input input-short"
            required=true
        />
    }
}

/// Money that came at the counter or by transfer.
#[component]
pub(super) fn RecordPayment(page: InvoiceView) -> impl IntoView {
    let locale = locale();
    let methods = AT_THE_COUNTER
        .into_iter()
        .map(move |method| (method.as_str().to_owned(), i18n::lookup(locale, method.word_key(), &[])));
    let Typing { currency, open } = page.typing;
    view! {
        <section class="card stack" aria-labelledby="record">
            <h2 id="record">{w::bill_record(locale)}</h2>
            {page.paying.then(|| view! {
                <div class="notice"><Icon icon=glyphs::INFO /><p>{w::bill_paying(locale)}</p></div>
            })}
            <Form name="payment" check=check_amount>
                <Hidden currency />
                <div class="form-row">
                    <Amount value=open />
                    <SelectField name="method" label=w::bill_method(locale) choices=methods.collect() />
                </div>
                <TextField name="reference" label=w::bill_reference(locale) hint=w::bill_reference_hint(locale) />
                <Submit class="btn btn-primary"><Icon icon=glyphs::CHECK /> {w::bill_record_go(locale)}</Submit>
            </Form>
        </section>
    }
}

/// Money that goes back, from one payment or another.
#[component]
pub(super) fn Refunds(payments: Vec<Refundable>, currency: String) -> impl IntoView {
    let locale = locale();
    view! {
        <section class="card stack" aria-labelledby="refunds">
            <h2 id="refunds">{w::bill_refund(locale)}</h2>
            {payments
                .into_iter()
                .map(|payment| view! { <Refund form="refund" field="payment" payment currency=currency.clone() /> })
                .collect_view()}
        </section>
    }
}

/// Giving money back from one payment or deposit: `form` sends its id in `field`.
#[component]
pub(super) fn Refund(
    form: &'static str,
    field: &'static str,
    payment: Refundable,
    currency: String,
) -> impl IntoView {
    let locale = locale();
    let open = was_refused_at(form, (field, &payment.id));
    let hint = if payment.online { w::bill_refund_online(locale) } else { w::bill_refund_counter(locale) };
    view! {
        <details class="stack" open=open>
            <summary class="btn btn-quiet"><Icon icon=glyphs::UNDO /> {payment.what}</summary>
            <p class="soft">{hint}</p>
            <Form name=form which=(field, payment.id) check=check_amount>
                <Hidden currency />
                <Amount value=payment.amount />
                {(!payment.online).then(|| view! {
                    <TextField name="reference" label=w::bill_reference(locale) />
                })}
                <Submit class="btn">{w::bill_refund_go(locale)}</Submit>
            </Form>
        </details>
    }
}

/// What is no longer asked for, folded away: a credit note cannot be taken back.
#[component]
pub(super) fn Credit(typing: Typing) -> impl IntoView {
    let locale = locale();
    view! {
        <details class="card stack" open=was_refused("credit")>
            <summary class="btn btn-quiet self-start">
                {w::bill_credit(locale)} <Icon icon=glyphs::CHEVRON_DOWN />
            </summary>
            <p>{w::bill_credit_hint(locale)}</p>
            <Form name="credit" check=check_credit>
                <Hidden currency=typing.currency />
                <Amount value=typing.open />
                <TextArea name="reason" label=w::bill_reason(locale) hint=w::bill_credit_reason_hint(locale) />
                <Submit class="btn btn-danger">{w::bill_credit_go(locale)}</Submit>
            </Form>
        </details>
    }
}
