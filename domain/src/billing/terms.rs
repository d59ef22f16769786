//! How a business taxes and charges.

use crate::garage::money::TaxMode;
use serde::{Deserialize, Serialize};

/// A business's terms. What is missing in a stored value is the default: businesses of an earlier release keep working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// Whether prices hold tax or tax comes on top.
    pub tax_mode: TaxMode,
    /// The usual rate in basis points: 2 000 is 20 %.
    pub tax_bp: i32,
    /// What an hour of work costs, in minor units, in the same mode as all prices.
    pub labour_minor: i64,
    /// Days until an invoice is due.
    pub due_days: u16,
    /// Days after which declined work is offered again.
    pub follow_up_days: u16,
    /// The business's own tax number, printed on invoices; empty where it has none.
    pub tax_number: String,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            tax_mode: TaxMode::Inclusive,
            tax_bp: 2_000,
            labour_minor: 6_000,
            due_days: 14,
            follow_up_days: 30,
            tax_number: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_an_earlier_release_are_read_with_the_defaults_for_what_they_lack() {
        assert_eq!(serde_json::from_str::<Terms>("{}").unwrap(), Terms::default());
        let some: Terms = serde_json::from_str(r#"{"tax_mode":"exclusive","tax_bp":875}"#).unwrap();
        assert_eq!((some.tax_mode, some.tax_bp, some.due_days), (TaxMode::Exclusive, 875, 14));
    }
}
