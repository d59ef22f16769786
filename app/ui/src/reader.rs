//! Who reads the page: language, theme, and the address it was asked for at. The server decides; the browser takes over
//! what the server decided, so that both draw the same page.

use domain::{form::FormState, locale::Locale};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The reader of this page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// The language.
    pub locale: Locale,
    /// `light`, `dark`, or empty for what the system says.
    pub theme: String,
    /// Whether this installation is a demonstration.
    pub demo: bool,
}

/// The form that was refused and led to this page.
#[derive(Clone, Copy)]
pub struct RefusedForm(pub RwSignal<Option<FormState>>);

/// Makes the reader and a refused form known to every component below. Called once, by the app.
pub fn provide_reader() {
    let reader = SharedValue::new(|| from_server::<Reader>().unwrap_or_default()).into_inner();
    let form = SharedValue::new(from_server::<FormState>).into_inner();
    let form = RefusedForm(RwSignal::new(form));
    provide_context(reader);
    provide_context(form);
    // What was refused belongs to the first page only: the next one that is drawn in the browser starts afresh.
    Effect::new(move |_| form.0.set(None));
}

/// The reader of this page.
pub fn reader() -> Reader {
    use_context().unwrap_or_default()
}

/// The language of this page.
pub fn locale() -> Locale {
    use_context::<Reader>().map(|reader| reader.locale).unwrap_or_default()
}

#[cfg(feature = "ssr")]
fn from_server<T: Clone + Send + Sync + 'static>() -> Option<T> {
    crate::request::extension()
}

#[cfg(not(feature = "ssr"))]
fn from_server<T>() -> Option<T> {
    None
}
