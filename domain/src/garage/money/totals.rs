//! What lines come to: discount, tax per rate, net and gross, which always add up.

use super::{Line, LineKind, line_amount, too_large};
use crate::{form::FieldError, money::rounded};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeMap};

/// Whether the prices of lines have the tax in them; one per business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    /// Tax comes on top.
    Exclusive,
    /// Tax is taken out of the price.
    Inclusive,
}

impl TaxMode {
    /// Both modes.
    pub const ALL: [Self; 2] = [Self::Exclusive, Self::Inclusive];

    /// The name stored in the database and sent by forms; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exclusive => "exclusive",
            Self::Inclusive => "inclusive",
        }
    }

    /// The mode of a stored or sent name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }
}

/// The share of one rate of tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxPart {
    /// The rate in basis points.
    pub rate_bp: i32,
    /// What the tax is on, discount taken off, without the tax.
    pub net: i64,
    /// The tax.
    pub tax: i64,
}

/// What lines come to, in minor units.
///
/// Always: `net + tax == gross`; the parts of `taxes` add up to `net` and `tax`; `labour + parts + fees - discount` is
/// `net` where tax comes on top and `gross` where it is in the prices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The sum of the labour lines, before the discount.
    pub labour: i64,
    /// The sum of the parts, before the discount.
    pub parts: i64,
    /// The sum of the fees, before the discount.
    pub fees: i64,
    /// What is taken off that sum.
    pub discount: i64,
    /// What remains, without tax.
    pub net: i64,
    /// The tax of all rates.
    pub tax: i64,
    /// What the customer pays.
    pub gross: i64,
    /// One part per rate that a line has, the lowest rate first.
    pub taxes: Vec<TaxPart>,
}

/// What `lines` come to with `discount` minor units taken off, in whatever order they stand.
///
/// The tax of a rate is rounded once, on the sum of that rate (EN 16931, rule BR-CO-17), so the totals of single jobs may
/// differ by a few minor units from the total of them all. The discount, in the same mode as the prices, is shared out
/// among the rates in proportion to their sums; minor units left over go to the largest remainders.
///
/// # Errors
/// A line out of bounds (see [`Line::check`]), `err_discount_range` at `discount` when it is negative or more than the sum
/// of the lines, `err_total_large` when a sum does not fit.
pub fn totals<'a>(
    lines: impl IntoIterator<Item = &'a Line>,
    discount: i64,
    mode: TaxMode,
) -> Result<Totals, FieldError> {
    let mut totals = Totals { discount, ..Totals::default() };
    let mut rates = BTreeMap::new();
    for line in lines {
        let amount = line_amount(line)?;
        let sum = match line.kind {
            LineKind::Labour => &mut totals.labour,
            LineKind::Part => &mut totals.parts,
            LineKind::Fee => &mut totals.fees,
        };
        *sum = plus(*sum, amount)?;
        let rate = rates.entry(line.tax_bp).or_insert(0);
        *rate = plus(*rate, amount)?;
    }
    let full = rates.values().try_fold(0, |sum, amount| plus(sum, *amount))?;
    if !(0..=full).contains(&discount) {
        return Err(FieldError::new("discount", "err_discount_range"));
    }
    for (rate_bp, remains) in discounted(&rates, discount, full)? {
        let part = tax_part(rate_bp, remains, mode)?;
        totals.net = plus(totals.net, part.net)?;
        totals.tax = plus(totals.tax, part.tax)?;
        totals.taxes.push(part);
    }
    totals.gross = plus(totals.net, totals.tax)?;
    Ok(totals)
}

fn plus(one: i64, other: i64) -> Result<i64, FieldError> {
    one.checked_add(other).ok_or_else(too_large)
}

/// One rate while the discount is shared out.
struct Share {
    rate_bp: i32,
    amount: i64,
    off: i128,
    remainder: i128,
}

/// What remains of each rate's sum, the lowest rate first. Between equal remainders the lower rate takes the minor unit, so
/// that the order of the lines never matters. A rate never goes below zero: its exact share is at most its sum.
fn discounted(rates: &BTreeMap<i32, i64>, discount: i64, full: i64) -> Result<Vec<(i32, i64)>, FieldError> {
    let (discount, full) = (i128::from(discount), i128::from(full.max(1)));
    let mut shares: Vec<Share> = rates
        .iter()
        .map(|(&rate_bp, &amount)| {
            let exact = discount * i128::from(amount);
            Share { rate_bp, amount, off: exact / full, remainder: exact % full }
        })
        .collect();
    let given: i128 = shares.iter().map(|share| share.off).sum();
    shares.sort_by_key(|share| Reverse(share.remainder));
    for (share, _) in shares.iter_mut().zip(given..discount) {
        share.off += 1;
    }
    shares.sort_by_key(|share| share.rate_bp);
    shares
        .iter()
        .map(|share| {
            let remains = i64::try_from(i128::from(share.amount) - share.off).map_err(|_| too_large())?;
            Ok((share.rate_bp, remains))
        })
        .collect()
}

fn tax_part(rate_bp: i32, amount: i64, mode: TaxMode) -> Result<TaxPart, FieldError> {
    const WHOLE: i128 = 10_000;
    let (rate, base) = (i128::from(rate_bp), i128::from(amount));
    let divisor = match mode {
        TaxMode::Exclusive => WHOLE,
        TaxMode::Inclusive => WHOLE + rate,
    };
    let tax = rounded(base * rate, divisor).ok_or_else(too_large)?;
    let net = match mode {
        TaxMode::Exclusive => amount,
        TaxMode::Inclusive => amount - tax,
    };
    Ok(TaxPart { rate_bp, net, tax })
}
