//! What an invoice or a credit note says, frozen when it is issued: pages, mails and the PDF all read this and nothing else.

use super::ledger::Refusal;
use crate::{
    garage::money::{Line, TaxMode, TaxPart, Totals},
    locale::Locale,
    money::{Currency, rounded},
};
use serde::{Deserialize, Serialize};

/// The paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Who issued it.
    pub seller: Party,
    /// The seller's tax number; empty where there is none.
    pub tax_number: String,
    /// Who owes it.
    pub buyer: Party,
    /// The language it is written in.
    pub locale: Locale,
    /// What every amount is in.
    pub currency: Currency,
    /// Whether the prices hold tax.
    pub tax_mode: TaxMode,
    /// The vehicle in words and its plate.
    pub vehicle: Option<(String, String)>,
    /// The odometer in kilometres.
    pub odometer_km: Option<i64>,
    /// The number of the work order, or of the invoice that a credit note corrects.
    pub refers_to: String,
    /// Why, on a credit note; empty on an invoice.
    pub reason: String,
    /// What was done.
    pub jobs: Vec<PaperJob>,
    /// What it comes to.
    pub totals: Totals,
}

/// A name with what stands under it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The name.
    pub name: String,
    /// The lines of the address.
    pub address: Vec<String>,
    /// By mail.
    pub email: String,
    /// By telephone.
    pub phone: String,
}

/// A job on the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperJob {
    /// What was done.
    pub title: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// The part of `totals` that a credit of `gross` minor units takes back: shared out among the rates in proportion to what
/// each came to, so that tax goes back at the rates at which it was charged. `net + tax` is `gross`.
///
/// # Errors
/// [`Refusal::NotPositive`], [`Refusal::AboveInvoice`] when it is more than the totals.
pub fn credited(totals: &Totals, gross: i64) -> Result<Totals, Refusal> {
    if gross <= 0 {
        return Err(Refusal::NotPositive);
    }
    if gross > totals.gross {
        return Err(Refusal::AboveInvoice);
    }
    let whole = i128::from(totals.gross);
    // Each rate's exact share up to here, rounded, less what the rates before it took: the shares add up to `gross`.
    let (mut before, mut given) = (0_i128, 0_i64);
    let mut credit = Totals { gross, ..Totals::default() };
    for part in &totals.taxes {
        before += i128::from(part.net) + i128::from(part.tax);
        let up_to = rounded(before * i128::from(gross), whole).ok_or(Refusal::TooLarge)?;
        let share = up_to - given;
        given = up_to;
        let rate = i128::from(part.rate_bp);
        let tax = rounded(i128::from(share) * rate, 10_000 + rate).ok_or(Refusal::TooLarge)?;
        credit.taxes.push(TaxPart { rate_bp: part.rate_bp, net: share - tax, tax });
        credit.net += share - tax;
        credit.tax += tax;
    }
    credit.fees = gross;
    Ok(credit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::garage::money::{LineKind, Quantity, totals};
    use proptest::prelude::*;

    fn line(price: i64, tax_bp: i32) -> Line {
        Line {
            kind: LineKind::Part,
            description: "x".into(),
            part_number: None,
            quantity: Quantity(1_000),
            unit_price_minor: price,
            tax_bp,
        }
    }

    proptest! {
        #[test]
        fn a_credit_adds_up_at_every_rate_and_a_whole_credit_takes_back_all_tax(
            lines in prop::collection::vec((1_i64..500_000, prop::sample::select(vec![0, 550, 1_000, 2_000])), 1..12),
            part in 0.0_f64..1.0,
        ) {
            let lines: Vec<Line> = lines.into_iter().map(|(price, bp)| line(price, bp)).collect();
            let whole = totals(&lines, 0, TaxMode::Inclusive).unwrap();
            let gross = ((whole.gross as f64 * part) as i64).max(1);
            let credit = credited(&whole, gross).unwrap();
            prop_assert_eq!(credit.net + credit.tax, gross);
            prop_assert_eq!(credit.taxes.iter().map(|part| part.net).sum::<i64>(), credit.net);
            prop_assert_eq!(credit.taxes.iter().map(|part| part.tax).sum::<i64>(), credit.tax);
            for (part, of) in credit.taxes.iter().zip(&whole.taxes) {
                prop_assert!(part.net + part.tax <= of.net + of.tax + 1);
            }
            let all = credited(&whole, whole.gross).unwrap();
            prop_assert_eq!(&all.taxes, &whole.taxes);
        }
    }

    #[test]
    fn nothing_less_than_nothing_and_nothing_more_than_everything_is_credited() {
        let whole = totals(&[line(1_000, 2_000)], 0, TaxMode::Inclusive).unwrap();
        assert_eq!(credited(&whole, 0), Err(Refusal::NotPositive));
        assert_eq!(credited(&whole, 1_001), Err(Refusal::AboveInvoice));
    }
}
