//! Forms of the account page itself: for who is signed in.

use domain::{
    accounts::{Contact, Purpose, Realm},
    form::FieldError,
};
use services::{
    Error, Result, Visitor,
    accounts::{avatar, links, profile as profiles, sign_out},
    visitor::{Done, Submission},
};

/// Back to the account page, with the sentence `done_…` to say there.
fn back(submission: &Submission, done: &str) -> Done {
    Done::go(format!("/b/{}/account?done={done}", submission.params.get("slug")))
}

/// Corrects name and number.
pub(super) async fn profile(visitor: Visitor, submission: Submission) -> Result<Done> {
    let person = visitor.signed_in(Realm::Site)?.person.id;
    let contact = Contact::read(&submission.fields).map_err(Error::Fields)?;
    profiles::change(&visitor.core, person, contact).await?;
    Ok(back(&submission, "profile_saved"))
}

/// Takes a picture.
pub(super) async fn picture(visitor: Visitor, mut submission: Submission) -> Result<Done> {
    let person = visitor.signed_in(Realm::Site)?.person.id;
    // A browser sends an empty file for a field that was left alone.
    let given =
        submission.uploads.iter_mut().find(|upload| upload.field == "avatar" && !upload.bytes.is_empty());
    let bytes = given.map(|upload| std::mem::take(&mut upload.bytes));
    let bytes = bytes.ok_or_else(|| Error::field(FieldError::new("avatar", "err_required")))?;
    avatar::set(&visitor.core, person, bytes).await?;
    Ok(back(&submission, "picture_saved"))
}

/// Sends the link that shows that the address is theirs once more.
pub(super) async fn verify_again(visitor: Visitor, submission: Submission) -> Result<Done> {
    let person = &visitor.signed_in(Realm::Site)?.person;
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    let place = links::Place::site(&business);
    links::request(&scope.core, &person.email, Purpose::Verify, place, &visitor.caller).await?;
    Ok(back(&submission, "verify_sent"))
}

/// Ends one other session on the public sites.
pub(super) async fn end_session(visitor: Visitor, submission: Submission) -> Result<Done> {
    sign_out::one(&visitor, Realm::Site, submission.fields.get("session")).await?;
    Ok(back(&submission, "session_ended"))
}

/// Ends every other session, on both sides.
pub(super) async fn end_others(visitor: Visitor, submission: Submission) -> Result<Done> {
    sign_out::others(&visitor, Realm::Site).await?;
    Ok(back(&submission, "others_ended"))
}

/// Signs out.
pub(super) async fn leave(visitor: Visitor, submission: Submission) -> Result<Done> {
    let session = sign_out::here(&visitor, Realm::Site).await?;
    Ok(Done::with(format!("/b/{}", submission.params.get("slug")), session))
}
