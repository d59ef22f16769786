//! The brake on guessing: at most so many tries per key in a window, counted in the database so that several processes
//! share the count and a restart does not forget it.

use crate::{Core, Error, Result};
use domain::error::ErrorKind;
use entity::throttle::{ActiveModel, Column, Entity};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _, Set,
    sea_query::{Expr, OnConflict},
};

/// Tries per account and per address in a window.
pub const TRIES: i64 = 10;
/// The window, in milliseconds: 15 minutes.
const WINDOW_MS: i64 = 15 * 60_000;

/// Counts one try against every key, and refuses when one of them has used up its tries. The count goes up before the
/// work is done, so that many tries at once cannot slip past it.
///
/// # Errors
/// `TooMany`, until the window ends.
pub async fn spend(core: &Core, keys: &[String], tries: i64) -> Result<()> {
    let now = core.now_ms();
    let tx = core.db().begin().await?;
    let mut sorted = keys.to_vec();
    // One order for everybody: two transactions that count the same keys cannot wait for each other.
    sorted.sort();
    for key in &sorted {
        Entity::delete_many()
            .filter(Column::Key.eq(key))
            .filter(Column::WindowEndsAt.lte(now))
            .exec(&tx)
            .await?;
        let row = ActiveModel { key: Set(key.clone()), tries: Set(1), window_ends_at: Set(now + WINDOW_MS) };
        let one_more = Expr::col((Entity, Column::Tries)).add(1);
        Entity::insert(row)
            .on_conflict(OnConflict::column(Column::Key).value(Column::Tries, one_more).to_owned())
            .exec_without_returning(&tx)
            .await?;
    }
    let over =
        Entity::find().filter(Column::Key.is_in(sorted)).filter(Column::Tries.gt(tries)).one(&tx).await?;
    tx.commit().await?;
    if over.is_some() { Err(Error::of(ErrorKind::TooMany)) } else { Ok(()) }
}

/// Gives a try back to a key, after it turned out to be a right one.
///
/// # Errors
/// When the database does not answer.
pub async fn give_back(core: &Core, key: &str) -> Result<()> {
    let tx = core.db().begin().await?;
    // Counted down where it stands: a number read before and written back would forget the tries in between.
    Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).sub(1))
        .filter(Column::Key.eq(key))
        .filter(Column::Tries.gt(0))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
