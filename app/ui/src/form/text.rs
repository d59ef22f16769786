//! Fields that are written into.

use super::field::{Control, Field};
use leptos::prelude::*;

/// One line of text with its label, hint and error.
#[component]
pub fn TextField(
    /// The field's name in the form.
    name: &'static str,
    /// What it is for.
    #[prop(into)]
    label: String,
    /// How to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// What the page knows already.
    #[prop(optional, into)]
    value: String,
    /// `text`, `email`, `tel`, `password`, `number`…
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in by itself.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// The id of a list of suggestions.
    #[prop(optional)]
    list: Option<&'static str>,
    /// Classes besides `input`.
    #[prop(default = "input")]
    class: &'static str,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let control = Control::new(name, &hint);
    let shown = if kind == "password" { String::new() } else { control.value(&value) };
    view! {
        <Field control label hint optional=!required>
            <input
                class=class
                id=control.id()
                name=name
                type=kind
                value=shown
                autocomplete=autocomplete
                inputmode=inputmode
                list=list
                aria-required=required.then_some("true")
                aria-invalid=move || control.invalid()
                aria-describedby=move || control.described_by()
            />
        </Field>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The field's name in the form.
    name: &'static str,
    /// What it is for.
    #[prop(into)]
    label: String,
    /// How to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// What the page knows already.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView {
    let control = Control::new(name, &hint);
    view! {
        <Field control label hint>
            <textarea
                class="textarea"
                id=control.id()
                name=name
                rows="3"
                aria-invalid=move || control.invalid()
                aria-describedby=move || control.described_by()
            >
                {control.value(&value)}
            </textarea>
        </Field>
    }
}
