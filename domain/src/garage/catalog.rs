//! Makes and models with the years they were made in. For the server only.
//!
//! The 120 kB of embedded data stay out of the browser's WebAssembly as long as nothing there calls this module: pages
//! receive the few names they show. The data are parsed once, at the first call; `domain/data/NOTICE.md` names their
//! source.

use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::LazyLock};

/// A model of a make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Its name, as the maker writes it.
    #[serde(alias = "model")]
    pub name: String,
    /// The first year in which it was made.
    pub from: i16,
    /// The last year, or `None` while it is still made.
    pub to: Option<i16>,
}

impl Model {
    /// How many years `year` lies outside those in which the model was made; 0 inside them.
    pub fn years_off(&self, year: i16) -> u16 {
        if year < self.from {
            self.from.abs_diff(year)
        } else {
            self.to.filter(|to| year > *to).map_or(0, |to| year.abs_diff(to))
        }
    }
}

#[derive(Deserialize)]
struct Make {
    #[serde(rename = "make")]
    name: String,
    models: Vec<Model>,
}

/// By folded name. Data that do not parse would leave it empty; the tests below refuse to ship that.
static CATALOG: LazyLock<BTreeMap<String, Make>> = LazyLock::new(|| {
    let makes: Vec<Make> =
        serde_json::from_str(include_str!("../../data/vehicle_models.json")).unwrap_or_default();
    makes
        .into_iter()
        .map(|mut make| {
            make.models.sort_by_cached_key(|model| fold(&model.name));
            (fold(&make.name), make)
        })
        .collect()
});

/// Every make, in alphabetical order whatever the case.
pub fn makes() -> Vec<&'static str> {
    CATALOG.values().map(|make| make.name.as_str()).collect()
}

/// The models of `make` in alphabetical order; none when the make is unknown. Case and accents do not matter.
pub fn models(make: &str) -> &'static [Model] {
    CATALOG.get(&fold(make)).map_or(&[], |make| &make.models)
}

/// The model of that name, case and accents aside; the exact spelling wins where a make used a name twice
/// (Chevrolet's "TrailBlazer" of 2002 and "Trailblazer" of 2021).
pub fn find(make: &str, model: &str) -> Option<&'static Model> {
    namesakes(make, model).find(|found| found.name == model).or_else(|| namesakes(make, model).next())
}

/// Every model of `make` that goes by the name `model`, case and accents aside.
pub fn namesakes(make: &str, model: &str) -> impl Iterator<Item = &'static Model> {
    let wanted = fold(model);
    models(make).iter().filter(move |found| fold(&found.name) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_catalogue_is_found_whatever_its_case() {
        assert_eq!(makes().len(), 58);
        assert_eq!(makes().iter().map(|make| models(make).len()).sum::<usize>(), 2_775);
        for make in makes() {
            for model in models(make) {
                assert_eq!(find(make, &model.name), Some(model));
                let shouted = find(&make.to_uppercase(), &model.name.to_uppercase());
                assert!(
                    shouted.is_some_and(|found| fold(&found.name) == fold(&model.name)),
                    "{make} {model:?}"
                );
            }
        }
    }

    #[test]
    fn every_model_ended_after_it_began() {
        for model in makes().into_iter().flat_map(models) {
            assert!(model.from >= 1885 && model.to.is_none_or(|to| to >= model.from), "{model:?}");
        }
    }

    #[test]
    fn accents_and_dashes_do_not_hide_a_model() {
        assert_eq!(find("Citroën", "c elysee").map(|m| m.name.as_str()), Some("C-Elysée"));
        assert_eq!(find("MERCEDES BENZ", "E-MÉHARI"), None);
        assert_eq!(find("skoda", "no such thing"), None);
        assert!(models("Škoda").len() > 10);
        assert!(models("Škodovka").is_empty());
    }

    #[test]
    fn the_exact_spelling_tells_two_generations_apart() {
        assert_eq!(find("Chevrolet", "TrailBlazer").map(|m| m.from), Some(2002));
        assert_eq!(find("Chevrolet", "Trailblazer").map(|m| m.from), Some(2021));
        assert_eq!(namesakes("Chevrolet", "TRAILBLAZER").count(), 2);
    }

    #[test]
    fn makes_are_sorted_as_people_read_them() {
        let makes = makes();
        let position = |name: &str| makes.iter().position(|make| *make == name);
        assert!(position("BMW") < position("Buick") && position("Buick") < position("BYD"));
        assert!(makes.is_sorted_by_key(|make| fold(make)));
    }

    #[test]
    fn years_off_counts_from_the_nearer_end() {
        let model = Model { name: "X".into(), from: 2000, to: Some(2005) };
        assert_eq!([1998, 2000, 2005, 2006].map(|year| model.years_off(year)), [2, 0, 0, 1]);
        assert_eq!(Model { to: None, ..model }.years_off(2100), 0);
    }
}
