//! A page and what it shows: loaded, drawn, or explained when it cannot be had.
//!
//! Every page goes through the same few functions without type parameters: what differs is only how its data is asked
//! for, read and drawn. A page costs the customer's download its own drawing and one reader of JSON, not another copy of
//! the whole machinery of resources and suspense.

#[cfg(feature = "ssr")]
mod settled;

use crate::{
    Fault,
    feedback::{Failure, Loading},
};
use domain::error::ErrorKind;
use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{future::Future, pin::Pin, sync::Arc};

/// A page's data on its way to the browser: JSON inside, so that all pages travel as one type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wire(String);

impl Wire {
    /// Packs a page's data.
    ///
    /// # Errors
    /// When it cannot be written as JSON: a mistake of ours.
    pub fn pack(data: &impl Serialize) -> Result<Self, Fault> {
        serde_json::to_string(data).map(Self).map_err(|_| Fault::of(ErrorKind::Internal))
    }

    /// Unpacks it again.
    ///
    /// # Errors
    /// When it is not what this release's pages understand.
    pub fn unpack<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_str(&self.0).map_err(|_| Fault::of(ErrorKind::Internal))
    }
}

/// Data being asked for.
pub type Asking = Pin<Box<dyn Future<Output = Result<Wire, Fault>> + Send>>;

/// What a page's data depends on: parts of its address.
pub type Key = Vec<String>;

/// What a page says when its data cannot be had.
type Explain = Arc<dyn Fn(Fault) -> AnyView + Send + Sync>;

/// How a page is drawn from its data.
type Draw = Arc<dyn Fn(&Wire) -> Result<AnyView, Fault> + Send + Sync>;

/// A page whose data is asked for by `ask`, again whenever `key` changes, and drawn by `draw`. When it cannot be had, a
/// page that says so leads to `home`.
pub fn page<T: DeserializeOwned + 'static>(
    key: impl Fn() -> Key + Send + Sync + 'static,
    ask: fn(Key) -> Asking,
    home: String,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    page_of(resource(Box::new(key), ask), home, draw)
}

/// The same for a page that explains in its own way why its data cannot be had.
pub fn page_or<T: DeserializeOwned + 'static>(
    key: impl Fn() -> Key + Send + Sync + 'static,
    ask: fn(Key) -> Asking,
    explain: impl Fn(Fault) -> AnyView + Send + Sync + 'static,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let data = resource(Box::new(key), ask);
    show(data, Arc::new(explain), Arc::new(move |wire| wire.unpack().map(&draw)))
}

/// The same for data that the page asks for again by itself, such as a live page: give the resource to
/// [`crate::live::use_live`] and to this.
pub fn page_of<T: DeserializeOwned + 'static>(
    data: Resource<Result<Wire, Fault>>,
    home: String,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    show(data, failure(home), Arc::new(move |wire| wire.unpack().map(&draw)))
}

/// Both: data that the page asks for again by itself, and the page's own way of explaining why it cannot be had.
pub fn page_of_or<T: DeserializeOwned + 'static>(
    data: Resource<Result<Wire, Fault>>,
    explain: impl Fn(Fault) -> AnyView + Send + Sync + 'static,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    show(data, Arc::new(explain), Arc::new(move |wire| wire.unpack().map(&draw)))
}

/// The usual page that says so, and leads to `home`.
fn failure(home: String) -> Explain {
    Arc::new(move |fault| view! { <Failure fault home=home.clone() /> }.into_any())
}

/// A resource of a page's data.
pub fn resource(
    key: Box<dyn Fn() -> Key + Send + Sync>,
    ask: fn(Key) -> Asking,
) -> Resource<Result<Wire, Fault>> {
    Resource::new(key, ask)
}

/// Draws what came. What is shown stays until what replaces it is there.
fn show(data: Resource<Result<Wire, Fault>>, explain: Explain, draw: Draw) -> AnyView {
    let view = move || {
        let (explain, draw) = (explain.clone(), draw.clone());
        async move { data.await.and_then(|wire| draw(&wire)).unwrap_or_else(|fault| explain(fault)) }
    };
    view! { <Transition fallback=Loading>{suspended(view)}</Transition> }.into_any()
}

/// What stands inside a `Suspense` or `Transition`. In the browser `view` runs again when what it waits for changes. On the
/// server nothing changes while a page is drawn, and a function there would be run twice: once to find out what it waits
/// for, once to be shown, with everything inside it made and asked for twice.
#[cfg(feature = "ssr")]
pub fn suspended<F>(view: impl Fn() -> F) -> Suspend<settled::Settled>
where
    F: Future<Output = AnyView> + Send + 'static,
{
    let view = view();
    Suspend::new(async move { settled::Settled(view.await) })
}

/// What stands inside a `Suspense` or `Transition`, and runs again when what it waits for changes.
#[cfg(not(feature = "ssr"))]
pub fn suspended<F>(view: impl Fn() -> F + Send + 'static) -> impl Fn() -> Suspend<AnyView> + Send + 'static
where
    F: Future<Output = AnyView> + Send + 'static,
{
    move || Suspend::new(view())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_and_nonsense_is_a_fault() {
        let wire = Wire::pack(&vec!["a\"b".to_owned()]).unwrap();
        assert_eq!(wire.unpack::<Vec<String>>(), Ok(vec!["a\"b".to_owned()]));
        assert!(wire.unpack::<u8>().is_err());
    }
}
