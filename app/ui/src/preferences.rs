//! Language and theme: two menus that work without JavaScript.

use crate::{Icon, glyphs, reader::reader};
use domain::locale::Locale;
use i18n::words as w;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The menus for language and theme. Each choice is a button of a plain form.
#[component]
pub fn Preferences(
    /// The languages to choose from.
    #[prop(default = Locale::ALL.to_vec())]
    locales: Vec<Locale>,
    /// Whether the menus open upwards.
    #[prop(optional)]
    up: bool,
) -> impl IntoView {
    let reader = reader();
    let locale = reader.locale;
    let location = use_location();
    let back = move || {
        let (path, search) = (location.pathname.get(), location.search.get());
        if search.is_empty() { path } else { format!("{path}?{search}") }
    };
    let class = if up { "menu menu-up" } else { "menu" };
    let themes = [
        ("", w::theme_system(locale), glyphs::SETTINGS),
        ("light", w::theme_light(locale), glyphs::SUN),
        ("dark", w::theme_dark(locale), glyphs::MOON),
    ];
    let theme_icon = if reader.theme == "dark" { glyphs::MOON } else { glyphs::SUN };
    view! {
        <details class=class>
            <summary class="btn btn-quiet btn-icon"><Icon icon=glyphs::LANGUAGES label=w::choose_language(locale) /></summary>
            <form class="menu-list" method="post" action="/preferences">
                <input type="hidden" name="back" value=back />
                {locales
                    .into_iter()
                    .map(|choice| {
                        let current = (choice == locale).then_some("true");
                        view! {
                            <button class="menu-item" name="locale" value=choice.tag() lang=choice.tag() aria-current=current>
                                {choice.endonym()}
                            </button>
                        }
                    })
                    .collect_view()}
            </form>
        </details>
        <details class=class>
            <summary class="btn btn-quiet btn-icon"><Icon icon=theme_icon label=w::choose_theme(locale) /></summary>
            <form class="menu-list" method="post" action="/preferences">
                <input type="hidden" name="back" value=back />
                {themes
                    .into_iter()
                    .map(|(value, name, icon)| {
                        let current = (value == reader.theme).then_some("true");
                        view! {
                            <button class="menu-item" name="theme" value=value aria-current=current><Icon icon=icon /> {name}</button>
                        }
                    })
                    .collect_view()}
            </form>
        </details>
    }
}
