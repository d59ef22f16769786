//! Forms: posted to the page that shows them, checked in the browser by the very rules the server applies, shown again
//! with everything that was typed when something is refused. They work the same without JavaScript.

mod file;

pub use file::FileField;

use crate::{Icon, glyphs, locale, reader::RefusedForm};
use domain::form::{FieldError, Fields, FormState};
use i18n::words as w;
use leptos::{ev::SubmitEvent, html, prelude::*};

/// A rule that browser and server share: what is wrong with these fields.
pub type Check = fn(&Fields) -> Vec<FieldError>;

/// The form around a field.
#[derive(Clone, Copy)]
struct FormContext {
    values: StoredValue<Fields>,
    errors: RwSignal<Vec<FieldError>>,
    busy: RwSignal<bool>,
    name: &'static str,
}

impl FormContext {
    fn error(self, field: &str) -> Option<FieldError> {
        self.errors.with(|errors| errors.iter().find(|error| error.field == field).cloned())
    }

    /// What was typed before, else what the page knows.
    fn value(self, field: &str, known: &str) -> String {
        self.values.with_value(|values| {
            values
                .0
                .iter()
                .find(|(name, _)| name == field)
                .map_or_else(|| known.to_owned(), |(_, value)| value.clone())
        })
    }

    fn id(self, field: &str) -> String {
        format!("{}-{field}", self.name)
    }
}

/// A form called `name`. A refused one shows a summary on top that takes the focus.
#[component]
pub fn Form(
    /// The name that tells the page's forms apart.
    name: &'static str,
    /// The rule that the browser checks before sending.
    #[prop(optional)]
    check: Option<Check>,
    /// Whether it takes files.
    #[prop(optional)]
    files: bool,
    /// Classes of the form element.
    #[prop(optional)]
    class: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let refused = use_context::<RefusedForm>()
        .and_then(|form| form.0.get_untracked())
        .filter(|state| state.form == name);
    let state = refused.unwrap_or_else(|| FormState { form: name.to_owned(), ..FormState::default() });
    let context = FormContext {
        values: StoredValue::new(state.values),
        errors: RwSignal::new(state.errors),
        busy: RwSignal::new(false),
        name,
    };
    let summary = NodeRef::<html::Div>::new();
    let focus_summary = move || {
        if let Some(summary) = summary.get_untracked() {
            let _ = summary.focus();
        }
    };
    Effect::new(move |_| {
        if context.errors.with(|errors| !errors.is_empty()) {
            focus_summary();
        }
    });
    let on_submit = move |event: SubmitEvent| {
        let errors = check.map(|check| check(&typed(&event))).unwrap_or_default();
        if errors.is_empty() {
            context.busy.set(true);
        } else {
            event.prevent_default();
            context.errors.set(errors);
        }
    };
    view! {
        <form
            method="post"
            class=class.unwrap_or("stack")
            novalidate
            enctype=files.then_some("multipart/form-data")
            on:submit=on_submit
        >
            <input type="hidden" name="form" value=name />
            <Summary context summary />
            <Provider value=context>{children()}</Provider>
        </form>
    }
}

use leptos::context::Provider;

/// What was typed, read off the form that is being sent. Files are left out: the server looks at those.
fn typed(event: &SubmitEvent) -> Fields {
    use wasm_bindgen::JsCast as _;
    let form = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
    let Some(data) = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok()) else {
        return Fields::default();
    };
    let pairs = js_sys::try_iter(&data).ok().flatten().into_iter().flatten().filter_map(|pair| {
        let pair = js_sys::Array::from(&pair.ok()?);
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    });
    Fields(pairs.collect())
}

