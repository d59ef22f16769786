//! The pages of the portal as lazy routes.

use crate::{accounts, businesses, garage};

ui::pages! {
    portal, __preload_portal:
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
