//! Pages whose code is fetched when they are first asked for.
//!
//! To add one: its line in the `pages.rs` of its side, its `<Route>` in the app.

use crate::reader::RefusedForm;
use domain::form::FormState;
use leptos::prelude::*;

/// What a page keeps until its code has arrived: the form that was refused. The reader forgets it as soon as the app
/// stands in the browser, which is before this page is drawn there.
#[derive(Clone, Debug, Default)]
pub struct Kept(Option<FormState>);

impl Kept {
    /// Keeps what the reader knows.
    pub fn take() -> Self {
        Self(use_context::<RefusedForm>().and_then(|form| form.0.get_untracked()))
    }

    /// Gives it to the page that is drawn now, once: what the page draws later starts afresh.
    pub fn give_back(self) {
        let form = RefusedForm(RwSignal::new(self.0));
        provide_context(form);
        Effect::new(move |_| form.0.set(None));
    }
}

/// Makes lazy routes: each is a type that the app names in its `<Route>`, and a component that draws it.
///
/// Pages come in groups, and a group's code in one file behind one function: what people use one after the other is
/// fetched once. A file for every page would mean a hundred small ones for what pages share. The first name is the
/// group's, the second that of the function which fetches it, always `__preload_<group>`: a route waits for exactly the
/// function that it then calls, else the page would not stand when the browser takes it over.
///
/// Only `data` is part of what every visitor downloads, so it does next to nothing: pages load what they show once
/// their own code is there. The first page of a visit loses no time by that, since the server sends it with its data.
#[macro_export]
macro_rules! pages {
    ($group:ident, $preload:ident: $($(#[$doc:meta])* $page:ident => $component:path),+ $(,)?) => {
        mod $group {
            /// The pages of this group.
            #[derive(Clone, Copy, Debug)]
            pub(super) enum Page {
                $($page),+
            }
        }

        #[::leptos::lazy]
        fn $group(page: $group::Page, kept: $crate::lazy::Kept) -> ::leptos::prelude::AnyView {
            kept.give_back();
            match page {
                $($group::Page::$page => ::leptos::prelude::IntoAny::into_any($component())),+
            }
        }

        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $page {
                kept: $crate::lazy::Kept,
            }

            impl ::leptos_router::LazyRoute for $page {
                fn data() -> Self {
                    Self { kept: $crate::lazy::Kept::take() }
                }

                async fn view(this: Self) -> ::leptos::prelude::AnyView {
                    $group($group::Page::$page, this.kept).await
                }

                // The server has all code at hand.
                #[cfg(target_arch = "wasm32")]
                async fn preload() {
                    $preload().await;
                }
            }
        )+
    };
}
