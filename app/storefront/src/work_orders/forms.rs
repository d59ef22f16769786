//! The forms of a work order's page.

use domain::{error::ErrorKind, form::Fields, garage::work_order::Answer, ids::WorkOrderJobId};
use services::{
    Error, Result,
    billing::checkout,
    garage::work_orders::answer,
    visitor::{Done, FormRoute, Submission, Visitor},
};

/// Every form of a work order's page.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: "/b/{slug}/work/{token}", form: "answer", handle: |v, s| Box::pin(give_answer(v, s)) },
    FormRoute { path: "/b/{slug}/work/{token}", form: "question", handle: |v, s| Box::pin(ask(v, s)) },
    FormRoute { path: "/b/{slug}/work/{token}", form: "deposit", handle: |v, s| Box::pin(pay_deposit(v, s)) },
];

/// The page again, `done` said on it.
fn back(submission: &Submission, done: &str) -> Done {
    Done::go(format!(
        "/b/{}/work/{}?done={done}",
        submission.params.get("slug"),
        submission.params.get("token")
    ))
}

/// The job that a form of its card names.
fn job(fields: &Fields) -> Result<WorkOrderJobId> {
    fields.get("job").parse().map_err(|_| Error::of(ErrorKind::NotFound))
}

/// The answer, and the price it is given for. People press buttons: what is neither was not sent by our page.
fn answered(fields: &Fields) -> Result<(Answer, i64)> {
    match (Answer::parse(fields.get("answer")), fields.get("price").parse()) {
        (Some(answer), Ok(price)) => Ok((answer, price)),
        _ => Err(Error::of(ErrorKind::BadRequest)),
    }
}

async fn give_answer(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    let (job, said) = (job(&submission.fields)?, answered(&submission.fields)?);
    answer::by_link(&scope, &business, submission.params.get("token"), job, said).await?;
    Ok(back(
        &submission,
        match said.0 {
            Answer::Approve => "work_approved",
            Answer::Decline => "work_declined",
        },
    ))
}

async fn ask(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    let job = job(&submission.fields)?;
    let (token, text) = (submission.params.get("token"), submission.fields.get("question"));
    answer::question(&scope, &business, token, job, text).await?;
    Ok(back(&submission, "work_question"))
}

/// Leads to the page on which the deposit is paid.
async fn pay_deposit(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    let token = submission.params.get("token");
    Ok(Done::pay(checkout::start_deposit(&scope, &business, token).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_its_exact_price_is_no_answer() {
        let read = |answer: &str, price: &str| {
            answered(&Fields(vec![("answer".into(), answer.into()), ("price".into(), price.into())])).ok()
        };
        assert_eq!(read("approve", "8900"), Some((Answer::Approve, 8_900)));
        assert_eq!(read("decline", "0"), Some((Answer::Decline, 0)));
        for (answer, price) in [("approve", ""), ("approve", "89.00"), ("", "8900"), ("yes", "8900")] {
            assert_eq!(read(answer, price), None, "{answer} {price}");
        }
    }
}
