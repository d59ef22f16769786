//! What every field has around its control: label, hint and error, and the ids that tie them together.

use super::{FormContext, form_context};
use crate::{Icon, glyphs, locale};
use i18n::words as w;
use leptos::prelude::*;

/// The control of a field, in the form around it.
#[derive(Clone, Copy)]
pub(super) struct Control {
    context: FormContext,
    name: &'static str,
    hinted: bool,
}

impl Control {
    /// The control called `name`; `hint` says how to fill it in, and may be empty.
    pub(super) fn new(name: &'static str, hint: &str) -> Self {
        Self { context: form_context(), name, hinted: !hint.is_empty() }
    }

    /// Its id in the page.
    pub(super) fn id(self) -> String {
        self.context.id(self.name)
    }

    /// What was typed before, else what the page knows.
    pub(super) fn value(self, known: &str) -> String {
        self.context.value(self.name, known)
    }

    /// What `aria-invalid` says: present only while something is wrong.
    pub(super) fn invalid(self) -> Option<&'static str> {
        self.context.error(self.name).map(|_| "true")
    }

    /// The ids that describe it: its hint and, when there is one, its error.
    pub(super) fn described_by(self) -> Option<String> {
        let hint = self.hinted.then(|| self.hint_id());
        let error = self.context.error(self.name).map(|_| self.error_id());
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    fn hint_id(self) -> String {
        format!("{}-hint", self.id())
    }

    fn error_id(self) -> String {
        format!("{}-error", self.id())
    }
}

/// A control with its label, its hint and what is wrong with it.
#[component]
pub(super) fn Field(
    /// The control, which follows as the child.
    control: Control,
    /// What it is for.
    label: String,
    /// How to fill it in; may be empty.
    hint: String,
    /// Whether the label says that it may stay empty.
    #[prop(optional)]
    optional: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="label" for=control.id()>
                {label}
                {optional.then(|| view! { " " <span class="soft">{w::form_optional(locale())}</span> })}
            </label>
            {control.hinted.then(|| view! { <span class="hint" id=control.hint_id()>{hint}</span> })}
            <Problem control />
            {children()}
        </div>
    }
}

/// The error of one field, under its label.
#[component]
fn Problem(control: Control) -> impl IntoView {
    let locale = locale();
    move || {
        control.context.error(control.name).map(|error| {
            view! {
                <span class="error-text" id=control.error_id()>
                    <Icon icon=glyphs::TRIANGLE_ALERT />
                    " "
                    {i18n::field_error(locale, &error)}
                </span>
            }
        })
    }
}
