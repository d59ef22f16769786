//! Forms: posted to the page that shows them, checked in the browser by the very rules the server applies, shown again
//! with everything that was typed when something is refused. They work the same without JavaScript.

mod field;
mod file;
mod select;
mod text;

pub use file::FileField;
pub use select::SelectField;
pub use text::{TextArea, TextField};

use crate::locale;
use domain::form::{FieldError, Fields, FormState};
use i18n::words as w;
use leptos::{context::Provider, ev::SubmitEvent, html, prelude::*};

/// A rule that browser and server share: what is wrong with these fields.
pub type Check = fn(&Fields) -> Vec<FieldError>;

/// The form around a field.
#[derive(Clone, Copy)]
struct FormContext {
    values: StoredValue<Fields>,
    errors: RwSignal<Vec<FieldError>>,
    busy: RwSignal<bool>,
    name: &'static str,
    /// What tells it from other forms of its name.
    which: StoredValue<String>,
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
        self.which.with_value(|which| field_id(self.name, which, field))
    }
}

/// The id in the page of `field` of the form `name`; `which` tells it from other forms of its name, and is empty where
/// there are none.
pub fn field_id(name: &str, which: &str, field: &str) -> String {
    match which {
        "" => format!("{name}-{field}"),
        which => format!("{name}-{which}-{field}"),
    }
}

/// A form called `name`. A refused one shows a summary on top that takes the focus.
#[component]
pub fn Form(
    /// The name that tells the page's forms apart.
    name: &'static str,
    /// Where a page has several forms of this name: the hidden field that tells them apart, and its value here.
    #[prop(optional)]
    which: Option<(&'static str, String)>,
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
    let refused = crate::done::refused(name)
        .filter(|state| which.as_ref().is_none_or(|(field, value)| state.values.get(field) == value));
    let state = refused.unwrap_or_else(|| FormState { form: name.to_owned(), ..FormState::default() });
    let context = FormContext {
        values: StoredValue::new(state.values),
        errors: RwSignal::new(state.errors),
        busy: RwSignal::new(false),
        name,
        which: StoredValue::new(which.as_ref().map(|(_, value)| value.clone()).unwrap_or_default()),
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
            {which.map(|(field, value)| view! { <input type="hidden" name=field value=value /> })}
            <Summary context summary />
            <Provider value=context>{children()}</Provider>
        </form>
    }
}

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

/// Whether something stands in a box of text of this page that was not sent: in the browser only.
pub fn unsent() -> bool {
    use wasm_bindgen::JsCast as _;
    let Ok(boxes) = document().query_selector_all("textarea") else { return false };
    let boxes = (0..boxes.length()).filter_map(|index| boxes.item(index));
    boxes
        .filter_map(|node| node.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
        // What the page wrote keeps its line ends, what a box holds has them as \n.
        .any(|area| area.default_value().is_ok_and(|known| area.value() != known.replace("\r\n", "\n")))
}

fn form_context() -> FormContext {
    use_context().unwrap_or_else(|| FormContext {
        values: StoredValue::default(),
        errors: RwSignal::default(),
        busy: RwSignal::default(),
        name: "form",
        which: StoredValue::default(),
    })
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