/// The list of what is wrong, each line leading to its field.
#[component]
fn Summary(context: FormContext, summary: NodeRef<html::Div>) -> impl IntoView {
    let locale = locale();
    let id = context.id("summary");
    move || {
        let errors = context.errors.get();
        (!errors.is_empty()).then(|| {
            view! {
                <div class="error-summary" role="alert" tabindex="-1" aria-labelledby=id.clone() node_ref=summary>
                    <h2 id=id.clone()>{w::form_check(locale)}</h2>
                    <ul>
                        {errors
                            .into_iter()
                            .map(|error| {
                                let text = i18n::field_error(locale, &error);
                                if error.field.is_empty() {
                                    view! { <li>{text}</li> }.into_any()
                                } else {
                                    view! { <li><a href=format!("#{}", context.id(&error.field)) rel="external">{text}</a></li> }.into_any()
                                }
                            })
                            .collect_view()}
                    </ul>
                </div>
            }
        })
    }
}

/// The error of one field, under its label.
#[component]
fn FieldProblem(context: FormContext, name: &'static str) -> impl IntoView {
    let locale = locale();
    let id = format!("{}-error", context.id(name));
    move || {
        context.error(name).map(|error| {
            view! {
                <span class="error-text" id=id.clone()>
                    <Icon icon=glyphs::TRIANGLE_ALERT />
                    " "
                    {i18n::field_error(locale, &error)}
                </span>
            }
        })
    }
}

/// The ids that describe a field: its hint and, when there is one, its error.
fn described_by(
    context: FormContext,
    name: &'static str,
    hint: bool,
) -> impl Fn() -> Option<String> + Clone + Send + Sync {
    move || {
        let id = context.id(name);
        let error = context.error(name).map(|_| format!("{id}-error"));
        let hint = hint.then(|| format!("{id}-hint"));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }
}

fn form_context() -> FormContext {
    use_context().unwrap_or_else(|| FormContext {
        values: StoredValue::default(),
        errors: RwSignal::default(),
        busy: RwSignal::default(),
        name: "form",
    })
}

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
    let context = form_context();
    let id = context.id(name);
    let hinted = !hint.is_empty();
    let described = described_by(context, name, hinted);
    let shown = if kind == "password" { String::new() } else { context.value(name, &value) };
    view! {
        <div class="field">
            <label class="label" for=id.clone()>
                {label}
                {(!required).then(|| view! { " " <span class="soft">{w::form_optional(locale())}</span> })}
            </label>
            {hinted.then(|| view! { <span class="hint" id=format!("{id}-hint")>{hint}</span> })}
            <FieldProblem context name />
            <input
                class=class
                id=id.clone()
                name=name
                type=kind
                value=shown
                autocomplete=autocomplete
                inputmode=inputmode
                list=list
                aria-required=required.then_some("true")
                aria-invalid=move || context.error(name).map(|_| "true")
                aria-describedby=described
            />
        </div>
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
    let context = form_context();
    let id = context.id(name);
    let hinted = !hint.is_empty();
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            {hinted.then(|| view! { <span class="hint" id=format!("{id}-hint")>{hint}</span> })}
            <FieldProblem context name />
            <textarea
                class="textarea"
                id=id.clone()
                name=name
                rows="3"
                aria-invalid=move || context.error(name).map(|_| "true")
                aria-describedby=described_by(context, name, hinted)
            >
                {context.value(name, &value)}
            </textarea>
        </div>
    }
}

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
    let context = form_context();
    let id = context.id(name);
    let chosen = context.value(name, &value);
    let hinted = !hint.is_empty();
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            {hinted.then(|| view! { <span class="hint" id=format!("{id}-hint")>{hint}</span> })}
            <FieldProblem context name />
            <select
                class="select"
                id=id.clone()
                name=name
                aria-invalid=move || context.error(name).map(|_| "true")
                aria-describedby=described_by(context, name, hinted)
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
        </div>
    }
}

/// What was typed into `field` of the form that was refused, else `known`. Read inside a [`Form`].
pub fn typed_before(field: &str, known: &str) -> String {
    form_context().value(field, known)
}

/// The button that sends the form; it says what happens, and shows that it is under way.
#[component]
pub fn Submit(
    /// Classes besides `btn`.
    #[prop(default = "btn btn-primary btn-block")]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let busy = form_context().busy;
    view! {
        <button class=class type="submit" aria-busy=move || busy.get().then_some("true")>
            {children()}
        </button>
    }
}
