//! Forms of signing in and registering, and the list of every form of the account pages.

use super::profile_forms;
use domain::{
    accounts::{Purpose, Realm, SignIn, SignUp},
    businesses::Capability,
};
use services::{
    Error, Result, Visitor,
    accounts::{links, sign_in, sign_up},
    businesses::Business,
    visitor::{Done, FormRoute, Handling, SessionChange, Submission, local_path},
};

/// The forms of the account pages.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: "/b/{slug}/sign-in", form: "sign_in", handle: |v, s| Box::pin(signing_in(v, s)) },
    FormRoute { path: "/b/{slug}/sign-up", form: "sign_up", handle: |v, s| Box::pin(signing_up(v, s)) },
    FormRoute { path: "/b/{slug}/sign-in/link", form: "link", handle: handle_link },
    FormRoute { path: "/b/{slug}/reset", form: "reset", handle: handle_reset },
    FormRoute { path: "/b/{slug}/enter/{token}", form: "enter", handle: |v, s| Box::pin(entering(v, s)) },
    FormRoute { path: ACCOUNT, form: "profile", handle: |v, s| Box::pin(profile_forms::profile(v, s)) },
    FormRoute { path: ACCOUNT, form: "avatar", handle: |v, s| Box::pin(profile_forms::picture(v, s)) },
    FormRoute {
        path: ACCOUNT,
        form: "verify_again",
        handle: |v, s| Box::pin(profile_forms::verify_again(v, s)),
    },
    FormRoute {
        path: ACCOUNT,
        form: "end_session",
        handle: |v, s| Box::pin(profile_forms::end_session(v, s)),
    },
    FormRoute { path: ACCOUNT, form: "end_others", handle: |v, s| Box::pin(profile_forms::end_others(v, s)) },
    FormRoute { path: ACCOUNT, form: "sign_out", handle: |v, s| Box::pin(profile_forms::leave(v, s)) },
];

const ACCOUNT: &str = "/b/{slug}/account";

async fn signing_in(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    let SignIn { email, password } = SignIn::read(&submission.fields).map_err(Error::Fields)?;
    let token = sign_in::with_password(&scope.core, Realm::Site, &email, &password, &visitor.caller).await?;
    let to = local_path(submission.fields.get("next"), &first_page(&business));
    Ok(Done::with(to, SessionChange::Site(token)))
}

async fn signing_up(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    let form = SignUp::read(&submission.fields).map_err(Error::Fields)?;
    let token = sign_up::register(&scope.core, &business, form, scope.locale, &visitor.caller).await?;
    let to = local_path(submission.fields.get("next"), &first_page(&business));
    Ok(Done::with(to, SessionChange::Site(token)))
}

/// Where a customer lands who wanted nowhere else.
fn first_page(business: &Business) -> String {
    let page = if business.has(Capability::Garage) { "/garage" } else { "" };
    format!("/b/{}{page}", business.slug)
}

fn handle_link(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(asking(visitor, submission, Purpose::SignIn, "sign-in/link"))
}

fn handle_reset(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(asking(visitor, submission, Purpose::Reset, "reset"))
}

/// Mails a link; the answer is the same whether there is such an account or not.
async fn asking(
    visitor: Visitor,
    submission: Submission,
    purpose: Purpose,
    page: &'static str,
) -> Result<Done> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    let place = links::Place::site(&business);
    links::request(&scope.core, submission.fields.get("email"), purpose, place, &visitor.caller).await?;
    Ok(Done::go(format!("/b/{}/{page}?done=link_sent", business.slug)))
}

async fn entering(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    let (token, password) = (submission.params.get("token"), submission.fields.raw("new_password"));
    let purpose = links::peek(&scope.core, token).await?;
    let session = links::follow(&scope.core, token, Realm::Site, password, &visitor.caller).await?;
    let account = |done: &str| format!("/b/{}/account?done={done}", business.slug);
    let to = match purpose {
        Purpose::SignIn => first_page(&business),
        Purpose::Verify => account("verified"),
        Purpose::Reset | Purpose::Invite => account("password_saved"),
    };
    Ok(Done::with(to, SessionChange::Site(session)))
}
