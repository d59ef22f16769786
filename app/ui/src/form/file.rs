//! A field that takes a file.

use super::field::{Control, Field};
use leptos::prelude::*;

/// One file with its label, hint and error. The form around it needs `files=true`.
#[component]
pub fn FileField(
    /// The field's name in the form.
    name: &'static str,
    /// What it is for.
    #[prop(into)]
    label: String,
    /// What is taken.
    #[prop(optional, into)]
    hint: String,
    /// The media types that the browser offers, separated by commas.
    accept: &'static str,
    /// Which camera of a phone opens at once: `environment` for the one at the back.
    #[prop(optional)]
    capture: Option<&'static str>,
) -> impl IntoView {
    let control = Control::new(name, &hint);
    view! {
        <Field control label hint>
            <input
                class="input"
                id=control.id()
                name=name
                type="file"
                accept=accept
                capture=capture
                aria-invalid=move || control.invalid()
                aria-describedby=move || control.described_by()
            />
        </Field>
    }
}
