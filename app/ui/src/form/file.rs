//! A field that takes a file.

use super::{FieldProblem, described_by, form_context};
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
) -> impl IntoView {
    let context = form_context();
    let id = context.id(name);
    let hinted = !hint.is_empty();
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            {hinted.then(|| view! { <span class="hint" id=format!("{id}-hint")>{hint}</span> })}
            <FieldProblem context name />
            <input
                class="input"
                id=id.clone()
                name=name
                type="file"
                accept=accept
                aria-invalid=move || context.error(name).map(|_| "true")
                aria-describedby=described_by(context, name, hinted)
            />
        </div>
    }
}
