//! The forms on the page of a work order that are about its vehicle: fault codes, the odometer, the missing part.

use super::forms::{Sent, id};
use crate::garage::read::today;
use domain::{
    accounts::Deed,
    garage::{odometer::Reading, parts::Expected},
};
use services::{
    Error, Result, Visitor,
    garage::{faults, parts, work_orders::odometer},
    visitor::{Done, FormRoute, Submission},
};

const ORDER: &str = "/console/{slug}/work/{order}";

/// Every form of this file, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: ORDER, form: "codes", handle: |v, s| Box::pin(codes(v, s)) },
    FormRoute { path: ORDER, form: "clear_code", handle: |v, s| Box::pin(clear(v, s)) },
    FormRoute { path: ORDER, form: "code_job", handle: |v, s| Box::pin(job(v, s)) },
    FormRoute { path: ORDER, form: "odometer", handle: |v, s| Box::pin(reading(v, s)) },
    FormRoute { path: ORDER, form: "parts", handle: |v, s| Box::pin(expect(v, s)) },
];

async fn codes(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    faults::add(&sent.scope, sent.order, (sent.fields.get("codes"), sent.fields.get("note"))).await?;
    Ok(sent.done("codes_added"))
}

async fn clear(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    sent.scope.require(Deed::WriteOrders)?;
    faults::clear(&sent.scope, sent.order, id(sent.fields.get("code"))?).await?;
    Ok(sent.done("code_cleared"))
}

async fn job(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    sent.scope.require(Deed::WriteOrders)?;
    let code = id(sent.fields.get("code"))?;
    let job = faults::make_job(&sent.scope, &sent.business, sent.order, code).await?;
    Ok(sent.back_to(job))
}

async fn reading(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    sent.scope.require(Deed::WriteOrders)?;
    let today = today(&sent.scope, &sent.business);
    let reading = Reading::read(&sent.fields, today).map_err(Error::Fields)?;
    odometer::read(&sent.scope, &sent.business, sent.order, reading).await?;
    Ok(sent.done("reading_added"))
}

async fn expect(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    sent.scope.require(Deed::MoveJobs)?;
    let today = today(&sent.scope, &sent.business);
    let expected = Expected::read(&sent.fields, Some(today)).map_err(Error::Fields)?;
    parts::expect_on_order(&sent.scope, sent.order, &expected).await?;
    Ok(sent.done("parts_expected"))
}
