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
/// Pages come in groups, and a group's code in one file: what people use one after the other is fetched once, and what
/// groups share stays in few files. A file for every page would mean a hundred small ones for what pages share.
///
/// Only `data` is part of what every visitor downloads, so it does next to nothing: pages load what they show once
/// their own code is there. The first page of a visit loses no time by that, since the server sends it with its data.
///
/// Groups of the same name are one, also across crates. Two pages of a group may not have the same name.
#[macro_export]
macro_rules! pages {
    // The one place that names the file: `lazy` makes the name of the group and of where it is written.
    (@fetched $group:ident $($function:tt)+) => {
        #[::leptos::lazy($group)]
        $($function)+
    };
    (@page $group:ident $(#[$doc:meta])* $page:ident => $component:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $page {
            kept: $crate::lazy::Kept,
        }

        $crate::pages! { @fetched $group
            #[allow(non_snake_case)]
            fn $page(this: $page) -> ::leptos::prelude::AnyView {
                this.kept.give_back();
                ::leptos::prelude::IntoAny::into_any($component())
            }
        }

        impl ::leptos_router::LazyRoute for $page {
            fn data() -> Self {
                Self { kept: $crate::lazy::Kept::take() }
            }

            async fn view(this: Self) -> ::leptos::prelude::AnyView {
                $page(this).await
            }

            // The server has all code at hand.
            #[cfg(target_arch = "wasm32")]
            async fn preload() {
                $group().await;
            }
        }
    };
    ($group:ident: $($(#[$doc:meta])* $page:ident => $component:path),+ $(,)?) => {
        // Does nothing but need the group's code, so that calling it fetches that.
        #[cfg(target_arch = "wasm32")]
        $crate::pages! { @fetched $group fn $group() {} }
        $($crate::pages! { @page $group $(#[$doc])* $page => $component })+
    };
}
