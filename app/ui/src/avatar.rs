//! People's pictures.

use leptos::prelude::*;

/// A person's picture, or their initials. Decoration: their name stands beside it.
#[component]
pub fn Avatar(
    /// Their name.
    #[prop(into)]
    name: String,
    /// The name of their picture's file.
    picture: Option<String>,
) -> impl IntoView {
    let inside = match picture {
        Some(file) => {
            view! { <img src=format!("/avatars/{file}") alt="" width="192" height="192" /> }.into_any()
        }
        None => initials(&name).into_any(),
    };
    view! { <span class="avatar" aria-hidden="true">{inside}</span> }
}

/// The first letters of the first and the last part of a name.
fn initials(name: &str) -> String {
    let mut parts = name.split_whitespace().filter_map(|part| part.chars().find(|c| c.is_alphanumeric()));
    let (first, last) = (parts.next(), parts.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_come_from_the_first_and_the_last_name() {
        assert_eq!(initials("maria de fátima rocha"), "MR");
        assert_eq!(initials("Élodie"), "É");
        assert_eq!(initials("Jo (front desk)"), "JD");
        assert_eq!(initials(" "), "");
    }
}
