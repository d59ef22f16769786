//! The forms of work orders and canned jobs.

use super::parts::job_anchor;
use domain::{
    error::ErrorKind,
    form::{FieldError, Fields},
    garage::{
        money::{Line, typed},
        work_order::{Answer, Document, How},
    },
    ids::{LineId, WorkOrderId, WorkOrderJobId},
    locale::Locale,
};
use services::{
    Error, Result, Scope, Visitor,
    businesses::Business,
    garage::work_orders::{answer, ask, canned, edit, follow_up, open},
    visitor::{Done, FormRoute, Submission},
};
use std::{str::FromStr, sync::Arc};

const JOB: &str = "/console/{slug}/jobs/{job}";
const ORDER: &str = "/console/{slug}/work/{order}";
const CANNED: &str = "/console/{slug}/canned";

/// Every form of this folder, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: JOB, form: "open_order", handle: |v, s| Box::pin(open_order(v, s)) },
    FormRoute { path: ORDER, form: "document", handle: |v, s| Box::pin(document(v, s)) },
    FormRoute { path: ORDER, form: "ask", handle: |v, s| Box::pin(ask_customer(v, s)) },
    FormRoute { path: ORDER, form: "discount", handle: |v, s| Box::pin(discount(v, s)) },
    FormRoute { path: ORDER, form: "add_canned", handle: |v, s| Box::pin(add_canned(v, s)) },
    FormRoute { path: ORDER, form: "add_job", handle: |v, s| Box::pin(add_job(v, s)) },
    FormRoute { path: ORDER, form: "revive", handle: |v, s| Box::pin(revive(v, s)) },
    FormRoute { path: ORDER, form: "remove_job", handle: |v, s| Box::pin(remove_job(v, s)) },
    FormRoute { path: ORDER, form: "done", handle: |v, s| Box::pin(set_done(v, s)) },
    FormRoute { path: ORDER, form: "answer", handle: |v, s| Box::pin(record_answer(v, s)) },
    FormRoute { path: ORDER, form: "settle", handle: |v, s| Box::pin(settle(v, s)) },
    FormRoute { path: ORDER, form: "keep", handle: |v, s| Box::pin(keep(v, s)) },
    FormRoute { path: ORDER, form: "add_line", handle: |v, s| Box::pin(add_line(v, s)) },
    FormRoute { path: ORDER, form: "change_line", handle: |v, s| Box::pin(change_line(v, s)) },
    FormRoute { path: ORDER, form: "remove_line", handle: |v, s| Box::pin(remove_line(v, s)) },
    FormRoute { path: CANNED, form: "retire", handle: |v, s| Box::pin(retire(v, s)) },
];

async fn open_order(visitor: Visitor, submission: Submission) -> Result<Done> {
    let slug = submission.params.get("slug");
    let (scope, business) = visitor.at_portal(slug).await?;
    let id = open::open(&scope, &business, id(submission.params.get("job"))?).await?;
    Ok(Done::go(format!("/console/{slug}/work/{id}")))
}

async fn retire(visitor: Visitor, submission: Submission) -> Result<Done> {
    let slug = submission.params.get("slug");
    let (scope, _) = visitor.at_portal(slug).await?;
    canned::retire(&scope, id(submission.fields.get("canned"))?).await?;
    Ok(Done::go(format!("/console/{slug}/canned?done=canned_retired")))
}

/// A form of the page of a work order.
pub(super) struct Sent {
    pub(super) scope: Scope,
    pub(super) business: Arc<Business>,
    pub(super) order: WorkOrderId,
    pub(super) fields: Fields,
    path: String,
}

impl Sent {
    pub(super) async fn new(visitor: &Visitor, submission: Submission) -> Result<Self> {
        let (slug, order) = (submission.params.get("slug"), submission.params.get("order"));
        let (scope, business) = visitor.at_portal(slug).await?;
        let path = format!("/console/{slug}/work/{order}");
        Ok(Self { scope, business, order: id(order)?, path, fields: submission.fields })
    }

    fn job(&self) -> Result<WorkOrderJobId> {
        id(self.fields.get("job"))
    }

