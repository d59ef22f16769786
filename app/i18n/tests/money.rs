//! Whatever the rules of work orders and billing can say has its sentence in every language.

#![allow(clippy::expect_used, reason = "this is test code, outside the functions that clippy knows as tests")]

use domain::{
    billing::{self, PaymentMethod, Status},
    form::{FieldError, Fields},
    garage::{
        money::{Line, LineKind, TaxMode, totals, typed},
        work_order::{self, Authorisation, Document, How},
    },
    locale::Locale,
    money::Currency,
};
use i18n::{field_error, lookup};

fn assert_all_have_words(keys: impl IntoIterator<Item = &'static str>) {
    for key in keys {
        for locale in Locale::ALL {
            assert_ne!(lookup(locale, key, &[]), key, "{} has no words for {key}", locale.tag());
        }
    }
}

#[test]
fn every_refusal_has_its_sentence() {
    assert_all_have_words(work_order::Refusal::ALL.map(work_order::Refusal::key));
    assert_all_have_words(billing::Refusal::ALL.map(billing::Refusal::key));
}

#[test]
fn every_state_and_kind_has_its_name() {
    assert_all_have_words(LineKind::ALL.map(LineKind::word_key));
    assert_all_have_words(Document::ALL.map(Document::word_key));
    assert_all_have_words(Authorisation::ALL.map(Authorisation::word_key));
    assert_all_have_words(How::ALL.map(How::word_key));
    assert_all_have_words(Status::ALL.map(Status::word_key));
    assert_all_have_words(PaymentMethod::ALL.map(PaymentMethod::word_key));
    assert_all_have_words(["document_credit_note"]);
}

/// Every way in which a field of money can be refused.
fn refused_fields() -> Vec<FieldError> {
    let long = "x".repeat(500);
    let wrong = ["", "x", "-1", "9999999999999", "0.00001", "1.234", &long];
    let mut errors = Vec::new();
    for text in wrong {
        let names = ["kind", "description", "part_number", "quantity", "unit_price", "tax"];
        let fields = Fields(names.map(|name| (name.to_owned(), text.to_owned())).to_vec());
        errors.extend(Line::read(&fields, Locale::Fr, Currency::Eur).expect_err("every field is wrong"));
        errors.extend(typed::quantity("hours", text, LineKind::Labour, Locale::Fr).err());
    }
    errors.extend(totals(&[], 1, TaxMode::Inclusive).err());
    errors
}

#[test]
fn every_refused_field_has_its_sentence_with_every_value_in_it() {
    let errors = refused_fields();
    for key in
        ["err_quantity", "err_number_ambiguous", "err_price_range", "err_tax_range", "err_discount_range"]
    {
        assert!(errors.iter().any(|error| error.key == key), "{key} is not provoked here");
    }
    for error in errors {
        for locale in Locale::ALL {
            let sentence = field_error(locale, &error);
            assert_ne!(sentence, error.key, "{} has no words for it", locale.tag());
            for (name, value) in &error.args {
                assert!(sentence.contains(value.as_str()), "“{sentence}” does not say its {name}, {value}");
            }
        }
    }
}
