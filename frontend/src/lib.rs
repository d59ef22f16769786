//! The browser's entry: takes over the page that the server sent.

#![recursion_limit = "512"]

use domain::locale::Locale;
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

/// Hydrates the page, once the words of its language are there. Called by the page's own script.
///
/// # Errors
/// When the words cannot be fetched: the page then stays as the server sent it, which works, and offers to load again.
#[wasm_bindgen]
pub async fn hydrate() -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    i18n::fetched::take(words().await?);
    leptos::mount::hydrate_lazy(app::App);
    Ok(())
}

/// The words of the page's language, of this very release. The page asked for them while the application was loading.
async fn words() -> Result<String, JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    let root = window.document().and_then(|document| document.document_element()).ok_or("no document")?;
    let locale = Locale::from_tag(&root.get_attribute("lang").unwrap_or_default()).unwrap_or_default();
    let answer = JsFuture::from(window.fetch_with_str(&i18n::words_path(locale))).await?;
    let answer: web_sys::Response = answer.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::from_str("Failed to fetch the words"));
    }
    JsFuture::from(answer.text()?).await?.as_string().ok_or_else(|| "the words are no text".into())
}
