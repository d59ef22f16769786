//! The numbers of documents: gapless per business, series and year.

use crate::{Error, Result, Scope, businesses::Business};
use domain::{
    billing::{NumberSeries, Series},
    error::ErrorKind,
};
use entity::counter::{ActiveModel, Column, Entity};
use sea_orm::{
    DatabaseTransaction, EntityTrait as _, Set,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};

/// The next number of `series`, written out: "WO-2026-0001". It is given out only if `tx` commits, and whoever asks next
/// waits until then, so that none is skipped and none is given twice.
///
/// # Errors
/// `Conflict` when a year's numbers are used up.
pub(crate) async fn next(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    series: Series,
) -> Result<String> {
    let begun = NumberSeries::begin(scope.now(), &business.zone);
    let row = ActiveModel {
        business_id: Set(scope.business.into()),
        series: Set(series.as_str().into()),
        year: Set(begun.year.into()),
        value: Set(begun.last + 1),
    };
    let counted = Entity::insert(row)
        .on_conflict(
            OnConflict::columns([Column::BusinessId, Column::Series, Column::Year])
                .value(Column::Value, Expr::col((Entity, Column::Value)).add(1))
                .to_owned(),
        )
        .exec_with_returning(tx)
        .await?;
    let number = NumberSeries { last: counted.value - 1, ..begun }.next();
    Ok(series.label(number.ok_or_else(|| Error::of(ErrorKind::Conflict))?))
}
