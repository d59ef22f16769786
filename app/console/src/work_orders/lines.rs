//! The lines of a job: a table, and the forms that add, change and remove one.

use super::{
    api::{JobView, LineView, Pricing, TypedLine},
    parts::Press,
};
use domain::{
    form::{FieldError, Fields},
    garage::{
        money::{Line, LineKind},
        work_order::Authorisation,
    },
    locale::Locale,
    money::Currency,
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    done::was_refused_at,
    form::{Form, SelectField, Submit, TextField, field_id},
    locale,
};
use wasm_bindgen::JsCast as _;

/// How many columns the table has.
const COLUMNS: &str = "5";

/// The lines of a job on a work order, each with what can be done about it while the work order is open.
#[component]
pub(super) fn Lines(job: JobView, pricing: Pricing, open: bool) -> impl IntoView {
    let locale = locale();
    if job.lines.is_empty() {
        return view! { <p class="soft">{w::wo_no_lines(locale)}</p> }.into_any();
    }
    let settled = job.authorisation != Authorisation::Draft;
    let actions = move |line: LineView| {
        open.then(|| {
            view! {
                <tr role="row" class="line-acts">
                    <td role="cell" colspan=COLUMNS>
                        <div class="folds">
                            <ChangeLine line=line.clone() job=job.id.clone() pricing=pricing.clone() settled />
                            <Press
                                form="remove_line"
                                ids=vec![("line", line.id), ("job", job.id.clone())]
                                label=w::wo_line_remove_of(locale, &line.description)
                            >
                                {w::wo_line_remove(locale)}
                            </Press>
                        </div>
                    </td>
                </tr>
            }
        })
        .into_any()
    };
    table(w::wo_lines_of(locale, &job.title), job.lines.clone(), actions)
}

/// The lines of a canned job.
#[component]
pub(super) fn PlainLines(title: String, lines: Vec<LineView>) -> impl IntoView {
    table(w::wo_lines_of(locale(), title), lines, |_| ().into_any())
}

fn table(name: String, lines: Vec<LineView>, actions: impl Fn(LineView) -> AnyView) -> AnyView {
    let locale = locale();
    let rows = lines.into_iter().map(|line| {
        view! { <tbody class="line"><Row line=line.clone() />{actions(line)}</tbody> }
    });
    view! {
        <table class="table lines" role="table" aria-label=name>
            <thead>
                <tr role="row">
                    <th role="columnheader">{w::wo_col_what(locale)}</th>
                    <th role="columnheader" class="num">{w::wo_col_quantity(locale)}</th>
                    <th role="columnheader" class="num">{w::wo_col_unit(locale)}</th>
                    <th role="columnheader" class="num">{w::wo_col_tax(locale)}</th>
                    <th role="columnheader" class="num">{w::wo_col_amount(locale)}</th>
                </tr>
            </thead>
            {rows.collect_view()}
        </table>
    }
    .into_any()
}

