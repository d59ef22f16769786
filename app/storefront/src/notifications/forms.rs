//! The forms of the notifications.

use domain::accounts::Realm;
use services::{
    Result, Visitor,
    messaging::{notifications as cases, push},
    visitor::{Done, FormRoute, Handling, Submission},
};

/// Every form of these pages, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: "/b/{slug}/notifications", form: "read_all", handle: handle_read_all },
    FormRoute { path: SETTINGS, form: "choices", handle: handle_choices },
    FormRoute { path: SETTINGS, form: "push_on", handle: |v, s| Box::pin(push::push_on(v, s, Realm::Site)) },
    FormRoute {
        path: SETTINGS,
        form: "push_off",
        handle: |v, s| Box::pin(push::push_off(v, s, Realm::Site)),
    },
    FormRoute {
        path: SETTINGS,
        form: "push_test",
        handle: |v, s| Box::pin(push::push_test(v, s, Realm::Site)),
    },
];

const SETTINGS: &str = "/b/{slug}/account/notifications";

fn handle_read_all(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(read_all(visitor, submission))
}

async fn read_all(visitor: Visitor, submission: Submission) -> Result<Done> {
    let slug = submission.params.get("slug");
    let (scope, _) = visitor.at_site(slug).await?;
    cases::read_all(&scope).await?;
    Ok(Done::go(format!("/b/{slug}/notifications?done=notes_read")))
}

fn handle_choices(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(choices(visitor, submission))
}

async fn choices(visitor: Visitor, submission: Submission) -> Result<Done> {
    let slug = submission.params.get("slug");
    let (scope, business) = visitor.at_site(slug).await?;
    cases::choose(&scope, &business, &submission.fields).await?;
    Ok(Done::go(format!("/b/{slug}/account/notifications?done=choices_saved")))
}
