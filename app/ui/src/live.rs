//! Live pages: a stream of small events from the server, and what the page says while the stream is away.

use crate::{Icon, glyphs, locale};
use i18n::words as w;
use leptos::prelude::*;

/// Listens to the event stream at `url` for as long as the page stands and calls `on_change` for every event, and once
/// more when the stream comes back after it was away. Returns whether the stream is open; `true` until the browser
/// knows better.
pub fn use_live(url: impl Fn() -> String + 'static, on_change: impl Fn() + 'static) -> ReadSignal<bool> {
    let (open, set_open) = signal(true);
    #[cfg(not(feature = "ssr"))]
    Effect::new({
        let on_change = std::rc::Rc::new(on_change);
        move |_| browser::listen(&url(), set_open, on_change.clone())
    });
    #[cfg(feature = "ssr")]
    let _ = (url, on_change, set_open);
    open
}

/// Says when the page cannot hear of changes. The place for it always stands, so that listeners hear it filled.
#[component]
pub fn Away(
    /// Whether the stream is open, as [`use_live`] says.
    connected: ReadSignal<bool>,
) -> impl IntoView {
    let locale = locale();
    view! {
        <div role="status">
            {move || (!connected.get()).then(|| view! {
                <div class="notice notice-warn"><Icon icon=glyphs::WIFI_OFF /><p>{w::live_away(locale)}</p></div>
            })}
        </div>
    }
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use leptos::prelude::*;
    use std::{cell::Cell, rc::Rc};
    use wasm_bindgen::{JsCast as _, closure::Closure};
    use web_sys::EventSource;

    pub(super) fn listen(url: &str, set_open: WriteSignal<bool>, on_change: Rc<dyn Fn()>) {
        let Ok(source) = EventSource::new(url) else { return };
        let was_away = Rc::new(Cell::new(false));
        let heard = {
            let on_change = on_change.clone();
            Closure::<dyn Fn()>::new(move || on_change())
        };
        let opened = {
            let was_away = was_away.clone();
            Closure::<dyn Fn()>::new(move || {
                set_open.set(true);
                if was_away.replace(false) {
                    on_change();
                }
            })
        };
        let lost = Closure::<dyn Fn()>::new(move || {
            was_away.set(true);
            set_open.set(false);
        });
        let _ = source.add_event_listener_with_callback("changed", heard.as_ref().unchecked_ref());
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        source.set_onerror(Some(lost.as_ref().unchecked_ref()));
        // The closures live as long as the stream does.
        let kept = send_wrapper(source, (heard, opened, lost));
        on_cleanup(move || kept.close());
    }

    /// Browser objects stay on their one thread, which `on_cleanup` cannot know.
    struct Kept<T> {
        source: EventSource,
        _listeners: T,
    }

    impl<T> Kept<T> {
        fn close(&self) {
            self.source.close();
        }
    }

    fn send_wrapper<T: 'static>(
        source: EventSource,
        listeners: T,
    ) -> leptos::__reexports::send_wrapper::SendWrapper<Kept<T>> {
        leptos::__reexports::send_wrapper::SendWrapper::new(Kept { source, _listeners: listeners })
    }
}
