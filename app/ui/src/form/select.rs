//! A field that is chosen from a list.

use super::field::{Control, Field};
use leptos::prelude::*;

/// A choice from a list.
#[component]
pub fn SelectField(
    /// The field's name in the form.
    name: &'static str,
    /// What it is for.
    #[prop(into)]
    label: String,
    /// Value and name of each choice.
    choices: Vec<(String, String)>,
    /// How to choose.
    #[prop(optional, into)]
    hint: String,
    /// What the page knows already.
    #[prop(optional, into)]
    value: String,
    /// Called with the choice when it changes in the browser.
    #[prop(optional)]
    on_choice: Option<Callback<String>>,
) -> impl IntoView {
    let control = Control::new(name, &hint);
    let chosen = control.value(&value);
    view! {
        <Field control label hint>
            <select
                class="select"
                id=control.id()
                name=name
                aria-invalid=move || control.invalid()
                aria-describedby=move || control.described_by()
                on:change=move |event| {
                    if let Some(on_choice) = on_choice {
                        on_choice.run(event_target_value(&event));
                    }
                }
            >
                {choices
                    .into_iter()
                    .map(|(value, text)| {
                        let selected = value == chosen;
                        view! { <option value=value selected=selected>{text}</option> }
                    })
                    .collect_view()}
            </select>
        </Field>
    }
}
