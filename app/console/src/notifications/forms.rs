//! The forms of the notifications.

use domain::accounts::Realm;
use services::{
    Result, Visitor,
    messaging::{notifications as cases, push},
    visitor::{Done, FormRoute, Handling, Submission},
};

/// Every form of these pages, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: "/console/{slug}/notifications", form: "read_all", handle: handle_read_all },
    FormRoute { path: SETTINGS, form: "choices", handle: handle_choices },
    FormRoute {
        path: SETTINGS,
        form: "push_on",
        handle: |v, s| Box::pin(push::push_on(v, s, Realm::Portal)),
    },
    FormRoute {
        path: SETTINGS,
        form: "push_off",
        handle: |v, s| Box::pin(push::push_off(v, s, Realm::Portal)),
    },
    FormRoute {
        path: SETTINGS,
        form: "push_test",
        handle: |v, s| Box::pin(push::push_test(v, s, Realm::Portal)),
    },
];

const SETTINGS: &str = "/console/{slug}/notifications/settings";

fn handle_read_all(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(read_all(visitor, submission))
}

async fn read_all(visitor: Visitor, submission: Submission) -> Result<Done> {
    let slug = submission.params.get("slug");
    let (scope, _) = visitor.at_portal(slug).await?;
    cases::read_all(&scope).await?;
    Ok(Done::go(format!("/console/{slug}/notifications?done=notes_read")))
}

fn handle_choices(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(choices(visitor, submission))
}

async fn choices(visitor: Visitor, submission: Submission) -> Result<Done> {
    let slug = submission.params.get("slug");
    let (scope, business) = visitor.at_portal(slug).await?;
    cases::choose(&scope, &business, &submission.fields).await?;
    Ok(Done::go(format!("/console/{slug}/notifications/settings?done=choices_saved")))
}
