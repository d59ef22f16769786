//! From deposits to what pages show of them: amounts and days written out.

use super::{
    api::Refundable,
    deposits::{DepositRow, DepositsView, Further},
    read::Pen,
};
use domain::{accounts::Deed, billing::PaymentMethod, garage::money::typed::price_text};
use i18n::words as w;
use services::{
    Result, Scope,
    billing::deposits::{self, Deposit, Standing},
    businesses::Business,
    garage::work_orders::{self, WorkOrder},
};

/// The deposits of `order`; none for who may not bill.
pub(crate) async fn of_order(
    scope: &Scope,
    business: &Business,
    order: &WorkOrder,
) -> Result<Option<DepositsView>> {
    if scope.require(Deed::Bill).is_err() {
        return Ok(None);
    }
    let standing = deposits::of_order(scope, order).await?;
    let page = work_orders::link(scope, &business.slug, &order.token);
    Ok(Some(view(scope, business, &standing, page)))
}

fn view(scope: &Scope, business: &Business, standing: &Standing, page: String) -> DepositsView {
    let pen = Pen { locale: scope.locale, business, currency: business.currency };
    let left: i64 = standing.deposits.iter().map(|deposit| deposit.left).sum();
    let takes = standing.open && standing.most > 0;
    DepositsView {
        asked: standing.asked.map(|minor| pen.money(minor)),
        page,
        paying: standing.paying,
        rows: standing.deposits.iter().map(|deposit| row(scope, &pen, deposit)).collect(),
        further: takes.then(|| Further { most: pen.money(standing.most), most_minor: standing.most }),
        stranded: (standing.cancelled && left > 0).then(|| pen.money(left)),
        currency: business.currency.code().to_owned(),
    }
}

fn row(scope: &Scope, pen: &Pen<'_>, deposit: &Deposit) -> DepositRow {
    let fate = [
        (deposit.applied, w::deposit_used as fn(_, _) -> _),
        (deposit.given_back, w::deposit_given),
        (deposit.on_its_way, w::deposit_going),
    ];
    let fate = fate.into_iter().filter(|(minor, _)| *minor > 0);
    DepositRow {
        method: i18n::lookup(pen.locale, deposit.method.word_key(), &[]),
        amount: pen.money(deposit.amount),
        day: pen.day(deposit.at),
        // A provider's id tells nobody anything.
        reference: if deposit.method == PaymentMethod::Card {
            String::new()
        } else {
            deposit.reference.clone()
        },
        fate: fate.map(|(minor, word)| word(pen.locale, pen.money(minor))).collect(),
        receipt: deposits::link(scope, &pen.business.slug, &deposit.token),
        refundable: refundable(pen, deposit),
    }
}

/// What can be given back of a deposit.
pub(super) fn refundable(pen: &Pen<'_>, deposit: &Deposit) -> Option<Refundable> {
    (deposit.left > 0).then(|| Refundable {
        id: deposit.id.to_string(),
        what: w::bill_payment_of(
            pen.locale,
            i18n::lookup(pen.locale, deposit.method.word_key(), &[]),
            pen.money(deposit.left),
            pen.day(deposit.at).text,
        ),
        amount: price_text(deposit.left, pen.locale),
        online: deposit.method == PaymentMethod::Card,
    })
}
