//! The forms of the section "on this device", the same on the pages of both sides. A page registers them as
//! `handle: |visitor, submission| Box::pin(push_on(visitor, submission, Realm::Site))`.

use super::{page, send_test, subscribe, unsubscribe};
use crate::{
    Error, Result, Scope, Visitor,
    businesses::Business,
    visitor::{Done, Submission},
};
use domain::{accounts::Realm, error::ErrorKind, ids::PushSubscriptionId, messaging::push::PushSubscription};
use std::sync::Arc;

async fn at(visitor: &Visitor, submission: &Submission, realm: Realm) -> Result<(Scope, Arc<Business>)> {
    let slug = submission.params.get("slug");
    match realm {
        Realm::Site => visitor.at_site(slug).await,
        Realm::Portal => visitor.at_portal(slug).await,
    }
}

fn done(business: &Business, realm: Realm, what: &str) -> Done {
    Done::go(format!("{}?done={what}", page(&business.slug, realm)))
}

/// The form `push_on`: turns notices on for the device that sends it. `public/push.js` fills its fields.
///
/// # Errors
/// As [`subscribe`]; `err_push_subscription` for fields that no browser fills so.
pub async fn push_on(visitor: Visitor, submission: Submission, realm: Realm) -> Result<Done> {
    let (scope, business) = at(&visitor, &submission, realm).await?;
    let session = visitor.signed_in(realm)?.id;
    let subscription = PushSubscription::read(&submission.fields)?;
    subscribe(&scope, session, &subscription, &visitor.caller.agent).await?;
    Ok(done(&business, realm, "push_on"))
}

/// The form `push_off`: turns notices off for the device that its field `device` names.
///
/// # Errors
/// As [`unsubscribe`].
pub async fn push_off(visitor: Visitor, submission: Submission, realm: Realm) -> Result<Done> {
    let (scope, business) = at(&visitor, &submission, realm).await?;
    visitor.signed_in(realm)?;
    let device: PushSubscriptionId =
        submission.fields.get("device").parse().map_err(|_| Error::of(ErrorKind::NotFound))?;
    unsubscribe(&scope, device).await?;
    Ok(done(&business, realm, "push_off"))
}

/// The form `push_test`: sends a notice to the person's own devices.
///
/// # Errors
/// As [`send_test`].
pub async fn push_test(visitor: Visitor, submission: Submission, realm: Realm) -> Result<Done> {
    let (scope, business) = at(&visitor, &submission, realm).await?;
    send_test(&scope, &business).await?;
    Ok(done(&business, realm, "push_test"))
}
