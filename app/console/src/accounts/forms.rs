//! The forms of the portal's account pages.

use domain::accounts::{Purpose, Realm, SignIn};
use services::{
    Error, Result, Visitor,
    accounts::{links, sign_in, sign_out},
    visitor::{Done, FormRoute, Handling, SessionChange, Submission, local_path},
};

/// Every form of these pages, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: "/console/sign-in", form: "sign_in", handle: |v, s| Box::pin(signing_in(v, s)) },
    FormRoute { path: "/console/sign-in/link", form: "link", handle: handle_link },
    FormRoute { path: "/console/reset", form: "reset", handle: handle_reset },
    FormRoute { path: "/console/enter/{token}", form: "enter", handle: |v, s| Box::pin(entering(v, s)) },
    FormRoute { path: ACCOUNT, form: "end_session", handle: |v, s| Box::pin(end_session(v, s)) },
    FormRoute { path: ACCOUNT, form: "end_others", handle: |v, _| Box::pin(end_others(v)) },
    FormRoute { path: ACCOUNT, form: "sign_out", handle: |v, _| Box::pin(leave(v)) },
];

const ACCOUNT: &str = "/console/account";
const FIRST: &str = "/console";

async fn signing_in(visitor: Visitor, submission: Submission) -> Result<Done> {
    let SignIn { email, password } = SignIn::read(&submission.fields).map_err(Error::Fields)?;
    let token =
        sign_in::with_password(&visitor.core, Realm::Portal, &email, &password, &visitor.caller).await?;
    Ok(Done::with(local_path(submission.fields.get("next"), FIRST), SessionChange::Portal(token)))
}

fn handle_link(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(asking(visitor, submission, Purpose::SignIn, "/console/sign-in/link?done=link_sent"))
}

fn handle_reset(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(asking(visitor, submission, Purpose::Reset, "/console/reset?done=link_sent"))
}

/// Mails a link; the answer is the same whether there is such an account or not.
async fn asking(
    visitor: Visitor,
    submission: Submission,
    purpose: Purpose,
    to: &'static str,
) -> Result<Done> {
    let place = links::Place::installation();
    links::request(&visitor.core, submission.fields.get("email"), purpose, place, &visitor.caller).await?;
    Ok(Done::go(to))
}

async fn entering(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (token, password) = (submission.params.get("token"), submission.fields.raw("new_password"));
    let purpose = links::peek(&visitor.core, token).await?;
    let session = links::follow(&visitor.core, token, Realm::Portal, password, &visitor.caller).await?;
    let to = match purpose {
        Purpose::SignIn | Purpose::Invite => FIRST.to_owned(),
        Purpose::Verify => format!("{ACCOUNT}?done=verified"),
        Purpose::Reset => format!("{ACCOUNT}?done=password_saved"),
    };
    Ok(Done::with(to, SessionChange::Portal(session)))
}

/// Ends one other session at the portal.
async fn end_session(visitor: Visitor, submission: Submission) -> Result<Done> {
    sign_out::one(&visitor, Realm::Portal, submission.fields.get("session")).await?;
    Ok(Done::go(format!("{ACCOUNT}?done=session_ended")))
}

/// Ends every other session, on both sides.
async fn end_others(visitor: Visitor) -> Result<Done> {
    sign_out::others(&visitor, Realm::Portal).await?;
    Ok(Done::go(format!("{ACCOUNT}?done=others_ended")))
}

/// Signs out.
async fn leave(visitor: Visitor) -> Result<Done> {
    Ok(Done::with("/console/sign-in", sign_out::here(&visitor, Realm::Portal).await?))
}