    fn line_id(&self) -> Result<LineId> {
        id(self.fields.get("line"))
    }

    /// The language whose numbers were typed: that of the page that was shown, whatever was chosen elsewhere since.
    fn locale(&self) -> Locale {
        Locale::from_tag(self.fields.get("locale")).unwrap_or(self.scope.locale)
    }

    fn line(&self) -> Result<Line> {
        Line::read(&self.fields, self.locale(), self.business.currency).map_err(Error::Fields)
    }

    /// Back to the page.
    fn back(&self) -> Done {
        Done::go(self.path.clone())
    }

    /// Back to the page, which says what was done.
    pub(super) fn done(&self, done: &str) -> Done {
        Done::go(format!("{}?done={done}", self.path))
    }

    /// Back to this job on the page.
    pub(super) fn back_to(&self, job: WorkOrderJobId) -> Done {
        Done::go(format!("{}#{}", self.path, job_anchor(&job.to_string())))
    }
}

async fn document(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let to = Document::parse(sent.fields.get("document")).ok_or_else(|| Error::of(ErrorKind::BadRequest))?;
    edit::set_document(&sent.scope, &sent.business, sent.order, to).await?;
    Ok(sent.back())
}

async fn ask_customer(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    ask::ask(&sent.scope, &sent.business, sent.order).await?;
    Ok(sent.done("work_asked"))
}

async fn discount(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let text = sent.fields.get("discount");
    let minor = typed::price("discount", text, sent.locale(), sent.business.currency)?;
    edit::set_discount(&sent.scope, &sent.business, sent.order, minor).await?;
    Ok(sent.back())
}

async fn add_canned(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let job = canned::put(&sent.scope, sent.order, id(sent.fields.get("canned"))?).await?;
    Ok(sent.back_to(job))
}

async fn add_job(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let (title, note) = (sent.fields.get("title"), sent.fields.get("note"));
    let job = edit::add_job(&sent.scope, sent.order, title, note).await?;
    Ok(sent.back_to(job))
}

async fn revive(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let job = follow_up::revive(&sent.scope, sent.order, sent.job()?).await?;
    Ok(sent.back_to(job))
}

async fn remove_job(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    edit::remove_job(&sent.scope, sent.order, sent.job()?).await?;
    Ok(sent.back())
}

async fn set_done(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let job = sent.job()?;
    edit::set_done(&sent.scope, sent.order, job, sent.fields.get("done") == "yes").await?;
    Ok(sent.back_to(job))
}

async fn record_answer(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let job = sent.job()?;
    let missing = |field| Error::field(FieldError::new(field, "err_required"));
    let said = Answer::parse(sent.fields.get("answer")).ok_or_else(|| missing("answer"))?;
    let how = How::parse(sent.fields.get("how")).ok_or_else(|| missing("how"))?;
    let by = sent.fields.get("by");
    answer::record_answer(&sent.scope, &sent.business, (sent.order, job), (said, how), by).await?;
    Ok(sent.back_to(job))
}

async fn settle(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let job = sent.job()?;
    answer::settle_question(&sent.scope, sent.order, job).await?;
    Ok(sent.back_to(job))
}

async fn keep(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    canned::keep(&sent.scope, &sent.business, (sent.order, sent.job()?)).await?;
    Ok(sent.done("canned_kept"))
}

async fn add_line(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let job = sent.job()?;
    edit::add_line(&sent.scope, &sent.business, (sent.order, job), &sent.line()?).await?;
    Ok(sent.back_to(job))
}

async fn change_line(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let job = sent.job()?;
    let ids = (sent.order, job, sent.line_id()?);
    edit::change_line(&sent.scope, &sent.business, ids, &sent.line()?).await?;
    Ok(sent.back_to(job))
}

async fn remove_line(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let job = sent.job()?;
    edit::remove_line(&sent.scope, &sent.business, (sent.order, job, sent.line_id()?)).await?;
    Ok(sent.back_to(job))
}

/// An id of a form or an address.
pub(super) fn id<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::of(ErrorKind::NotFound))
}