#[component]
fn Row(line: LineView) -> impl IntoView {
    let locale = locale();
    let part = (!line.part_number.is_empty()).then(|| view! { <span class="hint">{line.part_number}</span> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><span>{line.description} {part}</span></th>
            <td role="cell" class="num" data-label=w::wo_col_quantity(locale)>{line.quantity}</td>
            <td role="cell" class="num" data-label=w::wo_col_unit(locale)>{line.unit_price}</td>
            <td role="cell" class="num" data-label=w::wo_col_tax(locale)>{line.tax}</td>
            <td role="cell" class="num" data-label=w::wo_col_amount(locale)>{line.amount}</td>
        </tr>
    }
}

/// Adds a line. Labour comes first, at the business's price of an hour.
#[component]
pub(super) fn AddLine(job: JobView, pricing: Pricing) -> impl IntoView {
    let locale = locale();
    let typed = TypedLine {
        kind: LineKind::Labour,
        quantity: String::new(),
        unit_price: pricing.hour.clone(),
        tax: pricing.tax.clone(),
    };
    let (price, hour) = (field_id("add_line", &job.id, "unit_price"), pricing.hour.clone());
    let on_kind = Callback::new(move |kind: String| suggest(&price, &hour, &kind));
    let settled = job.authorisation != Authorisation::Draft;
    let open = was_refused_at("add_line", ("job", &job.id));
    view! {
        <details open=open>
            <summary class="btn">{w::wo_line_add(locale)}</summary>
            <Form name="add_line" which=("job", job.id) check=check_line>
                <LineFields typed pricing settled on_kind />
                <Submit class="btn">{w::wo_line_add_go(locale)}</Submit>
            </Form>
        </details>
    }
}

#[component]
fn ChangeLine(line: LineView, job: String, pricing: Pricing, settled: bool) -> impl IntoView {
    let locale = locale();
    let name = w::wo_line_change_of(locale, &line.description);
    let open = was_refused_at("change_line", ("line", &line.id));
    view! {
        <details open=open>
            <summary class="btn btn-quiet" aria-label=name>{w::wo_line_change(locale)}</summary>
            <Form name="change_line" which=("line", line.id) check=check_line>
                <input type="hidden" name="job" value=job />
                <LineFields
                    typed=line.typed
                    description=line.description
                    part_number=line.part_number
                    pricing
                    settled
                />
                <Submit class="btn">{w::wo_line_save(locale)}</Submit>
            </Form>
        </details>
    }
}

#[component]
fn LineFields(
    /// What the fields start with.
    typed: TypedLine,
    #[prop(optional)] description: String,
    #[prop(optional)] part_number: String,
    pricing: Pricing,
    /// Whether the customer was asked or has answered at the present price.
    settled: bool,
    #[prop(optional)] on_kind: Option<Callback<String>>,
) -> impl IntoView {
    let locale = locale();
    let kinds = LineKind::ALL
        .map(|kind| (kind.as_str().to_owned(), i18n::lookup(locale, kind.word_key(), &[])))
        .to_vec();
    let on_kind = on_kind.unwrap_or_else(|| Callback::new(|_| ()));
    let price_hint =
        if pricing.with_tax { w::wo_price_with_tax(locale) } else { w::wo_price_without_tax(locale) };
    view! {
        // What was typed is read as this page's language writes it, in the browser and on the server.
        <input type="hidden" name="locale" value=locale.tag() />
        <input type="hidden" name="currency" value=pricing.currency.code() />
        {settled.then(|| view! { <p class="hint">{w::wo_resets_hint(locale)}</p> })}
        <div class="form-row">
            <SelectField
                name="kind"
                label=w::wo_field_kind(locale)
                choices=kinds
                value=typed.kind.as_str()
                on_choice=on_kind
            />
            <TextField name="description" label=w::wo_field_description(locale) value=description required=true />
            <TextField name="part_number" label=w::wo_field_part_number(locale) value=part_number />
        </div>
        <div class="form-row">
            <TextField
                name="quantity"
                label=w::wo_field_quantity(locale)
                hint=w::wo_field_quantity_hint(locale)
                value=typed.quantity
                class="input input-short"
                required=true
            />
            <TextField
                name="unit_price"
                label=w::wo_field_unit_price(locale)
                hint=price_hint
                value=typed.unit_price
                inputmode="decimal"
                class="input input-short"
                required=true
            />
            <TextField
                name="tax"
                label=w::wo_field_tax(locale)
                value=typed.tax
                inputmode="decimal"
                class="input input-short"
                required=true
            />
        </div>
    }
}

fn check_line(fields: &Fields) -> Vec<FieldError> {
    let locale = Locale::from_tag(fields.get("locale")).unwrap_or_default();
    let Some(currency) = Currency::from_code(fields.get("currency")) else { return Vec::new() };
    Line::read(fields, locale, currency).err().unwrap_or_default()
}

/// Offers the price of an hour to labour alone: writes it into the empty field `id`, and takes it out again for a part or
/// a fee. A price that somebody typed stays.
fn suggest(id: &str, hour: &str, kind: &str) {
    let field = document().get_element_by_id(id);
    let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) else {
        return;
    };
    match (kind == LineKind::Labour.as_str(), field.value().as_str()) {
        (true, "") => field.set_value(hour),
        (false, there) if there == hour => field.set_value(""),
        _ => {}
    }
}
