//! The pages of the portal as lazy routes: each is a type that the app names in its `<Route>`.
//!
//! Only `data` is part of what every visitor downloads, so it does next to nothing: pages load what they show once
//! their own code is there. The first page of a visit loses no time by that, since the server sends it with its data.

use crate::{accounts, businesses, garage};
use domain::form::FormState;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use ui::reader::RefusedForm;

/// What a page keeps until its code has arrived: the form that was refused. The reader forgets it as soon as the app
/// stands in the browser, which is before this page is drawn there.
#[derive(Clone, Debug, Default)]
struct Kept(Option<FormState>);

impl Kept {
    fn take() -> Self {
        Self(use_context::<RefusedForm>().and_then(|form| form.0.get_untracked()))
    }

    fn give_back(self) {
        provide_context(RefusedForm(RwSignal::new(self.0)));
    }
}

macro_rules! pages {
    ($($(#[$doc:meta])* $page:ident => $component:path),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $page(Kept);

        #[lazy_route]
        impl LazyRoute for $page {
            fn data() -> Self {
                Self(Kept::take())
            }

            fn view(this: Self) -> AnyView {
                this.0.give_back();
                $component().into_any()
            }
        }
    )+};
}

pages! {
    /// `/console`: where the person works.
    PlacesPage => businesses::Places,
    /// `/console/:slug`: the day at a glance.
    DayPage => garage::Day,
    /// `/console/:slug/board`: the job board.
    BoardPage => garage::Board,
    /// `/console/:slug/jobs/:job`: one job.
    JobPage => garage::JobDetails,
    /// `/console/:slug/messages`: messages that were given up.
    MessagesPage => businesses::Messages,
    /// `/console/sign-in`: signing in with a password.
    SignInPage => accounts::SignIn,
    /// `/console/sign-in/link`: asking for a one-time link.
    SignInLinkPage => accounts::SignInLink,
    /// `/console/reset`: asking for a new password.
    ResetPage => accounts::Reset,
    /// `/console/enter/:token`: following a mailed link.
    EnterPage => accounts::Enter,
    /// `/console/account`: where the person is signed in.
    AccountPage => accounts::Account,
}
